//! Who may use an embedded database at the same time, told by locks on two files beside it. The operating system lets
//! go of a lock when its process ends, however that is.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, Read, Seek, Write},
    path::{Path, PathBuf},
    process,
};

/// Only one process at a time serves, migrates or restores.
const MAIN: &str = "main.lock";
/// Shared by all who read and write; whoever replaces the file holds it alone.
const USERS: &str = "users.lock";

/// What a process is about to do with the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Reads and writes it beside a server.
    Beside,
    /// Serves, or changes the schema.
    Main,
    /// Puts another file in its place.
    Replace,
}

/// Held as long as the database is used.
#[derive(Debug)]
pub struct Claim {
    locked: Vec<File>,
}

impl Drop for Claim {
    /// Lets go of the locks at once, also where a child that is just being started still has the files open.
    fn drop(&mut self) {
        for file in &self.locked {
            let _ = file.unlock();
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum ClaimError {
    /// With the number of the process, where it is known.
    #[error("another Grantry{} uses {}", process_number(.by.as_deref()), .file.display())]
    Taken { file: PathBuf, by: Option<String> },
    #[error("cannot lock {}: {cause}", .file.display())]
    File { file: PathBuf, cause: io::Error },
}

fn process_number(by: Option<&str>) -> String {
    by.map(|number| format!(" (process {number})")).unwrap_or_default()
}

impl Claim {
    /// Claims the database in `file`, whose folder is there; without waiting.
    ///
    /// # Errors
    /// `Taken` where another process's use excludes this one.
    pub fn on(file: &Path, wanted: Use) -> Result<Self, ClaimError> {
        let file = target(file);
        let mut claim = Self { locked: Vec::new() };
        if wanted != Use::Beside {
            claim.locked.push(lock(&file, MAIN, true)?);
        }
        claim.locked.push(lock(&file, USERS, wanted == Use::Replace)?);
        Ok(claim)
    }
}

/// Where links lead, so that two names of one file are one claim.
fn target(file: &Path) -> PathBuf {
    let linked = file.canonicalize();
    linked.unwrap_or_else(|_| match (file.parent().map(Path::canonicalize), file.file_name()) {
        (Some(Ok(folder)), Some(name)) => folder.join(name),
        _ => file.to_owned(),
    })
}

fn lock(database: &Path, suffix: &str, alone: bool) -> Result<File, ClaimError> {
    let mut path = database.as_os_str().to_owned();
    path.push(".");
    path.push(suffix);
    let path = PathBuf::from(path);
    let failed = |cause| ClaimError::File { file: path.clone(), cause };
    let mut options = OpenOptions::new();
    let mut file = options.read(true).write(true).create(true).truncate(false).open(&path).map_err(failed)?;
    match if alone { file.try_lock() } else { file.try_lock_shared() } {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut by = String::new();
            let _ = file.read_to_string(&mut by);
            let by = Some(by.trim().to_owned()).filter(|by| !by.is_empty());
            return Err(ClaimError::Taken { file: database.to_owned(), by });
        }
        Err(TryLockError::Error(cause)) => return Err(failed(cause)),
    }
    if alone {
        let written = file.set_len(0).and_then(|()| file.rewind());
        written.and_then(|()| writeln!(file, "{}", process::id())).map_err(failed)?;
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uses_exclude_one_another_as_they_must() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("grantry.db");
        let taken = |wanted| matches!(Claim::on(&file, wanted), Err(ClaimError::Taken { .. }));
        let server = Claim::on(&file, Use::Main)?;
        assert!(taken(Use::Main) && taken(Use::Replace) && !taken(Use::Beside));
        drop(server);
        let beside = [Claim::on(&file, Use::Beside)?, Claim::on(&file, Use::Beside)?];
        assert!(taken(Use::Replace) && !taken(Use::Main));
        drop(beside);
        let _restore = Claim::on(&file, Use::Replace)?;
        assert!(taken(Use::Main) && taken(Use::Beside));
        let said = Claim::on(&file, Use::Main).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(said.contains(&process::id().to_string()), "{said}");
        Ok(())
    }

    #[test]
    fn a_child_that_is_being_started_keeps_no_claim() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("grantry.db");
        let claim = Claim::on(&file, Use::Replace)?;
        let inherited: Vec<_> = claim.locked.iter().map(File::try_clone).collect::<Result<_, _>>()?;
        drop(claim);
        drop(Claim::on(&file, Use::Replace)?);
        drop(inherited);
        Ok(())
    }

    #[test]
    fn two_names_of_one_file_are_one_claim() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let (file, link) = (folder.path().join("grantry.db"), folder.path().join("other.db"));
        std::fs::write(&file, "")?;
        std::os::unix::fs::symlink(&file, &link)?;
        let _server = Claim::on(&file, Use::Main)?;
        assert!(Claim::on(&link, Use::Main).is_err());
        let folder_link = tempfile::tempdir()?;
        let here = folder_link.path().join("here");
        std::os::unix::fs::symlink(folder.path(), &here)?;
        assert!(Claim::on(&here.join("grantry.db"), Use::Main).is_err());
        Ok(())
    }
}
