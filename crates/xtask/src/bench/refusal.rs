//! From Disable on one node to the refusal on every node: three nodes with one PostgreSQL.

use serde_json::Value;
use throwaway_postgres::Cluster;

use super::binaries::{Binaries, pinned};
use super::database::{scope, text};
use super::report::Row;
use super::target::{LOAD_CORE, SECRET, SERVER_CORE};
use crate::packages;
use crate::server::{self, Server};
use crate::shell::{self, Result};

const NODES: usize = 3;
/// An administrator of the demo connection's tenant.
const ADMIN: &str = "hanna@harbour.example";

pub fn rows(binaries: &Binaries, trials: usize) -> Result<Vec<Row>> {
    packages::postgres()?;
    let folder = tempfile::tempdir()?;
    let key = shell::output(shell::command(binaries.path("grantry")).args(["keys", "new-master"]))?;
    let cluster = Cluster::start()?;
    let database = cluster.create_database("bench")?;
    let settings = [("GRANTRY_DATABASE_URL", database.as_str()), ("GRANTRY_MASTER_KEY", key.trim())];
    let mut demo = shell::command(binaries.path("grantry"));
    demo.args(["demo", "--log", "warn", "--data-dir"]).arg(folder.path()).envs(settings);
    shell::output(&mut demo)?;
    let demo = server::demo(&folder.path().join("demo.json"))?;
    let (mut nodes, mut addresses) = (Vec::new(), Vec::new());
    for number in 0..NODES {
        let address = server::free_address()?;
        let mut command = binaries.grantry(SERVER_CORE);
        command.args(["serve", "--listen", &address, "--data-dir"]).arg(folder.path()).envs(settings);
        let log = folder.path().join(format!("node{number}.log"));
        nodes.push(Server::start(command, &address, Some(log))?);
        addresses.push(address);
    }
    let seen = measure(binaries, &demo, &addresses, trials)?;
    let seconds = |name: &str| seen[name].as_f64().map(|us| us / 1e6).ok_or("no numbers of the refusals");
    Ok(vec![
        Row::measured(
            &format!("disable to refusal on {NODES} nodes, p99.9 of {trials}"),
            seconds("p999_us")?,
            "s",
        )
        .at_most(1.0),
        Row::measured("disable to refusal, p50", seconds("p50_us")?, "s"),
        Row::measured("disable to refusal, slowest", seconds("slowest_us")?, "s"),
    ])
}

fn measure(binaries: &Binaries, demo: &Value, addresses: &[String], trials: usize) -> Result<Value> {
    let mut accounts = demo["accounts"].as_array().into_iter().flatten();
    let admin = accounts.find(|account| account["email"] == ADMIN).ok_or("demo.json lacks the admin")?;
    let mut command = pinned(LOAD_CORE, &binaries.path("token-refusal"));
    command.args(["--nodes", &addresses.join(","), "--trials", &trials.to_string(), "--email", ADMIN]);
    command.args(["--tenant", &text(demo, "tenant_id")?, "--connection", &text(demo, "connection_id")?]);
    command
        .args(["--client-id", &text(demo, "client_id")?, "--scope", &scope(demo)])
        .env(SECRET, text(demo, "client_secret")?);
    command.env("BENCH_PASSWORD", admin["password"].as_str().unwrap_or_default());
    Ok(serde_json::from_str(&shell::output(&mut command)?)?)
}
