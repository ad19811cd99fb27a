//! PostgreSQL's own programs: their place, and the user that runs them.

use std::env;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The folder that holds `initdb`, `pg_ctl` and `psql`: the newest of Debian's, else the first on `PATH`.
pub fn folder() -> io::Result<PathBuf> {
    let mut installed: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    installed.sort();
    let on_path = env::var_os("PATH").map(|path| env::split_paths(&path).collect::<Vec<_>>());
    installed
        .into_iter()
        .rev()
        .map(|(_, folder)| folder)
        .chain(on_path.into_iter().flatten())
        .find(|folder| folder.join("initdb").is_file())
        .ok_or_else(|| {
            let message = "PostgreSQL's server programs are missing: apt-get install postgresql-15, or run `cargo xtask setup`";
            io::Error::new(io::ErrorKind::NotFound, message)
        })
}

/// PostgreSQL refuses to run as root, so root hands over to the package's user.
#[derive(Clone, Copy)]
pub enum Account {
    Current,
    Postgres,
}

impl Account {
    pub fn choose() -> io::Result<Self> {
        Ok(if fs::metadata("/proc/self")?.uid() == 0 { Self::Postgres } else { Self::Current })
    }

    /// What a command line of this account starts with.
    pub fn prefix(self) -> &'static [&'static str] {
        match self {
            Self::Current => &[],
            Self::Postgres => &["runuser", "-u", "postgres", "--"],
        }
    }

    pub fn command(self, program: &Path) -> Command {
        let mut command = match self.prefix() {
            [] => Command::new(program),
            [first, rest @ ..] => {
                let mut command = Command::new(first);
                command.args(rest).arg(program);
                command
            }
        };
        command.current_dir("/");
        command
    }

    /// Gives `folder` to the account.
    pub fn own(self, folder: &Path) -> io::Result<()> {
        match self {
            Self::Current => Ok(()),
            Self::Postgres => run(Command::new("chown").arg("postgres").arg(folder)).map(drop),
        }
    }
}

/// Runs to the end; a failure carries what the program said.
pub fn run(command: &mut Command) -> io::Result<Output> {
    let name = format!("{command:?}");
    let output =
        command.output().map_err(|error| io::Error::new(error.kind(), format!("{name}: {error}")))?;
    if output.status.success() {
        return Ok(output);
    }
    let (said, also) = (String::from_utf8_lossy(&output.stderr), String::from_utf8_lossy(&output.stdout));
    Err(io::Error::other(format!("{name}: {}\n{said}{also}", output.status)))
}
