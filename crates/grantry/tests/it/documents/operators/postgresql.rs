//! "PostgreSQL and several nodes", and the settings of such a node.

use std::fs;

use super::super::{Machine, block};
use crate::harness::{Client, Outcome, Person, next};

/// What the guide supposes of PostgreSQL: its address. Roles and databases have names of this test's own.
pub fn machine() -> Outcome<Machine> {
    let admin = throwaway_postgres::shared()?.admin_url().to_owned();
    let (address, _) = admin.rsplit_once('/').ok_or("no address")?;
    let (_, host) = address.rsplit_once('@').ok_or("no host")?;
    let name = format!("guide_{}_{}", std::process::id(), next());
    let machine = Machine::new()?.with_folder("/run/secrets")?.with_folder("/var/backups")?;
    Ok(machine
        .with("postgres://postgres@db.internal/postgres", &admin)
        .with("postgres://postgres@db.internal/grantry", &format!("{address}/{name}"))
        .with("grantry_restored", &format!("{name}_restored"))
        .with("@db.internal/grantry", &format!("@{host}/{name}"))
        .with("@db.internal", &format!("@{host}"))
        .with("DATABASE grantry ", &format!("DATABASE {name} "))
        .with("grantry_node", &format!("{name}_node"))
        .with("grantry_owner", &format!("{name}_owner")))
}

/// The database with its two roles, as the guide makes them.
pub fn first_start(machine: &Machine) -> Outcome {
    machine.run(&block("new-master")?)?;
    for block in [block("create-database"), block("migrate"), block("extension"), block("runtime-role")] {
        machine.run(&block?)?;
    }
    Ok(())
}

#[tokio::test]
async fn a_node_on_postgresql_starts_with_the_settings_of_the_guide() -> Outcome {
    let machine = machine()?.with_folder("/etc")?;
    first_start(&machine)?;
    let listen = machine.here("127.0.0.1:8080");
    fs::write(
        machine.path("etc/grantry.toml"),
        machine.here(&block("settings")?).replace("0.0.0.0:8080", &listen),
    )?;
    let running = machine.serve(&block("settings-serve")?).await?;
    let operator = "grantry operator create --email olga@people.example --config /etc/grantry.toml";
    let printed = machine.run(operator)?;
    let link = printed.lines().find(|line| line.starts_with(&machine.base)).ok_or("no link")?;
    assert!(Person::join(&Client::new(&machine.base)?, link).await?.me.operator);
    assert!(running.log()?.contains("\"level\""), "{}", running.log()?);
    let node = machine.here("postgres://grantry_node@db.internal/grantry");
    let change = machine.run(&format!("psql {node} --command 'CREATE TABLE mine (id integer)'"));
    assert!(change.is_err_and(|error| error.to_string().contains("permission denied")));
    Ok(())
}
