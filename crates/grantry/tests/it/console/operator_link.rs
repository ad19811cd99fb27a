//! The link that `operator create` prints leads to the nodes.

use super::Console;
use crate::harness::{Kind, Outcome};

const CREATE: &[&str] = &["operator", "create", "--email", "olga@operators.example"];

fn link(printed: &str) -> Outcome<String> {
    Ok(printed.lines().find(|line| line.starts_with("http")).ok_or("no link")?.to_owned())
}

#[tokio::test]
async fn it_is_on_the_url_that_the_nodes_have() -> Outcome {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let console = Console::new(kind)?;
        if kind == Kind::Postgres {
            console.run(&["migrate"])?;
        }
        let mut node =
            Console { flags: console.flags.clone(), folder: console.folder.clone(), ..Console::new(kind)? };
        let plain = node.serve().await?;
        let printed = link(&console.run(CREATE)?)?;
        assert!(
            printed.starts_with(&format!("{}/", plain.base)),
            "{printed}: without public_url, {}",
            plain.base
        );
        plain.stop().await?;
        node.set("PUBLIC_URL", "https://access.example.com");
        node.serve().await?.stop().await?;
        // The command's own settings know nothing of it.
        let printed = link(&console.run(CREATE)?)?;
        assert!(printed.starts_with("https://access.example.com/"), "{printed}");
        let own = [CREATE, &["--public-url", "https://other.example.com"]].concat();
        let printed = link(&console.run(&own)?)?;
        assert!(printed.starts_with("https://other.example.com/"), "{printed}");
    }
    Ok(())
}

#[tokio::test]
async fn before_a_node_has_served_it_must_be_said() -> Outcome {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let console = Console::new(kind)?;
        console.run(&["migrate"])?;
        let refused = console.refused(CREATE)?;
        assert!(refused.contains("setting `public_url` is missing"), "{refused}");
        let said = [CREATE, &["--public-url", "https://access.example.com"]].concat();
        assert!(link(&console.run(&said)?)?.starts_with("https://access.example.com/"));
    }
    Ok(())
}
