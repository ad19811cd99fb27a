//! Faults of the machine below: signals, a disk of a small size, calls that fail.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::Outcome;

/// Sends a signal, by its name without `SIG`, to processes; those that have ended already do not matter.
pub fn signal(name: &str, processes: &[u32]) -> io::Result<()> {
    let processes = processes.iter().map(u32::to_string);
    let mut command = Command::new("kill");
    command.arg(format!("-{name}")).args(processes).stderr(Stdio::null());
    command.status().map(drop)
}

/// A disk of our own in memory; gone when dropped, and also when this process ends without dropping it.
#[derive(Debug)]
pub struct SmallDisk {
    folder: PathBuf,
    watchdog: Child,
}

impl SmallDisk {
    /// # Errors
    /// This machine does not let us mount.
    pub fn mount(megabytes: u32) -> Outcome<Self> {
        let folder = tempfile::Builder::new().prefix("grantry-disk-").tempdir_in("/tmp")?.keep();
        let size = format!("size={megabytes}m,mode=0755");
        let mount =
            Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&folder).output()?;
        if !mount.status.success() {
            fs::remove_dir(&folder)?;
            let said = String::from_utf8_lossy(&mount.stderr).trim().to_owned();
            return Err(format!("cannot mount a disk of a small size: {said}").into());
        }
        let script = r#"trap '' INT TERM HUP; cat >/dev/null; umount -l "$1"; rmdir "$1""#;
        let mut watchdog = Command::new("sh");
        watchdog.args(["-c", script, "watchdog"]).arg(&folder).current_dir("/");
        let watchdog = watchdog.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        Ok(Self { folder, watchdog })
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Takes all the space that is left.
    pub fn fill(&self) -> io::Result<()> {
        let mut ballast = fs::File::options().create(true).append(true).open(self.ballast())?;
        match io::copy(&mut io::repeat(0x5a), &mut ballast) {
            Err(error) if error.kind() == io::ErrorKind::StorageFull => Ok(()),
            Err(error) => Err(error),
            Ok(_) => Err(io::Error::other("a disk without an end")),
        }
    }

    /// Gives the space back.
    pub fn free(&self) -> io::Result<()> {
        fs::remove_file(self.ballast())
    }

    fn ballast(&self) -> PathBuf {
        self.folder.join("ballast")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(self.watchdog.stdin.take());
        let _ = self.watchdog.wait();
    }
}

/// Makes `fsync` and `fdatasync` of processes fail with EIO, and of the processes that they start, until dropped.
#[derive(Debug)]
pub struct FailingSync {
    strace: Child,
}

impl FailingSync {
    /// # Errors
    /// strace is not there, or may not attach.
    pub fn attach(processes: &[u32], log: &Path) -> Outcome<Self> {
        let mut command = Command::new("strace");
        command.args(["-f", "-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO", "-o"]);
        command.arg(log);
        for process in processes {
            command.args(["-p", &process.to_string()]);
        }
        let strace = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let mut failing = Self { strace: strace.map_err(|error| format!("strace: {error}"))? };
        failing.wait_until_attached(processes)?;
        Ok(failing)
    }

    fn wait_until_attached(&mut self, processes: &[u32]) -> Outcome {
        let began = Instant::now();
        let traced = |process: &u32| {
            let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
            !status.lines().any(|line| line.trim() == "TracerPid:\t0")
        };
        while !processes.iter().all(traced) {
            if let Some(status) = self.strace.try_wait()? {
                return Err(format!("strace cannot attach: {status}").into());
            }
            if began.elapsed() > Duration::from_secs(10) {
                return Err("strace does not attach".into());
            }
            sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

impl Drop for FailingSync {
    /// An end by SIGTERM lets strace detach; the traced processes go on.
    fn drop(&mut self) {
        let _ = signal("TERM", &[self.strace.id()]);
        let _ = self.strace.wait();
    }
}
