//! A node as its operator meets it: what it logs, when it is ready, how it starts and ends.

mod events;
mod log;
mod log_pipe;
mod logos;
mod mails;
mod memory;
mod proxies;
mod readiness;
mod refusals;
mod said_at_start;
mod signals;
mod start;

use std::{
    net::{Ipv4Addr, TcpListener},
    path::Path,
    process::{Child, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::harness::{Client, Outcome, server, until};

/// Longer than anything here takes, on a busy machine too.
const PATIENCE: Duration = Duration::from_mins(1);
const POLL: Duration = Duration::from_millis(20);

/// A `grantry serve` whose log the test holds itself; killed when dropped.
struct Process {
    child: Child,
    client: Client,
    _folder: TempDir,
}

impl Process {
    /// With `GRANTRY_…` variables, named without the prefix. No one waits until it is ready.
    fn launch(settings: &[(&str, &str)], stderr: Stdio) -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let address = format!("127.0.0.1:{port}");
        let mut command = server::grantry();
        command.args(["serve", "--listen", &address, "--workers", "1"]);
        command.envs(settings.iter().map(|(key, value)| (format!("GRANTRY_{key}"), value)));
        if !settings.iter().any(|(key, _)| *key == "DATA_DIR") {
            command.env("GRANTRY_DATA_DIR", folder.path().join("data"));
        }
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(stderr).spawn()?;
        Ok(Self { child, client: Client::new(&format!("http://{address}"))?, _folder: folder })
    }

    /// What it logs goes into a file.
    fn with_log(settings: &[(&str, &str)], file: &Path) -> Outcome<Self> {
        Self::launch(settings, std::fs::File::create(file)?.into())
    }

    /// Waits for this answer of `/readyz`; its body.
    async fn becomes(&mut self, status: u16) -> Outcome<String> {
        let began = Instant::now();
        loop {
            if let Ok(answer) = self.client.get("/readyz").await
                && answer.status == status
            {
                return Ok(answer.body);
            }
            if let Some(ended) = self.child.try_wait()? {
                return Err(format!("it ended: {ended}").into());
            }
            assert!(began.elapsed() < PATIENCE, "it does not become {status}");
            tokio::time::sleep(POLL).await;
        }
    }

    fn signal(&self, name: &str) -> Outcome {
        signal(name, self.child.id())
    }

    async fn ends(&mut self) -> Outcome<ExitStatus> {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            tokio::time::sleep(POLL).await;
        }
        Err("it does not end".into())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn signal(name: &str, process: u32) -> Outcome {
    let status =
        std::process::Command::new("kill").args([&format!("-{name}"), &process.to_string()]).status()?;
    if status.success() { Ok(()) } else { Err(format!("kill -{name}: {status}").into()) }
}
