//! The reasons why a backup was not made or not restored, in words for the person at the console.

use std::{io, path::PathBuf};

use crate::errors::Error;

#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("{} is there already: name a file that is not", .0.display())]
    Taken(PathBuf),
    #[error("another process is writing {} at this moment", .0.display())]
    UnderWay(PathBuf),
    #[error("cannot read or write {}: {cause}", .file.display())]
    File { file: PathBuf, cause: io::Error },
    /// `why` says what is not as it should be.
    #[error("{} is damaged or cut short ({why}): nothing was restored", .file.display())]
    Damaged { file: PathBuf, why: String },
    #[error("{} is no backup of Grantry: nothing was restored", .0.display())]
    Foreign(PathBuf),
    #[error("{} is a backup of {made_of}, and this is {here}: nothing was restored", .file.display())]
    OtherDatabase { file: PathBuf, made_of: &'static str, here: &'static str },
    #[error(
        "{} was made by a newer version of Grantry (it has {migrations}): restore it with that version. Nothing was restored",
        .file.display()
    )]
    Newer { file: PathBuf, migrations: String },
    #[error(
        "{} is there beside {}: this is a database in use or a copy of one, not a backup. Start and stop a node on it first, or make a backup with `grantry backup`",
        .log.display(), .file.display()
    )]
    LogBeside { file: PathBuf, log: PathBuf },
    #[error(
        "the database has tables of Grantry already, and a restore puts nothing over them: make an empty database, and set `database_url` to it"
    )]
    NotEmpty,
    #[error("the copy is not what it should be ({0}): no backup was made")]
    NotReadBack(String),
    #[error("this role may not read all that is to be backed up: {0}")]
    MayNotRead(String),
    #[error("the embedded database: {0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error(transparent)]
    Store(#[from] Error),
}

impl From<sea_orm::DbErr> for BackupError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Store(error.into())
    }
}
