//! "Backup" and "Restore", on both databases, while others write.

use std::{
    fs,
    process::Command,
    sync::atomic::{AtomicBool, Ordering},
};

use serde_json::json;
use wire::paths;

use super::{
    super::{Machine, block},
    postgresql,
};
use crate::console::backup::tenants;
use crate::harness::{Client, Outcome, Person, next, server};

const SERVE: &str = "grantry serve --data-dir /var/lib/grantry --listen 127.0.0.1:8080 --public-url https://access.example.com";

async fn create_tenant(operator: &Person) -> Outcome<String> {
    let name = format!("Clinic {}", next());
    let body = json!({"name": name, "owner_email": Person::new_email("owner")});
    operator.post(&paths::operator::tenants(), body).await?.ok(201)?;
    Ok(name)
}

/// Runs a block while tenants are made; the one that was there before.
async fn while_writing(machine: &Machine, operator: &Person, block: &str) -> Outcome<String> {
    let (before, stop) = (create_tenant(operator).await?, AtomicBool::new(false));
    let write = async {
        while !stop.load(Ordering::Relaxed) {
            create_tenant(operator).await?;
        }
        Outcome::Ok(())
    };
    let run = async {
        let run = machine.spawn(block)?.wait_with_output();
        let done = tokio::task::spawn_blocking(move || run).await??;
        stop.store(true, Ordering::Relaxed);
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        if done.status.success() { Outcome::Ok(()) } else { Err(said.into()) }
    };
    let (written, run) = tokio::join!(write, run);
    run?;
    written?;
    Ok(before)
}

#[tokio::test]
async fn the_embedded_database_comes_back_as_the_guide_says() -> Outcome {
    let machine = Machine::new()?;
    let machine = machine.with_folder("/var/backups")?;
    let running = machine.serve(&block("first-start")?).await?;
    let printed = machine.run(&block("first-operator")?)?;
    let link = printed.lines().find(|line| line.starts_with("http")).ok_or("no link")?;
    let operator = Person::join(&Client::new(&machine.base)?, link).await?;
    let before = while_writing(&machine, &operator, &block("backup")?).await?;
    let after = create_tenant(&operator).await?;
    machine.run(&block("export-history")?)?;
    let verified = machine.run(&block("verify-histories")?)?;
    assert_eq!(verified.matches("platform: ").count(), 2, "the database and the file: {verified}");
    running.stop()?;

    let refused = machine.run(&block("restore")?).err().map(|error| error.to_string());
    assert!(refused.is_some_and(|said| said.contains("puts nothing over it")));
    machine.run(&block("restore-move")?)?;
    let told = machine.run(&block("restore")?)?;
    assert!(told.contains(&after) && told.contains("tenant.created"), "{told}");
    let running = machine.serve(&block("first-start")?).await?;
    machine.run(&block("restore-ready")?)?;
    assert_eq!(operator.get(&paths::account::session()).await?.status, 401);
    let found = tenants(&operator.sign_in_again().await?).await?;
    assert!(found.contains(&before) && !found.contains(&after));
    running.stop()?;
    let told = machine.run(&block("restore-in-place")?)?;
    assert!(told.contains("A new epoch has begun"), "{told}");
    Ok(())
}

#[tokio::test]
async fn postgresql_comes_back_as_the_guide_says() -> Outcome {
    let machine = postgresql::machine()?;
    postgresql::first_start(&machine)?;
    let settings = "export GRANTRY_MASTER_KEY_FILE=/run/secrets/grantry-master-key";
    let node = format!("{settings} GRANTRY_DATABASE_URL=postgres://grantry_node@db.internal/grantry");
    let running = machine.serve(&format!("{node}\n{SERVE}")).await?;
    let printed = machine.run(&format!("{node}\n{}", block("first-operator")?))?;
    let link = printed.lines().find(|line| line.starts_with("http")).ok_or("no link")?;
    let operator = Person::join(&Client::new(&machine.base)?, link).await?;
    let before = while_writing(&machine, &operator, &block("backup-postgres")?).await?;
    let after = create_tenant(&operator).await?;
    machine.run(&format!("{node}\n{}", block("export-history")?))?;
    running.stop()?;

    machine.run(&block("restore-postgres-create")?)?;
    let told = machine.run(&block("restore-postgres")?)?;
    assert!(told.contains(&after) && told.contains("tenant.created"), "{told}");
    let restored = "GRANTRY_DATABASE_URL=postgres://grantry_owner@db.internal/grantry_restored";
    let running = machine.serve(&format!("{settings} {restored}\n{SERVE}")).await?;
    machine.run(&block("restore-ready")?)?;
    let found = tenants(&operator.sign_in_again().await?).await?;
    assert!(found.contains(&before) && !found.contains(&after));
    // While a node runs.
    let told = machine.run(&format!("{settings} {restored}\n{}", block("restore-in-place")?))?;
    assert!(told.contains("A new epoch has begun"), "{told}");
    running.stop()
}

/// What the guide says of `pg_dump`, which its readers know.
#[test]
fn pg_dump_is_as_bad_as_the_guide_says() -> Outcome {
    let url = throwaway_postgres::fresh_database()?;
    let folder = tempfile::tempdir()?;
    let key = folder.path().join("key");
    server::write_private(&key, &server::run(&["keys", "new-master"])?)?;
    let (data, key) = (folder.path().display().to_string(), key.display().to_string());
    server::run(&["demo", "--database-url", &url, "--master-key-file", &key, "--data-dir", &data])?;
    let program = throwaway_postgres::psql()?.with_file_name("pg_dump");
    let dump = |more: &[&str]| {
        Command::new(&program).args(["--data-only", "--table=connections"]).args(more).arg(&url).output()
    };
    assert!(!dump(&[])?.status.success(), "it fails on row-level security");
    let quiet = dump(&["--enable-row-security"])?;
    let rows = String::from_utf8(quiet.stdout)?.lines().filter(|line| line.contains("active")).count();
    assert!(quiet.status.success() && rows == 0, "it writes no row, and succeeds");
    let file = folder.path().join("backup");
    server::run(&["backup", "--database-url", &url, &file.display().to_string()])?;
    assert!(fs::read_to_string(file)?.contains("\"state\":\"active\""), "ours holds them");
    Ok(())
}
