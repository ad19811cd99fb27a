//! Looks through a backup, and restores it.

use std::path::{Path, PathBuf};

use super::background::in_the_background;
use super::contents::Contents;
use super::error::BackupError;
use super::{file, lines, postgres, sqlite};
use crate::database::{Settings, Tx};

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
