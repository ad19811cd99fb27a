//! One server on an embedded database; commands beside it.

use std::os::unix::fs::symlink;

use wire::paths;

use super::Console;
use crate::harness::{Client, Kind, Outcome, Person, within_a_second};

#[tokio::test]
async fn a_second_server_on_the_same_file_is_refused() -> Outcome {
    let console = Console::new(Kind::Sqlite)?;
    let server = console.serve().await?;
    for refused in [console.serve_refused()?, console.refused(&["migrate"])?, console.refused(&["demo"])?] {
        assert!(refused.contains(&format!("another Grantry (process {}) uses", server.pid)), "{refused}");
        assert!(refused.contains("stop it first"), "{refused}");
    }
    server.stop().await?;
    console.run(&["migrate"])?;
    console.serve().await?.stop().await
}

/// A link to the folder, and the file itself by another setting.
#[tokio::test]
async fn another_name_of_the_file_is_the_same_file() -> Outcome {
    let mut console = Console::new(Kind::Sqlite)?;
    let server = console.serve().await?;
    symlink(console.path("data"), console.path("link"))?;
    let link = console.path("link").display().to_string();
    console.flag("--data-dir", &link);
    assert!(console.serve_refused()?.contains("another Grantry"));
    console.flag("--database-url", &format!("sqlite://{link}/grantry.db"));
    assert!(console.serve_refused()?.contains("another Grantry"));
    drop(server);
    Ok(())
}

/// A lock is not a file that a crash leaves behind.
#[tokio::test]
async fn after_a_crash_it_starts_again() -> Outcome {
    let console = Console::new(Kind::Sqlite)?;
    for _ in 0..3 {
        drop(console.serve().await?);
    }
    console.serve().await?.stop().await
}

mod timed {
    #[tokio::test]
    async fn commands_work_beside_a_server() -> crate::harness::Outcome {
        Box::pin(super::commands_work_beside_a_server()).await
    }
}

async fn commands_work_beside_a_server() -> Outcome {
    let console = Console::new(Kind::Sqlite)?;
    let server = console.serve().await?;
    let client = Client::new(&server.base)?;
    let person = Person::join(&client, &server.operator_link(&Person::new_email("olga"))?).await?;
    person.get(&paths::operator::tenants()).await?.ok(200)?;
    let listed = console.run(&["keys", "list"])?;
    let kid = listed.split_whitespace().next().ok_or("no key")?.to_owned();
    assert!(client.get("/oauth2/jwks").await?.body.contains(&kid) || listed.contains("sandbox"));
    console.run(&["keys", "retire", &kid])?;
    within_a_second(async || {
        let keys = [client.get("/oauth2/jwks").await?.body, client.get("/sandbox/oauth2/jwks").await?.body];
        Ok(!keys.concat().contains(&kid))
    })
    .await?;
    console.run(&["keys", "rotate", "--now"])?;
    console.run(&["keys", "rewrap"])?;
    person.get(&paths::operator::tenants()).await?.ok(200)?;
    server.stop().await
}
