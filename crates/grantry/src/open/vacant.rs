//! The place to which a backup is restored, which must be empty.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use credentials::MasterKeys;
use store::{Claim, Use, embedded::beside};

use super::{Refused, embedded, master_key};
use crate::settings::Settings;

/// What SQLite would read as a part of the database that is put beside it.
const LEFT: [&str; 3] = ["-wal", "-journal", "-shm"];

/// A place without a database, which no other process uses meanwhile, and the master keys of the one to come.
pub struct Vacant {
    /// Where the embedded database goes.
    pub file: Option<PathBuf>,
    pub masters: MasterKeys,
    _claim: Option<Claim>,
}

impl Vacant {
    pub fn of(settings: &Settings) -> Result<Self, Refused> {
        let file = settings.store().file();
        let given = match (master_key::given(settings)?, &file) {
            (Some(given), _) => given,
            (None, None) => return Err(Refused::NoMasterKey),
            (None, Some(_)) => master_key::in_data_folder(settings)?
                .ok_or_else(|| Refused::KeyFirst(settings.data_dir.join(master_key::NAME)))?,
        };
        let masters = master_key::with_other(settings, given)?;
        let Some(file) = file else { return Ok(Self { file: None, masters, _claim: None }) };
        embedded::make_folders(settings, &file)?;
        let claim = Claim::on(&file, Use::Replace)?;
        check(&file)?;
        Ok(Self { file: Some(file), masters, _claim: Some(claim) })
    }
}

fn check(file: &Path) -> Result<(), Refused> {
    match fs::metadata(file) {
        Ok(metadata) if metadata.len() > 0 => return Err(Refused::Exists(file.to_owned())),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(cause) => return Err(Refused::File { file: file.to_owned(), cause }),
    }
    match LEFT.iter().map(|left| beside(file, left)).find(|left| left.exists()) {
        Some(left) => Err(Refused::LeftOver { file: file.to_owned(), left }),
        None => Ok(()),
    }
}
