//! Finds the master key: from the environment, from a file, or, for the embedded database, made on first start.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use credentials::{MasterKey, MasterKeys};

use crate::settings::Settings;

#[derive(Debug, thiserror::Error)]
pub enum MasterKeyError {
    #[error(
        "setting `master_key` or `master_key_file` is missing: with PostgreSQL every node needs the same key; `grantry keys new-master` prints one"
    )]
    Missing,
    #[error("setting `{0}`: this is not a master key; `grantry keys new-master` prints one")]
    Malformed(&'static str),
    #[error("cannot read or write the master key in {file}: {cause}")]
    File { file: String, cause: io::Error },
}

/// The key in use, and the other one while they change.
pub fn find(settings: &Settings) -> Result<MasterKeys, MasterKeyError> {
    let other = match (&settings.other_master_key, &settings.other_master_key_file) {
        (Some(text), _) => {
            Some(MasterKey::parse(text).map_err(|_| MasterKeyError::Malformed("other_master_key"))?)
        }
        (None, Some(file)) => Some(read(file, "other_master_key_file")?),
        (None, None) => None,
    };
    Ok(MasterKeys::new(current(settings)?, other))
}

fn current(settings: &Settings) -> Result<MasterKey, MasterKeyError> {
    if let Some(text) = &settings.master_key {
        return MasterKey::parse(text).map_err(|_| MasterKeyError::Malformed("master_key"));
    }
    if let Some(file) = &settings.master_key_file {
        return read(file, "master_key_file");
    }
    if !settings.is_embedded() {
        return Err(MasterKeyError::Missing);
    }
    let file = settings.data_dir.join("master.key");
    if file.exists() { read(&file, "master_key_file") } else { make(&file) }
}

fn failed(file: &Path) -> impl FnOnce(io::Error) -> MasterKeyError {
    let file = file.display().to_string();
    move |cause| MasterKeyError::File { file, cause }
}

fn read(file: &Path, setting: &'static str) -> Result<MasterKey, MasterKeyError> {
    let text = fs::read_to_string(file).map_err(failed(file))?;
    MasterKey::parse(text.trim()).map_err(|_| MasterKeyError::Malformed(setting))
}

fn make(file: &Path) -> Result<MasterKey, MasterKeyError> {
    let key = new();
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(failed(file))?;
    }
    let mut opened =
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(file).map_err(failed(file))?;
    opened.write_all(key.to_text().as_bytes()).and_then(|()| opened.sync_all()).map_err(failed(file))?;
    Ok(key)
}

#[expect(
    clippy::disallowed_methods,
    reason = "a new master key comes from the operating system's randomness"
)]
pub fn new() -> MasterKey {
    MasterKey::generate(&mut rand::rng())
}
