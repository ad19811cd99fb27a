//! Nothing new is made where something old is missing.

use std::{fs, path::PathBuf};

use super::Console;
use crate::harness::{Kind, Outcome};

fn size(file: PathBuf) -> Option<u64> {
    fs::metadata(file).ok().map(|metadata| metadata.len())
}

#[tokio::test]
async fn a_first_start_of_an_empty_folder_says_what_it_made() -> Outcome {
    let console = Console::new(Kind::Sqlite)?;
    let server = console.serve().await?;
    let log = server.log_from(0);
    assert!(log.contains("made a new, empty database"), "{log}");
    assert!(log.contains("back up this key"), "{log}");
    server.stop().await?;
    let again = console.serve().await?;
    let log = again.log_from(0);
    assert!(!log.contains("made a new"), "{log}");
    again.stop().await
}

/// Missing, of no bytes, and an SQLite file without tables.
#[tokio::test]
async fn an_empty_database_beside_a_master_key_is_refused() -> Outcome {
    let console = Console::new(Kind::Sqlite)?;
    console.begin().await?;
    let (file, key) = (console.data("grantry.db"), fs::read(console.data("master.key"))?);
    let kept = fs::read(&file)?;
    fs::remove_file(&file)?;
    for refused in [console.serve_refused()?, console.refused(&["keys", "list"])?] {
        assert!(refused.contains("grantry.db is missing or empty, but the master key"), "{refused}");
        assert!(refused.contains("grantry restore FILE") && refused.contains("grantry migrate"), "{refused}");
    }
    console.all_refused("is missing or empty")?;
    assert_eq!(size(file.clone()), None, "nothing was made");
    fs::write(&file, "")?;
    let refused = console.serve_refused()?;
    assert!(refused.contains("is missing or empty"), "{refused}");
    assert_eq!(size(file.clone()), Some(0));
    // An SQLite file that has no tables is as empty.
    fs::write(
        &file,
        [&kept[..28], &[0, 0, 0, 1], &kept[32..100], &empty_page(kept[16..18].try_into()?)].concat(),
    )?;
    let refused = console.serve_refused()?;
    assert!(refused.contains("is missing or empty"), "{refused}");
    fs::write(&file, kept)?;
    assert_eq!(fs::read(console.data("master.key"))?, key);
    console.serve().await?.stop().await
}

/// The rest of a first page: a leaf of the schema's table, without a cell.
fn empty_page(size: [u8; 2]) -> Vec<u8> {
    let size = u16::from_be_bytes(size);
    let mut page = vec![0x0d, 0, 0, 0, 0];
    page.extend(size.to_be_bytes());
    page.resize(usize::from(size) - 100, 0);
    page
}

#[tokio::test]
async fn a_new_platform_beside_an_old_key_is_made_by_migrate_alone() -> Outcome {
    let console = Console::new(Kind::Sqlite)?;
    console.begin().await?;
    fs::remove_file(console.data("grantry.db"))?;
    let key = fs::read(console.data("master.key"))?;
    console.run(&["migrate"])?;
    assert_eq!(fs::read(console.data("master.key"))?, key, "the key stays");
    console.serve().await?.stop().await
}

#[tokio::test]
async fn a_key_that_was_given_belongs_to_a_database() -> Outcome {
    let mut console = Console::new(Kind::Sqlite)?;
    console.set("MASTER_KEY", crate::harness::server::run(&["keys", "new-master"])?.trim());
    let refused = console.serve_refused()?;
    assert!(refused.contains("setting `master_key`") && refused.contains("grantry migrate"), "{refused}");
    console.run(&["migrate"])?;
    console.serve().await?.stop().await?;
    assert_eq!(console.files()?, ["grantry.db"], "no key was made");
    Ok(())
}

#[tokio::test]
async fn an_empty_postgresql_becomes_a_platform_by_migrate_alone() -> Outcome {
    let console = Console::new(Kind::Postgres)?;
    let refused = console.serve_refused()?;
    assert!(refused.contains("the database is empty: is setting `database_url` right?"), "{refused}");
    assert!(refused.contains("grantry restore FILE") && refused.contains("grantry migrate"), "{refused}");
    console.all_refused("the database is empty")?;
    let tables = tables(&console)?;
    assert!(tables.is_empty(), "{tables}");
    console.run(&["migrate"])?;
    console.serve().await?.stop().await
}

fn tables(console: &Console) -> Outcome<String> {
    let psql = throwaway_postgres::psql()?;
    let sql = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'";
    let output =
        std::process::Command::new(psql).args(["-XAtc", sql]).arg(console.database_url()?).output()?;
    Ok(String::from_utf8(output.stdout)?)
}

/// A lost key is never replaced: whatever would need a key is refused before it makes one.
#[tokio::test]
async fn a_lost_master_key_is_not_replaced() -> Outcome {
    let console = Console::new(Kind::Sqlite)?;
    console.begin().await?;
    let key = fs::read_to_string(console.data("master.key"))?;
    fs::remove_file(console.data("master.key"))?;
    let refused = [console.serve_refused()?, console.refused(&["migrate"])?, console.refused(&["demo"])?];
    for refused in refused {
        assert!(refused.contains("master.key is missing") && refused.contains("bring it back"), "{refused}");
    }
    console.all_refused("master.key is missing")?;
    assert_eq!(console.files()?, ["grantry.db"], "no key was made");
    crate::harness::server::write_private(&console.data("master.key"), &key)?;
    console.serve().await?.stop().await
}

/// Before the first start there is nothing that a key opens, but only a start makes one.
#[tokio::test]
async fn a_command_makes_no_key_either() -> Outcome {
    let console = Console::new(Kind::Sqlite)?;
    console.run(&["migrate"])?;
    fs::remove_file(console.data("master.key"))?;
    console.all_refused("there is no master key yet")?;
    console.serve().await?.stop().await?;
    assert_eq!(console.files()?, ["grantry.db", "master.key"]);
    Ok(())
}

#[tokio::test]
async fn another_master_key_is_refused_before_anything_is_done() -> Outcome {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let mut console = Console::new(kind)?;
        console.begin().await?;
        let other = console.path("other.key");
        crate::harness::server::write_private(
            &other,
            &crate::harness::server::run(&["keys", "new-master"])?,
        )?;
        console.flag("--master-key-file", &other.display().to_string());
        for refused in [console.serve_refused()?, console.refused(&["migrate"])?, console.refused(&["demo"])?]
        {
            assert!(refused.contains("does not open the keys in the database"), "{refused}");
        }
        console.all_refused("does not open the keys in the database")?;
    }
    Ok(())
}

#[test]
fn a_mistyped_data_folder_is_not_made() -> Outcome {
    let console = Console::new(Kind::Sqlite)?;
    console.all_refused("there is no database")?;
    assert!(!console.path("data").exists());
    fs::create_dir(console.path("data"))?;
    console.all_refused("is setting `data_dir` (--data-dir) right?")?;
    assert_eq!(fs::read_dir(console.path("data"))?.count(), 0);
    Ok(())
}

/// What SQLite left beside a database belongs to that database.
#[tokio::test]
async fn a_database_without_its_log_is_not_replaced() -> Outcome {
    for left in ["grantry.db-wal", "grantry.db-journal"] {
        let console = Console::new(Kind::Sqlite)?;
        fs::create_dir(console.path("data"))?;
        fs::write(console.data(left), "of another")?;
        for refused in [console.serve_refused()?, console.refused(&["migrate"])?, console.refused(&["demo"])?]
        {
            assert!(refused.contains(left), "{refused}");
        }
        assert_eq!(console.files()?, [left]);
    }
    Ok(())
}

#[test]
fn a_file_of_another_program_is_left_alone() -> Outcome {
    let console = Console::new(Kind::Sqlite)?;
    fs::create_dir(console.path("data"))?;
    let file = console.data("grantry.db");
    fs::write(&file, "a letter to the editor, ".repeat(300))?;
    for refused in
        [console.serve_refused()?, console.refused(&["migrate"])?, console.refused(&["keys", "list"])?]
    {
        assert!(refused.contains("is not a database of Grantry"), "{refused}");
    }
    assert!(fs::read_to_string(file)?.starts_with("a letter to the editor"));
    Ok(())
}
