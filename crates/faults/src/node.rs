//! A real `grantry serve`, which can be killed, stopped and started again at the same address.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::process::{self, Child, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::time::sleep;

use crate::Outcome;
use crate::http::{Client, Request};
use crate::machine::signal;
use crate::program::Program;
use crate::proxy::Proxy;

const START: Duration = Duration::from_mins(1);
const PATIENCE: Duration = Duration::from_secs(5);
/// Kills the node when the thread that started it ends, however it ends.
const TIED: [&str; 4] = ["setpriv", "--pdeathsig", "KILL", "--"];

/// Below those that the kernel gives out by itself: no other program gets one before the node starts, or while it
/// is down.
const PORTS: RangeInclusive<u16> = 10_000..=32_000;

/// An address that no other node has, of this harness or of one beside it.
fn own_address() -> Outcome<SocketAddr> {
    static TRIED: AtomicU32 = AtomicU32::new(0);
    for _ in PORTS {
        let number = process::id().wrapping_add(TRIED.fetch_add(1, Ordering::Relaxed));
        let port = PORTS.start() + u16::try_from(number % u32::from(PORTS.end() - PORTS.start()))?;
        if let Ok(free) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            return Ok(free.local_addr()?);
        }
    }
    Err("no port is free for a node".into())
}

/// What a node is started with.
#[derive(Debug, Clone)]
pub struct Launch {
    pub program: Program,
    pub flags: Vec<String>,
    pub environment: Vec<(String, String)>,
    pub log: PathBuf,
}

#[derive(Debug)]
pub struct Node {
    launch: Launch,
    address: SocketAddr,
    /// Between the load and the node.
    pub front: Proxy,
    /// Between the node and PostgreSQL.
    pub to_database: Option<Proxy>,
    process: Mutex<Option<Child>>,
}

impl Node {
    /// Not started yet.
    pub async fn new(launch: Launch, to_database: Option<Proxy>) -> Outcome<Self> {
        let address = own_address()?;
        let front = Proxy::start(address).await?;
        Ok(Self { launch, address, front, to_database, process: Mutex::new(None) })
    }

    /// Where it listens, past the proxy.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Starts the process, without waiting until it serves. To be called from a thread that lives as long as the node.
    pub fn launch(&self) -> Outcome {
        let log = File::options().create(true).append(true).open(&self.launch.log)?;
        let mut command = self.launch.program.wrapped(&TIED);
        command.arg("serve").args(&self.launch.flags).args(["--listen", &self.address.to_string()]);
        command.envs(self.launch.environment.iter().map(|(key, value)| (key, value)));
        let child = command.stdout(Stdio::null()).stderr(log).spawn()?;
        *self.process() = Some(child);
        Ok(())
    }

    /// Starts, and waits until it is ready.
    pub async fn start(&self) -> Outcome {
        self.launch()?;
        self.wait_until_ready().await
    }

    pub async fn wait_until_ready(&self) -> Outcome {
        self.wait_until(true).await
    }

    pub async fn wait_until_not_ready(&self) -> Outcome {
        self.wait_until(false).await
    }

    async fn wait_until(&self, ready: bool) -> Outcome {
        let began = Instant::now();
        while began.elapsed() < START {
            let answer = Client::new(self.address, PATIENCE).ask(&Request::get("/readyz")).await;
            if answer.is_ok_and(|answer| answer.status == 200) == ready {
                return Ok(());
            }
            if !self.is_running() {
                return Err(format!("a node ended instead of serving; see {}", self.log_tail()).into());
            }
            sleep(Duration::from_millis(20)).await;
        }
        let not = if ready { "not ready" } else { "still ready" };
        Err(format!("a node is {not} after {START:?}; {}", self.log_tail()).into())
    }

    pub fn pid(&self) -> Option<u32> {
        self.process().as_ref().map(Child::id)
    }

    pub fn is_running(&self) -> bool {
        self.process().as_mut().is_some_and(|child| matches!(child.try_wait(), Ok(None)))
    }

    /// By SIGKILL: nothing is finished, nothing is said.
    pub fn kill(&self) -> Outcome {
        if let Some(mut child) = self.process().take() {
            child.kill()?;
            child.wait()?;
        }
        Ok(())
    }

    /// `STOP`, `CONT` or `TERM`.
    pub fn signal(&self, name: &str) -> Outcome {
        let pid = self.pid().ok_or("the node does not run")?;
        Ok(signal(name, &[pid])?)
    }

    /// Waits until a node that was told to has ended.
    pub async fn wait_until_ended(&self) -> Outcome {
        let began = Instant::now();
        while self.is_running() {
            if began.elapsed() > START {
                return Err("a node does not end".into());
            }
            sleep(Duration::from_millis(20)).await;
        }
        *self.process() = None;
        Ok(())
    }

    /// The last lines that it logged.
    pub fn log_tail(&self) -> String {
        let text = std::fs::read_to_string(&self.launch.log).unwrap_or_default();
        let lines: Vec<_> = text.lines().collect();
        lines[lines.len().saturating_sub(12)..].join("\n")
    }

    fn process(&self) -> std::sync::MutexGuard<'_, Option<Child>> {
        self.process.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.kill();
    }
}
