//! The file of an embedded database, and whether it is still the one that was opened.

use std::{fs, io, os::unix::fs::MetadataExt, path::Path, sync::Arc};

use crate::errors::{Error, Result};

/// Known by its device and inode.
#[derive(Clone, Debug)]
pub(crate) struct DatabaseFile {
    path: Arc<Path>,
    identity: (u64, u64),
}

impl DatabaseFile {
    /// Once it has been opened; `None` where there is none.
    pub fn opened(path: &Path) -> Option<Self> {
        Some(Self { path: path.into(), identity: identity(path).ok()? })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// # Errors
    /// `Unavailable` when another file is in its place, or none: what is written into the open one is lost with it.
    pub fn check(&self) -> Result<()> {
        match identity(&self.path) {
            Ok(found) if found == self.identity => Ok(()),
            _ => Err(Error::Unavailable(
                "the database's file was replaced or removed under this process: stop it, and start it again"
                    .into(),
            )),
        }
    }
}

fn identity(path: &Path) -> io::Result<(u64, u64)> {
    fs::metadata(path).map(|file| (file.dev(), file.ino()))
}
