//! No one but the operator's own account reads what is written.

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::Path,
};

use wire::paths;

use super::Console;
use crate::harness::{Kind, Outcome};

fn mode(file: &Path) -> Outcome<u32> {
    Ok(fs::metadata(file)?.mode() & 0o777)
}

#[tokio::test]
async fn new_files_are_for_the_owner_alone() -> Outcome {
    let console = Console::new(Kind::Sqlite)?;
    let server = console.serve().await?;
    console.run(&["operator", "create", "--email", "olga@operators.example"])?;
    assert_eq!(mode(&console.path("data"))?, 0o700);
    let files = fs::read_dir(console.path("data"))?.collect::<Result<Vec<_>, _>>()?;
    assert!(files.len() >= 4, "the database, its log, the key: {files:?}");
    for file in files {
        assert_eq!(mode(&file.path())?, 0o600, "{file:?}");
    }
    server.stop().await
}

#[tokio::test]
async fn the_demos_passwords_are_too() -> Outcome {
    let console = Console::new(Kind::Sqlite)?;
    console.run(&["demo"])?;
    for file in console.files()? {
        assert_eq!(mode(&console.data(&file))?, 0o600, "{file}");
    }
    assert!(console.files()?.contains(&"demo.json".to_owned()));
    Ok(())
}

/// As an earlier version made them.
#[tokio::test]
async fn files_that_others_could_read_are_closed() -> Outcome {
    let console = Console::new(Kind::Sqlite)?;
    console.begin().await?;
    fs::set_permissions(console.data("grantry.db"), fs::Permissions::from_mode(0o644))?;
    let server = console.serve().await?;
    assert!(server.log_from(0).contains("others could read this file"), "{}", server.log_from(0));
    assert_eq!(mode(&console.data("grantry.db"))?, 0o600);
    server.stop().await
}

/// What is read of the database is one file again, whoever worked with it last.
#[tokio::test]
async fn a_clean_stop_leaves_no_log_beside_the_database() -> Outcome {
    let console = Console::new(Kind::Sqlite)?;
    for _ in 0..4 {
        let server = console.serve().await?;
        let client = crate::harness::Client::new(&server.base)?;
        let link = server.operator_link(&crate::harness::Person::new_email("olga"))?;
        let person = crate::harness::Person::join(&client, &link).await?;
        // Requests that are under way, and work that goes on behind them.
        let tenants = paths::operator::tenants();
        let requests = (0..8).map(|_| person.get(&tenants));
        for answer in futures_util::future::join_all(requests).await {
            answer?.ok(200)?;
        }
        server.stop().await?;
        assert_eq!(console.files()?, ["grantry.db", "master.key"]);
    }
    console.run(&["operator", "create", "--email", "olga@operators.example"])?;
    console.run(&["keys", "list"])?;
    console.run(&["keys", "rotate"])?;
    assert_eq!(console.files()?, ["grantry.db", "master.key"]);
    Ok(())
}
