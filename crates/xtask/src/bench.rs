//! `cargo xtask bench token`: the token endpoint beside a bare one that only parses, compares and signs.

use std::env;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::frontend;
use crate::server::{self, Server};
use crate::shell::{self, Result, say};

#[derive(clap::Subcommand)]
pub enum Bench {
    /// Grants per second, p50 and p99 of the real server and of the limit, in alternating rounds on pinned cores
    Token(Token),
}

#[derive(clap::Args)]
pub struct Token {
    /// Rounds of each; the medians count
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Seconds a round, after one second to warm up
    #[arg(long, default_value_t = 4)]
    seconds: u64,
    #[arg(long, default_value_t = 16)]
    connections: usize,
    /// Measure the release build that is there
    #[arg(long)]
    no_build: bool,
}

const SERVER_CORE: &str = "0";
const LOAD_CORE: &str = "1";
const SECRET: &str = "BENCH_CLIENT_SECRET";

pub fn command(bench: &Bench) -> Result {
    match bench {
        Bench::Token(token) => token.run(),
    }
}

/// Where one of the two servers takes its grants.
struct Target {
    address: String,
    path: String,
    client_id: String,
    client_secret: String,
    server: Server,
}

#[derive(Debug, Clone, Copy)]
struct Round {
    per_second: u64,
    /// Nanoseconds of the server's processor per grant: what is left of the machine's noise.
    cost: u64,
    p50: u64,
    p99: u64,
}

impl Token {
    fn run(&self) -> Result {
        if !self.no_build {
            build()?;
        }
        let binaries = binaries();
        let folder = tempfile::tempdir()?;
        let real = start_real(&binaries, folder.path())?;
        let limit = start_limit(&binaries, &real, folder.path())?;
        let (mut reals, mut limits) = (Vec::new(), Vec::new());
        for number in 1..=self.rounds {
            let (real, limit) = (self.load(&binaries, &real)?, self.load(&binaries, &limit)?);
            eprintln!(
                "round {number}: server {} grants/s, limit {} grants/s",
                real.per_second, limit.per_second
            );
            reals.push(real);
            limits.push(limit);
        }
        report(&reals, &limits);
        Ok(())
    }

    fn load(&self, binaries: &Path, target: &Target) -> Result<Round> {
        let mut command = pinned(LOAD_CORE, &binaries.join("token-load"));
        command.args(["--address", &target.address, "--path", &target.path]);
        command.args(["--client-id", &target.client_id]).env(SECRET, &target.client_secret);
        command.args([
            "--connections",
            &self.connections.to_string(),
            "--seconds",
            &self.seconds.to_string(),
        ]);
        let before = target.server.processor_time()?;
        let seen: Value = serde_json::from_str(&shell::output(&mut command)?)?;
        let used = target.server.processor_time()? - before;
        let number = |name: &str| seen[name].as_u64().ok_or("the load client printed no numbers");
        let cost = used / number("grants")?.max(1);
        Ok(Round { per_second: number("per_second")?, cost, p50: number("p50_us")?, p99: number("p99_us")? })
    }
}

fn build() -> Result {
    frontend::build(frontend::Options::quick())?;
    let packages = ["--package", "grantry", "--package", "token-bench"];
    shell::run(shell::cargo().args(["build", "--locked", "--release"]).args(packages))
}

fn binaries() -> PathBuf {
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| shell::root().join("target"), PathBuf::from);
    target.join("release")
}

fn pinned(core: &str, program: &Path) -> std::process::Command {
    let mut command = shell::command("taskset");
    command.args(["--cpu-list", core]).arg(program);
    command
}

/// The product as it is shipped, with demo data and one worker.
fn start_real(binaries: &Path, folder: &Path) -> Result<Target> {
    let (address, data) = (server::free_address()?, folder.join("data"));
    let mut command = pinned(SERVER_CORE, &binaries.join("grantry"));
    command.args(["demo", "--serve", "--workers", "1", "--listen", &address]).arg("--data-dir").arg(&data);
    let server = Server::start(command, &address, Some(folder.join("server.log")))?;
    let demo = server::demo(&data.join("demo.json"))?;
    let text =
        |name: &str| demo["connection"][name].as_str().map(str::to_owned).ok_or("demo.json lacks a key");
    let endpoint = text("token_endpoint")?;
    let path =
        endpoint.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| rest[at..].to_owned()));
    let path = path.ok_or("the token endpoint has no path")?;
    Ok(Target { address, path, client_id: text("client_id")?, client_secret: text("client_secret")?, server })
}

/// The bare endpoint, with the same client.
fn start_limit(binaries: &Path, real: &Target, folder: &Path) -> Result<Target> {
    let address = server::free_address()?;
    let mut command = pinned(SERVER_CORE, &binaries.join("token-limit"));
    command.args(["--listen", &address, "--client-id", &real.client_id]).env(SECRET, &real.client_secret);
    let server = Server::start(command, &address, Some(folder.join("limit.log")))?;
    let (client_id, client_secret) = (real.client_id.clone(), real.client_secret.clone());
    Ok(Target { address, path: "/oauth2/token".into(), client_id, client_secret, server })
}

fn report(reals: &[Round], limits: &[Round]) {
    let (real, limit) = (medians(reals), medians(limits));
    let ratio = |a: u64, b: u64| {
        let hundredths = (a * 100 + b / 2) / b.max(1);
        format!("{}.{:02}", hundredths / 100, hundredths % 100)
    };
    say(&format!("grants/s, server : limit   {}", ratio(real.per_second, limit.per_second)));
    say(&format!("CPU,      limit : server   {}", ratio(limit.cost, real.cost)));
    say(&format!("p50,      server : limit   {}", ratio(real.p50, limit.p50)));
    say(&format!("p99,      server : limit   {}", ratio(real.p99, limit.p99)));
    say("");
    say("            grants/s    CPU us    p50 ms    p99 ms");
    for (name, round) in [("server", real), ("limit", limit)] {
        let (p50, p99) = (thousandths(round.p50), thousandths(round.p99));
        let cost = thousandths(round.cost);
        say(&format!("{name:<8} {:>11} {cost:>9} {p50:>9} {p99:>9}", round.per_second));
    }
}

/// Of microseconds as milliseconds, of nanoseconds as microseconds.
fn thousandths(number: u64) -> String {
    format!("{}.{:03}", number / 1000, number % 1000)
}

fn medians(rounds: &[Round]) -> Round {
    let median = |value: fn(&Round) -> u64| {
        let mut values: Vec<u64> = rounds.iter().map(value).collect();
        values.sort_unstable();
        values.get(values.len() / 2).copied().unwrap_or_default()
    };
    Round {
        per_second: median(|round| round.per_second),
        cost: median(|round| round.cost),
        p50: median(|round| round.p50),
        p99: median(|round| round.p99),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_has_its_own_median() {
        let round = |per_second, cost, p50, p99| Round { per_second, cost, p50, p99 };
        let median = medians(&[round(1, 60, 9, 5), round(3, 80, 7, 5), round(2, 70, 8, 6)]);
        assert_eq!((median.per_second, median.cost, median.p50, median.p99), (2, 70, 8, 5));
    }
}
