//! Copies of a whole database in one file, and back.
//!
//! Of SQLite the file is a database itself, made by its online backup. Of PostgreSQL it holds rows as JSON
//! (see `lines`), read in one snapshot by the nodes' own role: row-level security shows it every row, as it shows the
//! platform's handle. Neither holds the master key.

mod catalog;
mod file;
mod lines;
mod postgres;
mod sqlite;

use std::{
    io,
    path::{Path, PathBuf},
};

use model::Timestamp;

use crate::{Error, Settings, Store, Tx};

/// What is in a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// `None` where the file is a copy that another program made.
    pub made_at: Option<Timestamp>,
    pub tables: usize,
    pub rows: u64,
}

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

impl Store {
    /// Writes everything into a new `file` of mode 0600, as it is at one moment, and reads it back. Others may write into
    /// the database meanwhile. A crash leaves no file of this name.
    ///
    /// # Errors
    /// `Taken` where `file` is there; `NotReadBack` where what was written is not what was read.
    pub async fn back_up(&self, file: &Path, now: Timestamp) -> Result<Contents, BackupError> {
        let half = file::Half::of(file)?;
        let contents = match self.file() {
            Some(database) => {
                let (database, half) = (database.to_owned(), half.path().to_owned());
                in_the_background(move || sqlite::back_up(&database, &half, now)).await?
            }
            None => postgres::back_up(self, half.path(), now).await?,
        };
        half.finish()?;
        Ok(contents)
    }
}

/// A backup that was looked through: it is whole, ours, and not from a later version.
#[derive(Debug)]
pub struct Checked {
    file: PathBuf,
    pub contents: Contents,
}

/// Looks through a backup before it is restored with these settings.
///
/// # Errors
/// Says what is wrong with it.
pub async fn check(file: &Path, settings: &Settings) -> Result<Checked, BackupError> {
    let (looked_at, embedded) = (file.to_owned(), settings.is_sqlite());
    let contents = in_the_background(move || match file::made_of(&looked_at)? {
        file::MadeOf::Sqlite if embedded => sqlite::check(&looked_at),
        file::MadeOf::Postgres if !embedded => lines::check(&looked_at),
        file::MadeOf::Sqlite => Err(other(&looked_at, "an embedded database", "PostgreSQL")),
        file::MadeOf::Postgres => Err(other(&looked_at, "PostgreSQL", "an embedded database")),
    });
    Ok(Checked { file: file.to_owned(), contents: contents.await? })
}

fn other(file: &Path, made_of: &'static str, here: &'static str) -> BackupError {
    BackupError::OtherDatabase { file: file.to_owned(), made_of, here }
}

impl Checked {
    /// Puts a copy at the place `to`, to be opened as an embedded database.
    pub async fn copy_to(&self, to: &Path) -> Result<(), BackupError> {
        let (from, to) = (self.file.clone(), to.to_owned());
        in_the_background(move || file::copy(&from, &to)).await
    }

    /// Makes the tables and puts all rows in, in this transaction on an empty PostgreSQL database.
    ///
    /// # Errors
    /// `Damaged` where rows do not fit into the tables.
    pub async fn read_into(&self, tx: &mut Tx) -> Result<(), BackupError> {
        postgres::restore(&self.file, tx).await
    }
}

/// File and SQLite calls that take as long as the database is large.
async fn in_the_background<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BackupError> + Send + 'static,
) -> Result<T, BackupError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => Err(Error::Unavailable(error.to_string()).into()),
    }
}
