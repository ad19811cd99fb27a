//! PostgreSQL: nodes need no right to change the schema when it is up to date.

use std::process::Command;

use wire::paths;

use super::Console;
use crate::documents::{Machine, block};
use crate::harness::{Client, Kind, Outcome, Person};

/// As the database's owner.
fn sql(console: &Console, sql: &str) -> Outcome<String> {
    psql(&console.database_url()?, sql)
}

pub fn psql(url: &str, sql: &str) -> Outcome<String> {
    let mut command = Command::new(throwaway_postgres::psql()?);
    let output = command.args(["-XqAt", "-v", "ON_ERROR_STOP=1", "-c", sql, url]).output()?;
    if !output.status.success() {
        return Err(format!("{sql}: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// The nodes' role as the guide makes it, with a name of this test's own, and its URL.
fn runtime_role(console: &Console) -> Outcome<String> {
    let url = console.database_url()?;
    let (address, database) =
        url.rsplit_once('@').and_then(|(_, rest)| rest.split_once('/')).ok_or("no address")?;
    let role = format!("{database}_node");
    let admin = throwaway_postgres::shared()?.admin_url().replace("/postgres", &format!("/{database}"));
    let machine = Machine::new()?
        .with("postgres://postgres@db.internal/grantry", &admin)
        .with("grantry_node", &role)
        .with("grantry_owner", "grantry");
    machine.run(&block("runtime-role")?)?;
    Ok(format!("postgres://{role}@{address}/{database}"))
}

#[tokio::test]
async fn a_role_that_may_not_change_the_schema_is_enough() -> Outcome {
    let mut console = Console::new(Kind::Postgres)?;
    console.run(&["migrate"])?;
    let owner = console.database_url()?;
    let node = runtime_role(&console)?;
    console.flag("--database-url", &node);
    assert!(psql(&node, "CREATE TABLE mine (id integer)").is_err(), "it may change nothing of the schema");
    let server = console.serve().await?;
    let operator =
        Person::join(&Client::new(&server.base)?, &server.operator_link(&Person::new_email("olga"))?).await?;
    let tenant = serde_json::json!({"name": "Harbour Clinic", "owner_email": Person::new_email("hanna")});
    operator.post(&paths::operator::tenants(), tenant).await?.ok(201)?;
    console.run(&["migrate"])?;
    console.run(&["keys", "rotate", "--now"])?;
    console.run(&["keys", "rewrap"])?;
    server.stop().await?;

    // What a later version adds, the owner's migration adds for the nodes too.
    psql(&owner, "CREATE TABLE later (id integer)")?;
    psql(&node, "INSERT INTO later VALUES (1)")?;
    Ok(())
}

#[tokio::test]
async fn where_the_schema_is_old_it_says_who_must_migrate() -> Outcome {
    let mut console = Console::new(Kind::Postgres)?;
    console.run(&["migrate"])?;
    let node = runtime_role(&console)?;
    sql(
        &console,
        "DROP TABLE installation; DELETE FROM seaql_migrations WHERE version LIKE '%installation'",
    )?;
    let owner = console.database_url()?;
    console.flag("--database-url", &node);
    for refused in [console.serve_refused()?, console.refused(&["migrate"])?] {
        assert!(refused.contains("run `grantry migrate` with a role that may"), "{refused}");
    }
    console.flag("--database-url", &owner);
    console.run(&["migrate"])?;
    console.flag("--database-url", &node);
    console.serve().await?.stop().await
}
