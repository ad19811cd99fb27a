//! A real `grantry serve` with a database of its own.

use std::{
    env, fs,
    io::{self, BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpListener},
    os::unix::fs::OpenOptionsExt,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use super::{Outcome, beginning};

/// Two starts may pick the same free port.
const ATTEMPTS: u32 = 5;
const START: Duration = Duration::from_mins(1);
const POLL: Duration = Duration::from_millis(20);

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// A running server; killed when dropped, and also when the test process ends without dropping it.
pub struct Server {
    pub kind: Kind,
    /// `http://127.0.0.1:port`
    pub base: String,
    pub pid: u32,
    flags: Vec<String>,
    settings: Vec<(String, String)>,
    log: Arc<Mutex<String>>,
    folder: Arc<TempDir>,
    watchdog: Child,
}

/// The binary under test, without settings from this machine's environment.
pub fn grantry() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_grantry"));
    for (key, _) in env::vars_os().filter(|(key, _)| key.to_string_lossy().starts_with("GRANTRY_")) {
        command.env_remove(key);
    }
    command
}

/// A file that only its owner may read, as the master key must be.
pub fn write_private(file: &Path, text: &str) -> io::Result<()> {
    write_private_bytes(file, text.as_bytes())
}

/// As [`write_private`].
pub fn write_private_bytes(file: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(file)?.write_all(bytes)
}

/// Runs a command of the binary to its end; what it printed.
pub fn run(args: &[&str]) -> Outcome<String> {
    let output = grantry().args(args).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

impl Server {
    /// Starts on a database without a row; `settings` are `GRANTRY_…` variables without the prefix.
    pub async fn start(kind: Kind, settings: &[(&str, &str)]) -> Outcome<Self> {
        let folder = Arc::new(tempfile::tempdir()?);
        let mut flags = vec!["--data-dir".to_owned(), folder.path().display().to_string()];
        match kind {
            Kind::Sqlite => beginning::embedded(folder.path())?,
            Kind::Postgres => flags.extend(beginning::postgres(folder.path())?),
        }
        Self::launch(kind, folder, flags, settings).await
    }

    /// A second node on the same database and with the same settings, which tells the world the first one's address.
    pub async fn second_node(&self) -> Outcome<Self> {
        let mut settings = vec![("PUBLIC_URL", self.base.as_str())];
        settings.extend(self.settings.iter().map(|(key, value)| (key.as_str(), value.as_str())));
        Self::launch(self.kind, self.folder.clone(), self.flags.clone(), &settings).await
    }

    /// Starts on what is in a folder, with these flags.
    pub async fn launch(
        kind: Kind,
        folder: Arc<TempDir>,
        flags: Vec<String>,
        settings: &[(&str, &str)],
    ) -> Outcome<Self> {
        Self::launch_at(kind, folder, flags, settings, None).await
    }

    /// As [`Server::launch`], where the server of this address was before.
    pub async fn launch_at(
        kind: Kind,
        folder: Arc<TempDir>,
        flags: Vec<String>,
        settings: &[(&str, &str)],
        base: Option<&str>,
    ) -> Outcome<Self> {
        let mut failure = String::new();
        for _ in 0..ATTEMPTS {
            let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
            let base = base.map_or_else(|| format!("http://127.0.0.1:{port}"), str::to_owned);
            let (mut watchdog, log) = spawn(folder.path(), &flags, &base, settings)?;
            let pid = read_pid(&mut watchdog)?;
            match wait_until_ready(&base, &log).await {
                Ok(()) => {
                    let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
                    let settings = settings.iter().map(owned).collect();
                    return Ok(Self { kind, base, pid, flags, settings, log, folder, watchdog });
                }
                Err(error) => failure = error,
            }
            stop(&mut watchdog);
        }
        Err(failure.into())
    }

    /// One in the place of this one, which has ended: with the same data, settings and address.
    pub async fn again(&self) -> Outcome<Self> {
        let settings: Vec<_> =
            self.settings.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        let (folder, flags) = (self.folder.clone(), self.flags.clone());
        Self::launch(self.kind, folder, flags, &settings).await
    }

    /// A one-time link that makes an operator: the way into an empty platform.
    pub fn operator_link(&self, email: &str) -> Outcome<String> {
        let printed = self.command(&["operator", "create", "--email", email])?;
        Ok(printed.lines().find(|line| line.starts_with("http")).ok_or(printed.clone())?.to_owned())
    }

    /// Runs a command of the binary on this server's database; what it printed.
    pub fn command(&self, args: &[&str]) -> Outcome<String> {
        let flags = self.flags.iter().map(String::as_str);
        run(&args.iter().copied().chain(flags).collect::<Vec<_>>())
    }

    /// As [`Server::command`], while this thread does other things.
    pub async fn command_beside(&self, args: &[&str]) -> Outcome<String> {
        let flags = self.flags.iter().map(String::as_str);
        let args: Vec<String> = args.iter().copied().chain(flags).map(str::to_owned).collect();
        let run = move || {
            let args: Vec<_> = args.iter().map(String::as_str).collect();
            run(&args).map_err(|error| error.to_string())
        };
        Ok(tokio::task::spawn_blocking(run).await??)
    }

    /// What the server has logged so far, from this byte on.
    pub fn log_from(&self, start: usize) -> String {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).get(start..).unwrap_or_default().to_owned()
    }

    /// How many bytes the server has logged so far.
    pub fn log_length(&self) -> usize {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Where PostgreSQL is; nowhere for the embedded database.
    pub fn database_url(&self) -> Option<&str> {
        self.flags.iter().skip_while(|flag| *flag != "--database-url").nth(1).map(String::as_str)
    }

    /// Where its database is, PostgreSQL or the embedded one, for a store beside it.
    pub fn store_url(&self) -> String {
        let embedded = || format!("sqlite:{}", self.folder.path().join("grantry.db").display());
        self.database_url().map_or_else(embedded, str::to_owned)
    }

    /// The bytes of the embedded database, its journal among them; nothing for PostgreSQL. A clean stop removes the
    /// journal, also while this reads.
    pub fn database_bytes(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        for entry in fs::read_dir(self.folder.path())? {
            let path = entry?.path();
            if !is_database(&path) {
                continue;
            }
            match fs::File::open(&path) {
                Ok(mut file) => drop(file.read_to_end(&mut bytes)?),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(bytes)
    }

    /// Tells the server to stop, as an init system does.
    pub fn terminate(&self) -> io::Result<()> {
        Command::new("kill").args(["-TERM", &self.pid.to_string()]).status().map(drop)
    }
}

impl Server {
    /// Tells it to stop and waits until it has.
    pub async fn stop(self) -> Outcome {
        self.end().await
    }

    /// As [`Server::stop`], for a server that others hold too.
    pub async fn end(&self) -> Outcome {
        self.terminate()?;
        let began = Instant::now();
        // Its parent is the watchdog, which does not ask how it ended.
        while fs::read_to_string(format!("/proc/{}/status", self.pid))
            .is_ok_and(|status| !status.contains("State:\tZ"))
        {
            if began.elapsed() > START {
                return Err(format!("it does not end: {}", self.log_from(0)).into());
            }
            tokio::time::sleep(POLL).await;
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        stop(&mut self.watchdog);
    }
}

fn is_database(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("grantry.db"))
}

/// A shell that sleeps on a pipe whose other end only our process holds. At its end it kills the server, and removes
/// the folder unless someone who will do that said so before (a static is never dropped). The log of
/// a test is more talkative than an operator's, so that there is more that a secret could be found in.
fn spawn(
    folder: &Path,
    flags: &[String],
    base: &str,
    settings: &[(&str, &str)],
) -> io::Result<(Child, Arc<Mutex<String>>)> {
    let script = r#"folder=$1; shift; "$@" & server=$!; echo $server; read word; kill -9 $server; wait
        [ "$word" = keep ] || rm -rf "$folder""#;
    let binary = grantry();
    let mut command = Command::new("sh");
    command
        .args(["-c", script, "watchdog", &folder.display().to_string()])
        .arg(binary.get_program())
        .arg("serve")
        .args(flags);
    command.args(["--listen", base.trim_start_matches("http://")]);
    command.args(["--demo-api", "--workers", "1"]);
    for (key, _) in binary.get_envs() {
        command.env_remove(key);
    }
    // All tests of a server come from one address, and many of them fail to authenticate, or ask for links.
    let defaults = [("LOG", "debug"), ("ADDRESS_FAILURES_PER_MINUTE", "0"), ("MAILED_LINKS_PER_HOUR", "0")];
    for (key, value) in defaults.iter().chain(settings) {
        command.env(format!("GRANTRY_{key}"), value);
    }
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let log = Arc::new(Mutex::new(String::new()));
    let (kept, stderr) = (log.clone(), child.stderr.take());
    thread::spawn(move || {
        for line in BufReader::new(stderr.into_iter().next()?).lines() {
            let mut log = kept.lock().unwrap_or_else(PoisonError::into_inner);
            log.push_str(&line.unwrap_or_default());
            log.push('\n');
        }
        Some(())
    });
    Ok((child, log))
}

fn read_pid(watchdog: &mut Child) -> Outcome<u32> {
    let mut line = String::new();
    let stdout = watchdog.stdout.as_mut().ok_or("no stdout")?;
    BufReader::new(stdout).read_line(&mut line)?;
    Ok(line.trim().parse()?)
}

async fn wait_until_ready(base: &str, log: &Mutex<String>) -> Result<(), String> {
    let http = reqwest::Client::builder().tls_certs_only([]).build().map_err(|error| error.to_string())?;
    let began = Instant::now();
    while began.elapsed() < START {
        if http.get(format!("{base}/readyz")).send().await.is_ok_and(|answer| answer.status().is_success()) {
            return Ok(());
        }
        let log = log.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if log.lines().any(|line| line.starts_with("grantry: ")) {
            return Err(log);
        }
        tokio::time::sleep(POLL).await;
    }
    Err(log.lock().unwrap_or_else(PoisonError::into_inner).clone())
}

fn stop(watchdog: &mut Child) {
    if let Some(mut stdin) = watchdog.stdin.take() {
        let _ = stdin.write_all(b"keep\n");
    }
    let _ = watchdog.wait();
}
