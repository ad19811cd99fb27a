//! A PostgreSQL cluster of our own, which is removed with its owner.

use std::fs;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::ops::Deref;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use tempfile::TempDir;

use crate::programs::{self, Account};
use crate::server::{ROLE, Server};

/// Two starts may pick the same free port.
const ATTEMPTS: u32 = 5;
/// Looks at a standby, and how long between two of them.
const PATIENCE: u32 = 600;
const LOOK_AGAIN: Duration = Duration::from_millis(50);

const SETTINGS: &[&str] = &["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=300"];
/// Trades crash safety for speed: nothing here outlives its test.
const QUICK: &[&str] = &["fsync=off", "synchronous_commit=off", "full_page_writes=off"];
/// Crash-safe as PostgreSQL is, and small enough for a disk of a hundred megabytes.
const DURABLE: &[&str] = &["min_wal_size=4MB", "max_wal_size=16MB"];

/// A running private PostgreSQL cluster. Stopped and removed when dropped, and also when its process ends without
/// dropping it (a static, a crash, a kill): a small shell waits for that.
#[derive(Debug)]
pub struct Cluster {
    server: Server,
    folder: PathBuf,
    port: u16,
    settings: &'static [&'static str],
    watchdog: Child,
}

impl Cluster {
    /// Makes and starts a cluster; takes one to two seconds.
    ///
    /// # Errors
    /// `NotFound` where PostgreSQL is not installed; otherwise what its programs said.
    pub fn start() -> io::Result<Self> {
        Self::start_in(Path::new("/tmp"), QUICK)
    }

    /// As [`Cluster::start`], in a new folder below `parent`, with a server that survives crashes as one in
    /// production does: for tests of faults.
    ///
    /// # Errors
    /// As for [`Cluster::start`].
    pub fn durable(parent: &Path) -> io::Result<Self> {
        Self::start_in(parent, DURABLE)
    }

    fn start_in(parent: &Path, settings: &'static [&'static str]) -> io::Result<Self> {
        let account = Account::choose()?;
        let folder = new_folder(parent)?;
        account.own(folder.path())?;
        let data = folder.path().join("data");
        let initdb = programs::folder()?.join("initdb");
        let mut command = account.command(&initdb);
        command.arg("-D").arg(&data);
        command.args(["-U", "test", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"]);
        if settings == DURABLE {
            command.arg("--wal-segsize=1");
        }
        programs::run(&mut command)?;

        let cluster = Self::run(account, folder, settings)?;
        cluster.execute(&format!("CREATE ROLE {ROLE} LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS"))?;
        Ok(cluster)
    }

    /// Starts what is in the folder's `data`.
    fn run(account: Account, folder: TempDir, settings: &'static [&'static str]) -> io::Result<Self> {
        let watchdog = watch(account, folder.path())?;
        let port = start_on_a_free_port(account, folder.path(), settings)?;
        let server = Server::at(format!("postgres://test@127.0.0.1:{port}/postgres"));
        Ok(Self { server, folder: folder.keep(), port, settings, watchdog })
    }

    /// Makes and starts a standby below `parent`: it follows this cluster, asynchronously, as long as it is let.
    ///
    /// # Errors
    /// What PostgreSQL's programs said.
    pub fn standby(&self, parent: &Path) -> io::Result<Self> {
        let account = Account::choose()?;
        let folder = new_folder(parent)?;
        account.own(folder.path())?;
        let mut command = account.command(&programs::folder()?.join("pg_basebackup"));
        command.args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-U", "test"]);
        command.args([
            "--write-recovery-conf",
            "--wal-method=stream",
            "--checkpoint=fast",
            "--no-sync",
            "-D",
        ]);
        programs::run(command.arg(folder.path().join("data")))?;
        Self::run(account, folder, self.settings)
    }

    /// Waits until this standby has everything that `primary` has committed so far.
    ///
    /// # Errors
    /// It takes longer than half a minute, or what PostgreSQL said.
    pub fn catch_up_with(&self, primary: &Server) -> io::Result<()> {
        let end = primary.execute("SELECT pg_current_wal_flush_lsn()")?;
        let there = format!("SELECT pg_last_wal_replay_lsn() >= '{end}'");
        for _ in 0..PATIENCE {
            if self.execute(&there)? == "t" {
                return Ok(());
            }
            sleep(LOOK_AGAIN);
        }
        Err(io::Error::new(io::ErrorKind::TimedOut, "the standby does not catch up"))
    }

    /// Cuts this standby off: what its primary commits from now on never comes here.
    ///
    /// # Errors
    /// It goes on for half a minute, or what PostgreSQL said.
    pub fn stop_following(&self) -> io::Result<()> {
        self.execute("ALTER SYSTEM SET primary_conninfo = ''")?;
        self.execute("SELECT pg_reload_conf()")?;
        for _ in 0..PATIENCE {
            if self.execute("SELECT count(*) FROM pg_stat_wal_receiver")? == "0" {
                return Ok(());
            }
            sleep(LOOK_AGAIN);
        }
        Err(io::Error::new(io::ErrorKind::TimedOut, "the standby goes on following"))
    }

    /// Makes this standby a primary.
    ///
    /// # Errors
    /// What PostgreSQL said.
    pub fn promote(&self) -> io::Result<()> {
        match self.execute("SELECT pg_promote(true, 60)")?.as_str() {
            "t" => Ok(()),
            _ => Err(io::Error::other("the standby is not promoted")),
        }
    }

    /// Takes the server away as a crash would: connections break, nothing is written. [`Cluster::resume`] brings it
    /// back on the same port.
    ///
    /// # Errors
    /// What `pg_ctl` said.
    pub fn interrupt(&self) -> io::Result<()> {
        let mut command = pg_ctl(Account::choose()?, &self.folder)?;
        programs::run(command.args(["stop", "-m", "immediate"])).map(drop)
    }

    /// Starts the server again after [`Cluster::interrupt`].
    ///
    /// # Errors
    /// What `pg_ctl` said.
    pub fn resume(&self) -> io::Result<()> {
        start(Account::choose()?, &self.folder, self.port, self.settings)
    }

    /// The server's first process and all that it has started; none where it has ended.
    ///
    /// # Errors
    /// The list of processes cannot be read.
    pub fn processes(&self) -> io::Result<Vec<u32>> {
        let file = self.folder.join("data/postmaster.pid");
        let text = fs::read_to_string(file).unwrap_or_default();
        let Some(first) = text.lines().next().and_then(|line| line.trim().parse().ok()) else {
            return Ok(Vec::new());
        };
        let mut processes = Vec::new();
        for entry in fs::read_dir("/proc")? {
            let name = entry?.file_name();
            let Some(process) = name.to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
            if process == first || parent(process) == Some(first) {
                processes.push(process);
            }
        }
        Ok(processes)
    }
}

/// From `/proc/…/stat`: the second number behind the name in parentheses.
fn parent(process: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

impl Deref for Cluster {
    type Target = Server;

    fn deref(&self) -> &Server {
        &self.server
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.watchdog.stdin.take());
        let _ = self.watchdog.wait();
    }
}

/// Where user postgres can reach it: `/tmp`, for one.
fn new_folder(parent: &Path) -> io::Result<TempDir> {
    tempfile::Builder::new().prefix("grantry-postgres-").tempdir_in(parent)
}

/// A shell that sleeps on a pipe whose other end only our process holds; at its end it stops the server and removes
/// the folder.
fn watch(account: Account, folder: &Path) -> io::Result<Child> {
    let script =
        r#"trap '' INT TERM HUP; folder=$1; shift; cat >/dev/null; "$@" stop -m immediate; rm -rf "$folder""#;
    Command::new("sh")
        .args(["-c", script, "watchdog"])
        .arg(folder)
        .args(account.prefix())
        .arg(programs::folder()?.join("pg_ctl"))
        .arg("-D")
        .arg(folder.join("data"))
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
}

fn start_on_a_free_port(account: Account, folder: &Path, settings: &[&str]) -> io::Result<u16> {
    let mut failure = io::Error::other("no free port");
    for _ in 0..ATTEMPTS {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        match start(account, folder, port, settings) {
            Ok(()) => return Ok(port),
            Err(error) => failure = error,
        }
    }
    let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
    Err(io::Error::other(format!("{failure}\n{log}")))
}

fn start(account: Account, folder: &Path, port: u16, settings: &[&str]) -> io::Result<()> {
    let settings: String = SETTINGS.iter().chain(settings).map(|setting| format!(" -c {setting}")).collect();
    let mut command = pg_ctl(account, folder)?;
    command
        .args(["-w", "-l"])
        .arg(folder.join("log"))
        .arg("-o")
        .arg(format!("-p {port}{settings}"))
        .arg("start");
    // The server inherits these, so they must not be pipes that a caller reads to the end.
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let status = command.status()?;
    if status.success() { Ok(()) } else { Err(io::Error::other(format!("{command:?}: {status}"))) }
}

fn pg_ctl(account: Account, folder: &Path) -> io::Result<Command> {
    let mut command = account.command(&programs::folder()?.join("pg_ctl"));
    command.arg("-D").arg(folder.join("data"));
    Ok(command)
}
