//! Backups of either database, byte for byte and version for version.

use std::{collections::BTreeSet, fs};

use migrations::{Migrator, MigratorTrait};
use model::audit::{Actor, AuditAction, AuditChain, Detail};
use sea_orm::{ConnectionTrait, Database as Connections, DbBackend};
use store::{
    Records, Schema, Settings, Store,
    audit::NewAuditEntry,
    backup::{self, BackupError},
    changes::Change,
};
use tempfile::TempDir;

use crate::harness::{Database, Outcome, at, id, insert_people, insert_tenants, on_both};

on_both! {
    every_value_comes_back
    counters_go_on_behind_the_last_row
    an_older_backup_is_brought_up_to_date
    a_backup_is_never_written_over
}

/// Restores into a new place.
async fn restore(file: &std::path::Path, like: &Store) -> Result<Database, Box<dyn std::error::Error>> {
    if like.is_shared() {
        let url = tokio::task::spawn_blocking(throwaway_postgres::fresh_database).await??;
        let settings = Settings::new(&url);
        let (store, checked) = (Store::connect(&settings).await?, backup::check(file, &settings).await?);
        let mut tx = store.begin().await?;
        checked.read_into(&mut tx).await?;
        tx.commit_unrecorded().await?;
        store.migrate().await?;
        return Ok(Database::at(store, url, None));
    }
    let folder = tempfile::tempdir()?;
    let restored = folder.path().join("restored.db");
    let settings = Settings::new(format!("sqlite:{}", restored.display()));
    backup::check(file, &settings).await?.copy_to(&restored).await?;
    let store = Store::connect(&settings).await?;
    store.migrate().await?;
    Ok(Database::at(store, settings.url, Some(folder)))
}

/// Whatever text and bytes can be.
async fn fill(store: &Store) -> Outcome {
    let people = insert_people::<3>(store).await?;
    insert_tenants::<2>(store).await?;
    let mut tx = store.begin().await?;
    let platform = tx.platform().await?;
    for (number, text) in
        ["a \"quoted\" \\ back\nslash\t\r", "\u{1f9ff} \u{202e}Ω {}[],:", "\\.", "{\"row\":{}}", "NULL", ""]
            .iter()
            .enumerate()
    {
        let entry = NewAuditEntry {
            id: id!(AuditEntryId),
            chain: AuditChain::Platform,
            at: at(i64::try_from(number)?),
            actor: Actor::Person { id: people[0].id, name: (*text).to_owned() },
            from: None,
            action: AuditAction::ApiChanged,
            object: people[1].id.to_string(),
            object_name: (*text).to_owned(),
            app: None,
            connection: None,
            detail: Some(Detail::Said { words: (*text).to_owned() }),
        };
        platform.audit().append(entry).await?;
        let bytes: Vec<u8> = (0..=255).cycle().skip(number * 40).take(300).collect();
        platform.add_wrapped_key(&format!("key-{number}"), &bytes).await?;
    }
    let changes = (0..5).map(|number| Change::Token(format!("jti-{number}")));
    Ok(tx.finish(Records::of_changes(changes), at(4)).await?)
}

async fn back_up(store: &Store) -> Result<(TempDir, std::path::PathBuf), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("backup");
    let contents = store.back_up(&file, at(7)).await?;
    let checked =
        backup::check(&file, &Settings::new(if store.is_shared() { "postgres:" } else { "sqlite:x" }))
            .await?;
    assert_eq!(checked.contents, contents);
    assert_eq!(contents.made_at, Some(at(7)));
    Ok((folder, file))
}

/// Every row of every table, as the database writes it.
async fn rows(database: &Database) -> Result<BTreeSet<String>, Box<dyn std::error::Error>> {
    let (_folder, file) = back_up(&database.store).await?;
    if database.store.is_shared() {
        let text = fs::read_to_string(file)?;
        let row = |line: &&str| line.starts_with("{\"row\"");
        return Ok(text.lines().filter(row).map(str::to_owned).collect());
    }
    let connection = rusqlite::Connection::open(file)?;
    let mut tables = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")?;
    let tables = tables.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    let mut rows = BTreeSet::new();
    for table in tables {
        let mut select = connection.prepare(&format!("SELECT * FROM \"{table}\""))?;
        let columns = select.column_count();
        let mut found = select.query([])?;
        while let Some(row) = found.next()? {
            let values = (0..columns).map(|column| row.get_ref(column).map(|value| format!("{value:?}")));
            rows.insert(format!("{table}: {:?}", values.collect::<Result<Vec<_>, _>>()?));
        }
    }
    Ok(rows)
}

async fn every_value_comes_back(database: Database) -> Outcome {
    fill(&database.store).await?;
    let (_folder, file) = back_up(&database.store).await?;
    let restored = restore(&file, &database.store).await?;
    let (before, after) = (rows(&database).await?, rows(&restored).await?);
    assert!(before.len() > 15);
    assert_eq!(before, after);
    let mut tx = restored.store.read().await?;
    let state = tx.platform().await?.audit().verify_chain(AuditChain::Platform).await?;
    assert_eq!(state, store::audit::ChainState::Intact { entries: 6 });
    Ok(())
}

async fn counters_go_on_behind_the_last_row(database: Database) -> Outcome {
    fill(&database.store).await?;
    let last = database.store.read().await?.platform().await?.end_of_log().await?;
    let (_folder, file) = back_up(&database.store).await?;
    let restored = restore(&file, &database.store).await?;
    let tx = restored.store.begin().await?;
    tx.finish(Records::of_changes([Change::Platform]), at(9)).await?;
    let next = restored.store.read().await?.platform().await?.end_of_log().await?;
    assert_eq!(next.sequence(), last.sequence() + 1);
    Ok(())
}

async fn an_older_backup_is_brought_up_to_date(like: Database) -> Outcome {
    let all = u32::try_from(Migrator::migrations().len())?;
    for had in [1, 2, all - 1, all] {
        let folder = tempfile::tempdir()?;
        let url = if like.store.is_shared() {
            tokio::task::spawn_blocking(throwaway_postgres::fresh_database).await??
        } else {
            format!("sqlite:{}?mode=rwc", folder.path().join("older.db").display())
        };
        Migrator::up(&Connections::connect(&url).await?, Some(had)).await?;
        let older = Store::connect(&Settings::new(&url)).await?;
        if had == all {
            older.migrate().await?;
        }
        let expected = if had == all { Schema::Current } else { Schema::Behind };
        assert_eq!(older.schema().await?, expected, "{had}");
        let file = folder.path().join("backup");
        older.back_up(&file, at(1)).await?;
        let restored = restore(&file, &older).await?;
        assert_eq!(restored.store.schema().await?, Schema::Current, "{had}");
        fill(&restored.store).await?;
    }
    Ok(())
}

async fn a_backup_is_never_written_over(database: Database) -> Outcome {
    let (_folder, file) = back_up(&database.store).await?;
    let again = database.store.back_up(&file, at(8)).await;
    assert!(matches!(again, Err(BackupError::Taken(_))), "{again:?}");
    if database.store.is_shared() {
        let checked = backup::check(&file, &Settings::new(&database.url)).await?;
        let mut tx = database.store.begin().await?;
        let over = checked.read_into(&mut tx).await;
        assert!(matches!(over, Err(BackupError::NotEmpty)), "{over:?}");
    }
    Ok(())
}

/// A role that sees no table, and one that sees some.
#[tokio::test]
async fn a_role_that_may_not_read_everything_makes_no_backup() -> Outcome {
    let database = crate::harness::postgres().await?;
    let name = database.url.rsplit('/').next().unwrap_or_default();
    let owner = Connections::connect(&database.url).await?;
    assert_eq!(owner.get_database_backend(), DbBackend::Postgres);
    let admin = throwaway_postgres::shared()?;
    admin.execute(&format!("CREATE ROLE {name}_reader LOGIN"))?;
    owner
        .execute_unprepared(&format!("GRANT SELECT ON seaql_migrations, people, tenants TO {name}_reader"))
        .await?;
    let reader =
        Store::connect(&Settings::new(database.url.replace("grantry@", &format!("{name}_reader@")))).await?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("backup");
    let refused = reader.back_up(&file, at(0)).await;
    assert!(matches!(refused, Err(BackupError::MayNotRead(_))), "{refused:?}");
    assert_eq!(fs::read_dir(folder.path())?.count(), 0, "nothing is left of it");
    Ok(())
}
