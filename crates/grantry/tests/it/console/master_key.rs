//! Master keys that are refused.

use std::{fs, os::unix::fs::PermissionsExt};

use super::Console;
use crate::harness::{Kind, Outcome, server};

/// A console with a key in a file, and a database that it belongs to.
async fn with_key_file(kind: Kind) -> Outcome<Console> {
    let mut console = Console::new(kind)?;
    if kind == Kind::Sqlite {
        server::write_private(&console.path("key"), &server::run(&["keys", "new-master"])?)?;
        console.flag("--master-key-file", &console.path("key").display().to_string());
        console.run(&["migrate"])?;
    }
    console.begin().await?;
    Ok(console)
}

#[tokio::test]
async fn a_key_that_others_can_read_is_refused() -> Outcome {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let console = with_key_file(kind).await?;
        for open in [0o644, 0o604, 0o640, 0o660, 0o606] {
            fs::set_permissions(console.path("key"), fs::Permissions::from_mode(open))?;
            let refused = console.serve_refused()?;
            assert!(refused.contains("can be read by others"), "{refused}");
            assert!(
                refused.contains(&format!("mode {open:03o}")) && refused.contains("chmod 600"),
                "{refused}"
            );
            console.all_refused("can be read by others")?;
        }
        for closed in [0o600, 0o400] {
            fs::set_permissions(console.path("key"), fs::Permissions::from_mode(closed))?;
            console.run(&["keys", "rotate"])?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn the_key_of_the_data_folder_too() -> Outcome {
    let console = Console::new(Kind::Sqlite)?;
    console.begin().await?;
    let key = console.data("master.key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644))?;
    assert!(console.serve_refused()?.contains("can be read by others"));
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600))?;
    for nothing in ["", "\n", "  \n\n"] {
        fs::write(&key, nothing)?;
        for refused in [console.serve_refused()?, console.refused(&["migrate"])?] {
            assert!(refused.contains("master.key is empty: bring its backup back"), "{refused}");
        }
        assert_eq!(fs::read_to_string(&key)?, nothing, "it stays as it is");
    }
    console.all_refused("is empty")
}

#[tokio::test]
async fn a_key_of_no_bytes_is_refused() -> Outcome {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let mut console = with_key_file(kind).await?;
        fs::write(console.path("key"), "")?;
        console.all_refused("is empty")?;
        assert!(console.serve_refused()?.contains("is empty"));
        fs::write(console.path("key"), "not a key")?;
        assert!(console.serve_refused()?.contains("setting `master_key_file`: this is not a master key"));
        fs::remove_file(console.path("key"))?;
        assert!(console.serve_refused()?.contains("cannot read or write"));
        console.set("MASTER_KEY", "AAAA");
        console.flag("--master-key-file", "/dev/null");
        assert!(console.serve_refused()?.contains("`master_key` and `master_key_file` both give the key"));
    }
    Ok(())
}

#[tokio::test]
async fn a_key_that_is_given_twice_is_refused() -> Outcome {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let key = server::run(&["keys", "new-master"])?;
        let mut twice = with_key_file(kind).await?;
        twice.set("MASTER_KEY", key.trim());
        assert!(twice.serve_refused()?.contains("`master_key` and `master_key_file` both give the key"));
        twice.all_refused("both give the key")?;

        let mut others = with_key_file(kind).await?;
        server::write_private(&others.path("other"), &key)?;
        others.set("OTHER_MASTER_KEY", key.trim());
        others.set("OTHER_MASTER_KEY_FILE", &others.path("other").display().to_string());
        assert!(others.serve_refused()?.contains("`other_master_key` and `other_master_key_file` both"));

        let mut same = with_key_file(kind).await?;
        same.set("OTHER_MASTER_KEY_FILE", &same.path("key").display().to_string());
        let refused = same.serve_refused()?;
        assert!(refused.contains("`master_key` and `other_master_key` are the same key"), "{refused}");
    }
    Ok(())
}
