//! `grantry backup`: one file that holds what was acknowledged, made while others write.

use std::{
    fs,
    os::unix::fs::MetadataExt,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use futures_util::future::{join_all, try_join_all};
use serde_json::json;
use wire::{
    operator,
    page::{MAX_LIMIT, Page},
    paths,
};

use super::{Console, on_both, versions};
use crate::harness::{Client, Kind, Outcome, Person, Stage, next};

on_both! {
    a_backup_holds_what_was_acknowledged_while_others_write
    a_backup_is_for_its_owner_and_takes_no_others_name
    a_backup_is_made_of_an_earlier_version_too
    a_backup_needs_no_master_key
    what_cannot_be_read_back_is_no_backup
}

/// Between two acts of a writer.
const PAUSE: Duration = Duration::from_millis(5);

async fn create_tenant(operator: &Person) -> Outcome<String> {
    let name = format!("Clinic {}", next());
    let body = json!({"name": name, "owner_email": Person::new_email("owner")});
    operator.post(&paths::operator::tenants(), body).await?.ok(201)?;
    Ok(name)
}

/// The names of all tenants, of every page.
pub async fn tenants(operator: &Person) -> Outcome<Vec<String>> {
    let (mut names, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("{}?limit={MAX_LIMIT}{cursor}", paths::operator::tenants());
        let page: Page<operator::Tenant> = operator.read(&path).await?;
        names.extend(page.items.into_iter().map(|tenant| tenant.name));
        match page.next_cursor {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return Ok(names),
        }
    }
}

/// Writers go on all the time. What one had written before the backup began is in it; of what came later, some; and
/// the order of a writer's acts is kept.
async fn a_backup_holds_what_was_acknowledged_while_others_write(kind: Kind) -> Outcome {
    let console = Console::new(kind)?;
    if kind == Kind::Postgres {
        console.run(&["migrate"])?;
    }
    let stage = Stage::on(console.serve().await?).await?;
    let stop = AtomicBool::new(false);
    let write = |_| async {
        let mut written = Vec::new();
        while !stop.load(Ordering::Relaxed) {
            written.push(create_tenant(&stage.operator).await?);
            // Each is restored and looked for.
            tokio::time::sleep(PAUSE).await;
        }
        Outcome::Ok(written)
    };
    let back_up = async {
        let mut backups = Vec::new();
        for number in 0..3 {
            let before = create_tenant(&stage.operator).await?;
            let (file, command) = (console.path(&format!("backup-{number}")), &console);
            let mut command = command.command(&["backup", &file.display().to_string()]);
            let output = tokio::task::spawn_blocking(move || command.output()).await??;
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            backups.push((file, before));
        }
        stop.store(true, Ordering::Relaxed);
        Outcome::Ok(backups)
    };
    let (written, backups) = tokio::join!(join_all((0..4).map(write)), back_up);
    let written = written.into_iter().collect::<Outcome<Vec<_>>>()?;
    stage.server().end().await?;
    let backups = backups?;
    let (console, operator, written) = (&console, &stage.operator, written.as_slice());
    try_join_all(backups.iter().map(|(file, before)| holds(console, file, operator, before, written)))
        .await?;
    stage.end(Ok(()))
}

/// Restores a backup in another place and looks what it holds.
async fn holds(
    console: &Console,
    file: &Path,
    operator: &Person,
    before: &str,
    written: &[Vec<String>],
) -> Outcome {
    let there = console.elsewhere()?;
    let mut restore = there.command(&["restore", &file.display().to_string()]);
    let output = tokio::task::spawn_blocking(move || restore.output()).await??;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let server = there.serve().await?;
    let operator = Person { client: Client::new(&server.base)?, ..operator.clone() };
    let found = tenants(&operator.sign_in_again().await?).await?;
    assert!(
        found.iter().any(|name| name == before),
        "{before} was acknowledged before {} was begun",
        file.display()
    );
    for names in written {
        let present: Vec<_> = names.iter().map(|name| found.contains(name)).collect();
        assert!(present.is_sorted_by(|a, b| a >= b), "a later act without an earlier one: {present:?}");
    }
    server.stop().await
}

async fn a_backup_is_for_its_owner_and_takes_no_others_name(kind: Kind) -> Outcome {
    let console = Console::new(kind)?;
    console.begin().await?;
    let file = console.back_up("backup")?;
    assert_eq!(fs::metadata(&file)?.mode() & 0o777, 0o600);
    let kept = fs::read(&file)?;
    let refused = console.refused(&["backup", &file])?;
    assert!(refused.contains("is there already"), "{refused}");
    assert_eq!(fs::read(&file)?, kept);
    if kind == Kind::Sqlite {
        let database = console.data("grantry.db").display().to_string();
        assert!(console.refused(&["backup", &database])?.contains("is there already"));
        assert_eq!(console.files()?, ["grantry.db", "master.key"]);
    }
    let nowhere = console.path("no/such/folder").display().to_string();
    assert!(console.refused(&["backup", &nowhere])?.contains("cannot read or write"));
    // What an attempt that was cut short has left.
    fs::write(console.path("again.part"), "cut sh")?;
    let again = console.back_up("again")?;
    assert!(!console.path("again.part").exists());
    let there = console.elsewhere()?;
    there.run(&["restore", &again])?;
    there.serve().await?.stop().await
}

async fn a_backup_is_made_of_an_earlier_version_too(kind: Kind) -> Outcome {
    let console = Console::new(kind)?;
    console.begin().await?;
    let older = "DROP TABLE installation; DELETE FROM seaql_migrations WHERE version LIKE '%installation'";
    versions::sql(&console, older).await?;
    let printed = console.run(&["backup", &console.path("backup").display().to_string()])?;
    assert!(
        printed.contains("was read back") && printed.contains("The master key is not in it"),
        "{printed}"
    );
    Ok(())
}

async fn a_backup_needs_no_master_key(kind: Kind) -> Outcome {
    let console = Console::new(kind)?;
    console.begin().await?;
    let key = if kind == Kind::Sqlite { console.data("master.key") } else { console.path("key") };
    let text = fs::read_to_string(&key)?;
    fs::remove_file(&key)?;
    let file = console.back_up("backup")?;
    let backup = fs::read(&file)?;
    assert!(!backup.windows(text.trim().len()).any(|window| window == text.trim().as_bytes()));
    Ok(())
}

/// Each harm is done to a database of its own; the copy is as harmed as what it was made of.
async fn what_cannot_be_read_back_is_no_backup(kind: Kind) -> Outcome {
    let harms: &[(&str, &str)] = match kind {
        Kind::Sqlite => &[
            (
                "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name = 'secrets_by_hash'",
                "never used",
            ),
            (
                "PRAGMA foreign_keys = OFF;
                 INSERT INTO targets VALUES (x'00', x'01', x'02', '2026-01-01T00:00:00Z')",
                "names rows that are not there",
            ),
        ],
        Kind::Postgres => &[(
            "CREATE TABLE one (id int PRIMARY KEY, two int);
             CREATE TABLE two (id int PRIMARY KEY, one int REFERENCES one);
             ALTER TABLE one ADD FOREIGN KEY (two) REFERENCES two",
            "tables name each other: one, two",
        )],
    };
    for (harm, words) in harms {
        let console = Console::new(kind)?;
        console.begin().await?;
        versions::sql(&console, harm).await?;
        let refused = console.refused(&["backup", &console.path("backup").display().to_string()])?;
        assert!(refused.contains("no backup was made") && refused.contains(words), "{refused}");
        assert!(!console.path("backup").exists() && !console.path("backup.part").exists());
    }
    Ok(())
}
