//! `cargo xtask clients`: clients that others wrote, unmodified, against a server with demo data.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{self, Stdio};

use crate::certificates::{BASE_DOMAIN, Certificates};
use crate::demo::{Database, Demo};
use crate::report::{Counts, Report};
use crate::shell::{self, Result};
use crate::{packages, pytest, server};

/// The paths that the partners of two other token servers have in their code, as JSON.
const TOKEN_ENDPOINT_ALIASES: &str = r#"["/connect/token","/api/identity/connect/token"]"#;

pub fn command() -> Result {
    let grantry = server::build_with_tests()?;
    let mut report = Report::begin();
    report.suite("clients on node", || node(&grantry));
    report.suite("clients on Python, curl, proxies", || python(&grantry));
    report.close()
}

pub fn python(binary: &Path) -> Result<Counts> {
    packages::curl()?;
    packages::proxies()?;
    packages::postgres()?;
    let demo = Demo::start(binary, Database::Sqlite, "clients-python")?;
    let certificates = Certificates::make()?;
    let mut environment = demo.environment().to_vec();
    environment.extend(certificates.environment());
    environment.push(("TOKEN_ENDPOINT_ALIASES", TOKEN_ENDPOINT_ALIASES.to_owned()));
    environment.push(("NODES_BINARY", binary.display().to_string()));
    for name in ["NODES_DATABASE", "DOMAIN_NODES_DATABASE"] {
        environment.push((name, throwaway_postgres::fresh_database()?));
    }
    pytest::run("python", &environment, &[])
}

pub fn node(binary: &Path) -> Result<Counts> {
    packages::npm("e2e")?;
    let demo = Demo::start(binary, Database::Sqlite, "clients-node")?;
    // A second platform, whose tenants have domains. A test puts TLS in front of it, on `port`.
    let certificates = Certificates::make()?;
    let port = quiet_port()?;
    let settings = [
        ("GRANTRY_PUBLIC_URL", format!("https://localhost:{port}")),
        ("GRANTRY_BASE_DOMAIN", BASE_DOMAIN.to_owned()),
        ("GRANTRY_TOKEN_ENDPOINT_ALIASES", TOKEN_ENDPOINT_ALIASES.to_owned()),
        ("GRANTRY_TRUSTED_PROXIES", r#"["127.0.0.1"]"#.to_owned()),
    ];
    let domains = Demo::start_with(binary, Database::Sqlite, "clients-node-domains", &settings)?;
    let [node_behind, demo_behind, _] = domains.environment();
    let mut node = shell::command("node");
    node.current_dir(shell::root().join("e2e/clients"))
        .args(["--test", "--test-reporter=spec", "node/"])
        .envs(demo.environment())
        .envs(certificates.environment())
        .env("TOKEN_ENDPOINT_ALIASES", TOKEN_ENDPOINT_ALIASES)
        .env("DOMAINS_PORT", port.to_string())
        .env("DOMAINS_NODE", node_behind.1)
        .env("DOMAINS_DEMO_JSON", demo_behind.1)
        .env("NODE_EXTRA_CA_CERTS", certificates.authority())
        .stdin(Stdio::null());
    let mut counts = Counts::default();
    let succeeded = shell::watched(&mut node, |line| counts.add(closing_line(line)))?;
    if !succeeded && counts.failed == 0 {
        return Err("node failed without a failed test".into());
    }
    Ok(counts)
}

/// A free port below those that the kernel gives to whoever asks for any: no connection takes it before a test listens.
fn quiet_port() -> Result<u16> {
    let first = 10_000 + u16::try_from(process::id() % 10_000)?;
    let is_free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    (first..32_000).find(is_free).ok_or_else(|| "no port is free".into())
}

/// The number of `ℹ pass 40` and its like; none in any other line.
fn closing_line(line: &str) -> Counts {
    let mut counts = Counts::default();
    let Some((what, number)) = line.strip_prefix("ℹ ").and_then(|line| line.split_once(' ')) else {
        return counts;
    };
    let number = number.parse().unwrap_or_default();
    match what {
        "pass" => counts.passed = number,
        "fail" | "cancelled" => counts.failed = number,
        "skipped" | "todo" => counts.skipped = number,
        _ => {}
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::{Counts, closing_line};

    #[test]
    fn closing_lines_have_numbers_and_no_other_line_does() {
        let mut counts = Counts::default();
        for line in ["ℹ tests 9", "ℹ pass 4", "ℹ fail 2", "ℹ cancelled 1", "ℹ skipped 3", "  ✔ pass 8 (1ms)"]
        {
            counts.add(closing_line(line));
        }
        assert_eq!((counts.passed, counts.failed, counts.skipped), (4, 3, 3));
    }
}
