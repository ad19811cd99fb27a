//! The file of the embedded database: whether it exists, and who owns it.

use std::{
    fs, io,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::Path,
};

use store::embedded::beside;

use super::{Purpose, Refused, master_key};
use crate::settings::Settings;

/// What SQLite keeps beside a database. They belong to the database that was there when they were written.
const LOGS: [&str; 2] = ["-wal", "-journal"];

/// Refuses to work with a file that is not there, or to make one where something is left of another; makes its folder.
pub fn check(file: &Path, purpose: Purpose, settings: &Settings) -> Result<(), Refused> {
    let length = match fs::metadata(file) {
        Ok(metadata) => metadata.len(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
        Err(cause) => return Err(Refused::File { file: file.to_owned(), cause }),
    };
    if length > 0 {
        return Ok(());
    }
    if let Some(left) = LOGS.iter().map(|log| beside(file, log)).find(|log| log.exists()) {
        return Err(Refused::LeftOver { file: file.to_owned(), left });
    }
    check_new(purpose, settings)?;
    make_folders(settings, file)
}

/// The data folder, and the database's where it is another.
pub fn make_folders(settings: &Settings, file: &Path) -> Result<(), Refused> {
    let folders = [Some(settings.data_dir.as_path()), file.parent()];
    for folder in folders.into_iter().flatten().filter(|folder| !folder.as_os_str().is_empty()) {
        let failed = |cause| Refused::Folder { folder: folder.to_owned(), cause };
        fs::create_dir_all(folder).map_err(failed)?;
    }
    Ok(())
}

/// Whether a new database may be made at this place.
pub fn check_new(purpose: Purpose, settings: &Settings) -> Result<(), Refused> {
    match (purpose, master_key::place(settings)) {
        (Purpose::Make, _) | (Purpose::Serve, None) => Ok(()),
        (_, Some(key)) => Err(Refused::Lost { place: settings.place(), key }),
        (Purpose::Work | Purpose::Read | Purpose::Alone, None) => {
            Err(Refused::NoDatabase(settings.store().file().unwrap_or_default()))
        }
    }
}

/// Takes from others what an earlier version let them read. New files are ours alone already (`crate::files`).
pub fn close_to_others(file: &Path) {
    for file in ["", "-wal", "-shm"].map(|suffix| beside(file, suffix)) {
        let Ok(metadata) = fs::metadata(&file) else { continue };
        let mode = metadata.mode() & 0o777;
        if mode & 0o077 == 0 {
            continue;
        }
        match fs::set_permissions(&file, fs::Permissions::from_mode(mode & 0o700)) {
            Ok(()) => tracing::warn!(file = %file.display(), "others could read this file; now they cannot"),
            Err(error) => tracing::warn!(file = %file.display(), %error, "others can read this file"),
        }
    }
}
