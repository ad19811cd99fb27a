//! Makes a backup of a database that is in use.

use std::path::Path;

use model::Timestamp;

use super::background::in_the_background;
use super::contents::Contents;
use super::error::BackupError;
use super::{file, postgres, sqlite};
use crate::database::Store;

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
