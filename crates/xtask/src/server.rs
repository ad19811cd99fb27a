//! The product as a child process, built for debugging, with demo data.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::shell::{self, Result};

const PATIENCE: Duration = Duration::from_mins(5);
/// Between two looks at whether it is ready.
const ASK_EVERY: Duration = Duration::from_millis(2);

/// A running server; killed when dropped.
pub struct Server {
    child: Child,
    address: String,
    log: Option<PathBuf>,
}

/// Builds the binary, with `grantryctl` beside it, and returns its path.
pub fn build() -> Result<PathBuf> {
    shell::run(shell::cargo().args([
        "build",
        "--locked",
        "--package",
        "grantry",
        "--package",
        "grantryctl",
    ]))?;
    Ok(binary())
}

/// Builds all tests, and the binary among them, and returns the binary's path. After the tests have run this has
/// nothing to do, where [`build`] would compile most dependencies again with other features.
pub fn build_with_tests() -> Result<PathBuf> {
    shell::run(shell::cargo().args(["test", "--locked", "--workspace", "--no-run", "--quiet"]))?;
    Ok(binary())
}

/// Where the debug build is.
pub fn binary() -> PathBuf {
    shell::target().join("debug/grantry")
}

pub fn free_address() -> Result<String> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.to_string())
}

impl Server {
    /// Starts `command`, which is to listen on `address`, and waits until it is ready. What it says goes to `log`,
    /// or to our terminal.
    pub fn start(command: Command, address: &str, log: Option<PathBuf>) -> Result<Self> {
        Self::start_until(command, address, log, &|| ready(address))
    }

    /// As [`Server::start`], with another way to tell that it is ready, which is asked again and again.
    pub fn start_until(
        mut command: Command,
        address: &str,
        log: Option<PathBuf>,
        ready: &dyn Fn() -> bool,
    ) -> Result<Self> {
        if let Some(log) = &log {
            let file = fs::File::create(log)?;
            command.stdout(file.try_clone()?).stderr(file);
        }
        shell::announce(&command);
        let child = command.stdin(Stdio::null()).spawn()?;
        let mut server = Self { child, address: address.to_owned(), log };
        let start = Instant::now();
        while !ready() {
            if let Some(status) = server.child.try_wait()? {
                return Err(format!("the server ended with {status}\n{}", server.last_words()).into());
            }
            if start.elapsed() > PATIENCE {
                return Err(
                    format!("the server is not ready after {PATIENCE:?}\n{}", server.last_words()).into()
                );
            }
            thread::sleep(ASK_EVERY);
        }
        Ok(server)
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The processor time that it has used so far, in nanoseconds.
    pub fn processor_time(&self) -> Result<u64> {
        let mut sum = 0;
        for thread in fs::read_dir(format!("/proc/{}/task", self.child.id()))? {
            let times = fs::read_to_string(thread?.path().join("schedstat"))?;
            sum += times.split_whitespace().next().unwrap_or_default().parse::<u64>()?;
        }
        Ok(sum)
    }

    /// How much of its memory is in RAM.
    pub fn resident_megabytes(&self) -> Result<f64> {
        self.megabytes("VmRSS:")
    }

    /// What it has allocated: without the pages of its program that the kernel keeps mapped from the file.
    pub fn allocated_megabytes(&self) -> Result<f64> {
        self.megabytes("RssAnon:")
    }

    fn megabytes(&self, name: &str) -> Result<f64> {
        let status = shell::read(format!("/proc/{}/status", self.child.id()).as_ref())?;
        let kilobytes = status.lines().find_map(|line| line.strip_prefix(name)?.split_whitespace().next());
        Ok(kilobytes.ok_or_else(|| format!("the kernel does not say {name}"))?.parse::<f64>()? / 1000.0)
    }

    /// Waits for the server to end by itself.
    pub fn wait(mut self) -> Result {
        let status = self.child.wait()?;
        if status.success() { Ok(()) } else { Err(format!("the server ended with {status}").into()) }
    }

    fn last_words(&self) -> String {
        let text = self.log.as_ref().and_then(|log| fs::read_to_string(log).ok()).unwrap_or_default();
        let lines: Vec<_> = text.lines().collect();
        lines[lines.len().saturating_sub(40)..].join("\n")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What `grantry demo` wrote for scripts and people.
pub fn demo(file: &Path) -> Result<Value> {
    Ok(serde_json::from_str(&shell::read(file)?)?)
}

fn ready(address: &str) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        write!(stream, "GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}
