//! The reasons not to open a database, in words for the person at the console, with what to do.

use std::{
    io,
    path::{Path, PathBuf},
};

use credentials::MasterKeyId;
use store::{ClaimError, Schema};

#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error(
        "there is no database {}: is setting `data_dir` (--data-dir) right? A first `grantry serve`, or `grantry migrate`, makes a new one",
        .0.display()
    )]
    NoDatabase(PathBuf),
    /// `key` says where the master key is.
    #[error(
        "the database {place} is missing or empty, but {key} is there, which belongs to one: is the place right? Bring the database back (`grantry restore FILE` does it from a backup); where a new, empty platform is meant, run `grantry migrate` first"
    )]
    Lost { place: String, key: String },
    #[error(
        "the database is empty: is setting `database_url` right? Bring it back from a backup (`grantry restore FILE`); where a new, empty platform is meant, run `grantry migrate` first"
    )]
    EmptyShared,
    #[error(
        "the database {} is missing or empty, but {} is there, which belongs to one: bring the database back beside it, or move it away",
        .file.display(), .left.display()
    )]
    LeftOver { file: PathBuf, left: PathBuf },
    #[error(
        "{} is there, and a restore puts nothing over it: move it away first, with everything of its name beside it",
        .0.display()
    )]
    Exists(PathBuf),
    #[error(
        "bring back the master key of the backup first: there is none in {}, and `master_key_file` names no other. Backups do not hold it",
        .0.display()
    )]
    KeyFirst(PathBuf),
    #[error("{place} is not a database of Grantry")]
    Foreign { place: String },
    #[error(
        "the database {place} was made by a newer version of Grantry (it has {migrations}): run that version, or restore a backup from before it"
    )]
    Newer { place: String, migrations: String },
    #[error(
        "the database is from an earlier version of Grantry: run `grantry migrate` first, with every node stopped that runs the earlier version"
    )]
    Behind,
    #[error(
        "the database is from an earlier version of Grantry and this role may not change its schema: run `grantry migrate` with a role that may ({0})"
    )]
    MayNotMigrate(String),
    #[error(
        "the master key {} is missing, and nothing else opens the keys in the database: bring it back, or name it in `master_key_file`. No new one is made",
        .0.display()
    )]
    KeyLost(PathBuf),
    #[error(
        "there is no master key yet: a first `grantry serve`, or `grantry migrate`, makes it in {}",
        .0.display()
    )]
    NoKeyYet(PathBuf),
    #[error(
        "setting `master_key` or `master_key_file` is missing: with PostgreSQL every node needs the same key; `grantry keys new-master` prints one"
    )]
    NoMasterKey,
    #[error(
        "this master key ({given}) does not open the keys in the database: master key {wanted} does. Set `master_key_file` (or `other_master_key_file`, while they change) to that one"
    )]
    OtherMasterKey { given: MasterKeyId, wanted: MasterKeyId },
    #[error("setting `{0}`: this is not a master key; `grantry keys new-master` prints one")]
    MalformedKey(&'static str),
    #[error("the master key {} is empty: bring its backup back", .0.display())]
    EmptyKey(PathBuf),
    #[error(
        "the master key {} can be read by others (mode {mode:03o}): who may have read it? Then `chmod 600 {}`",
        .file.display(), .file.display()
    )]
    OpenKey { file: PathBuf, mode: u32 },
    #[error("settings `{0}` and `{1}` both give the key: remove one of them")]
    KeyTwice(&'static str, &'static str),
    #[error("`master_key` and `other_master_key` are the same key: one of the two is not what you mean")]
    SameKey,
    #[error("cannot read or write {}: {cause}", .file.display())]
    File { file: PathBuf, cause: io::Error },
    #[error("setting `data_dir`: cannot make {}: {cause}", .folder.display())]
    Folder { folder: PathBuf, cause: io::Error },
    #[error(
        "{0}: stop it first. `grantry operator`, `grantry keys` and `grantry backup` work beside a running server, other commands do not"
    )]
    InUse(ClaimError),
    #[error(transparent)]
    Lock(ClaimError),
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<ClaimError> for Refused {
    fn from(error: ClaimError) -> Self {
        match error {
            ClaimError::Taken { .. } => Self::InUse(error),
            ClaimError::File { .. } => Self::Lock(error),
        }
    }
}

/// Why a file could not be read as a database.
pub fn unreadable(error: store::Error, file: Option<&Path>) -> Refused {
    // SQLITE_NOTADB: "file is not a database".
    match file {
        Some(file) if error.to_string().contains("file is not a database") => {
            Refused::Foreign { place: file.display().to_string() }
        }
        _ => Refused::Store(error),
    }
}

/// Why the schema could not be changed.
pub fn migration(error: store::Error, schema: &Schema) -> Refused {
    match &error {
        store::Error::Database(cause) if *schema == Schema::Behind => {
            let cause = cause.to_string();
            // PostgreSQL's words for SQLSTATE 42501.
            let may_not = cause.contains("permission denied") || cause.contains("must be owner");
            if may_not { Refused::MayNotMigrate(cause) } else { Refused::Store(error) }
        }
        _ => Refused::Store(error),
    }
}
