//! Where a guide's commands run: folders and addresses of their own under the names that the guide uses.

use std::{
    env, fs,
    net::{Ipv4Addr, TcpListener},
    os::unix::{
        fs::{PermissionsExt, symlink},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::harness::Outcome;

const START: Duration = Duration::from_mins(1);
const POLL: Duration = Duration::from_millis(20);
/// Kills what the guide starts when the test's thread ends, however it ends.
const TIED: [&str; 4] = ["setpriv", "--pdeathsig", "KILL", "--"];

/// A machine as the guides suppose it: `grantry` and `grantryctl` on the path, a data folder, a free port.
pub struct Machine {
    folder: TempDir,
    /// What the guide writes, and what stands for it here.
    stand_ins: Vec<(String, String)>,
    /// `http://127.0.0.1:port`
    pub base: String,
}

impl Machine {
    pub fn new() -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        fs::create_dir(folder.path().join("bin"))?;
        let grantry = Path::new(env!("CARGO_BIN_EXE_grantry"));
        for name in ["grantry", "grantryctl"] {
            symlink(grantry.with_file_name(name), folder.path().join("bin").join(name))?;
        }
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let base = format!("http://127.0.0.1:{port}");
        let machine = Self { folder, stand_ins: Vec::new(), base: base.clone() };
        let data = machine.path("grantry").display().to_string();
        Ok(machine
            .with("/var/lib/grantry", &data)
            .with("https://access.example.com", &base)
            .with("127.0.0.1:8080", &format!("127.0.0.1:{port}")))
    }

    /// Puts `here` wherever the guide writes `written`.
    pub fn with(mut self, written: &str, here: &str) -> Self {
        self.stand_ins.push((written.to_owned(), here.to_owned()));
        self
    }

    /// Makes a folder that stands for one of the guide's.
    pub fn with_folder(self, written: &str) -> Outcome<Self> {
        let here = self.path(written.trim_start_matches('/'));
        fs::create_dir_all(&here)?;
        Ok(self.with(written, &here.display().to_string()))
    }

    /// A place in the folder that the commands run in.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Puts a program on the path: a shell script.
    pub fn with_program(self, name: &str, script: &str) -> Outcome<Self> {
        let file = self.path("bin").join(name);
        fs::write(&file, format!("#!/bin/sh\nset -eu\n{script}\n"))?;
        fs::set_permissions(file, fs::Permissions::from_mode(0o755))?;
        Ok(self)
    }

    /// What the guide writes, as it is here.
    pub fn here(&self, written: &str) -> String {
        self.stand_ins.iter().fold(written.to_owned(), |text, (from, to)| text.replace(from, to))
    }

    /// Runs a block to its end; what it printed.
    pub fn run(&self, block: &str) -> Outcome<String> {
        let output = self.bash(block).output()?;
        if !output.status.success() {
            return Err(format!("{block}\n{}", said(&output)).into());
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Starts a block, to be waited for.
    pub fn spawn(&self, block: &str) -> Outcome<Child> {
        Ok(self.bash(block).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?)
    }

    /// Starts a block whose last command serves, and waits until it is ready.
    pub async fn serve(&self, block: &str) -> Outcome<Running> {
        let serving = ["grantry serve", "grantry demo --serve"];
        let block = serving
            .iter()
            .fold(block.to_owned(), |text, command| text.replace(command, &format!("exec {command}")));
        let log = self.path("serve.log");
        let mut child = self.bash(&block).stdout(Stdio::null()).stderr(fs::File::create(&log)?).spawn()?;
        let (http, began) = (reqwest::Client::new(), Instant::now());
        loop {
            let answer = http.get(format!("{}/readyz", self.base)).send().await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(Running { child, log });
            }
            if child.try_wait()?.is_some() || began.elapsed() > START {
                let _ = child.kill();
                return Err(format!("{block}\n{}", fs::read_to_string(&log)?).into());
            }
            tokio::time::sleep(POLL).await;
        }
    }

    fn bash(&self, block: &str) -> Command {
        let block = self.here(block);
        let mut command = Command::new(TIED[0]);
        command.args(&TIED[1..]).args(["bash", "-c", &format!("set -euo pipefail\n{block}")]);
        for (key, _) in env::vars_os().filter(|(key, _)| key.to_string_lossy().starts_with("GRANTRY_")) {
            command.env_remove(key);
        }
        let psql = throwaway_postgres::psql().unwrap_or_default();
        let folders = [self.path("bin"), psql.parent().map(Into::into).unwrap_or_default()];
        let path = env::var_os("PATH").unwrap_or_default();
        command
            .env("PATH", env::join_paths(folders.into_iter().chain(env::split_paths(&path))).unwrap_or(path));
        command.current_dir(self.folder.path()).stdin(Stdio::null()).process_group(0);
        command
    }
}

/// `grantry serve`, as a guide starts it; killed when dropped.
pub struct Running {
    child: Child,
    log: PathBuf,
}

impl Running {
    pub fn log(&self) -> Outcome<String> {
        Ok(fs::read_to_string(&self.log)?)
    }

    /// Tells it to stop, as an init system does, and waits until it has.
    pub fn stop(mut self) -> Outcome {
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status()?;
        let status = self.child.wait()?;
        if status.success() { Ok(()) } else { Err(format!("{status}: {}", self.log()?).into()) }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
