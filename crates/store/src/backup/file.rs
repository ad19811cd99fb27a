//! The file of a backup while it is written, and what it is made of.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use super::error::BackupError;
use crate::database::embedded;

/// How a backup of PostgreSQL begins.
pub const LINES: &[u8] = br#"{"grantry_backup":"#;
/// How an SQLite file begins.
const SQLITE: &[u8] = b"SQLite format 3\0";

pub fn failed(file: &Path) -> impl FnOnce(io::Error) -> BackupError {
    let file = file.to_owned();
    move |cause| BackupError::File { file, cause }
}

/// A file that is not whole yet, under another name; what a crash leaves of it the next attempt replaces.
pub struct Half {
    finished: PathBuf,
    path: PathBuf,
    /// Held while it is written.
    lock: File,
    done: bool,
}

impl Half {
    pub fn of(finished: &Path) -> Result<Self, BackupError> {
        if fs::symlink_metadata(finished).is_ok() {
            return Err(BackupError::Taken(finished.to_owned()));
        }
        let path = embedded::beside(finished, ".part");
        let mut options = OpenOptions::new();
        let lock = options.write(true).create(true).truncate(false).mode(0o600).open(&path);
        let lock = lock.map_err(failed(&path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(BackupError::UnderWay(finished.to_owned())),
            Err(TryLockError::Error(cause)) => return Err(failed(&path)(cause)),
        }
        // A journal that a crash has left would be played back into the new file.
        for left in ["-journal", "-wal", "-shm"].map(|suffix| embedded::beside(&path, suffix)) {
            match fs::remove_file(&left) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(&left)(error)),
                _ => {}
            }
        }
        lock.set_len(0).map_err(failed(&path))?;
        Ok(Self { finished: finished.to_owned(), path, lock, done: false })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Gives it its name, once it is on the disk.
    pub fn finish(mut self) -> Result<(), BackupError> {
        self.lock.sync_all().map_err(failed(&self.path))?;
        self.name().map_err(|cause| match cause.kind() {
            io::ErrorKind::AlreadyExists => BackupError::Taken(self.finished.clone()),
            _ => failed(&self.finished)(cause),
        })?;
        self.done = true;
        sync_folder_of(&self.finished)
    }
}

impl Half {
    /// A link takes no other file's place; not every file system has them.
    fn name(&self) -> io::Result<()> {
        match fs::hard_link(&self.path, &self.finished) {
            Ok(()) => fs::remove_file(&self.path),
            Err(_) if fs::symlink_metadata(&self.finished).is_err() => fs::rename(&self.path, &self.finished),
            Err(error) => Err(error),
        }
    }
}

impl Drop for Half {
    fn drop(&mut self) {
        if !self.done {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Makes the name of a file outlive a power cut.
pub fn sync_folder_of(file: &Path) -> Result<(), BackupError> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed(folder))
}

/// What a file is a backup of, from its first bytes.
pub enum MadeOf {
    Sqlite,
    Postgres,
}

pub fn made_of(file: &Path) -> Result<MadeOf, BackupError> {
    let mut first = Vec::new();
    let length = LINES.len().max(SQLITE.len()) as u64;
    File::open(file).and_then(|opened| opened.take(length).read_to_end(&mut first)).map_err(failed(file))?;
    if first.starts_with(SQLITE) {
        Ok(MadeOf::Sqlite)
    } else if first.starts_with(LINES) {
        Ok(MadeOf::Postgres)
    } else if first.is_empty() {
        Err(BackupError::Damaged { file: file.to_owned(), why: "it is empty".into() })
    } else {
        Err(BackupError::Foreign(file.to_owned()))
    }
}

/// Copies to a new file of mode 0600, and to the disk.
pub fn copy(from: &Path, to: &Path) -> Result<(), BackupError> {
    let mut read = File::open(from).map_err(failed(from))?;
    let mut options = OpenOptions::new();
    let mut write =
        options.write(true).create(true).truncate(true).mode(0o600).open(to).map_err(failed(to))?;
    io::copy(&mut read, &mut write).and_then(|_| write.sync_all()).map_err(failed(to))
}
