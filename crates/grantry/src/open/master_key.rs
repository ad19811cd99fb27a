//! Finds the master key: from the environment, from a file, or, for the embedded database, made on first start.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use credentials::{MasterKey, MasterKeys};

use super::{Purpose, Refused};
use crate::{files, settings::Settings};

/// The file in the data folder that a first start makes.
pub const NAME: &str = "master.key";

/// The key that the settings give, if they give one.
pub fn given(settings: &Settings) -> Result<Option<MasterKey>, Refused> {
    read_one(
        (settings.master_key.as_deref(), "master_key"),
        (settings.master_key_file.as_deref(), "master_key_file"),
    )
}

/// The key of the embedded database in the data folder. It is made only where there is none and nothing needs another.
pub fn beside(
    settings: &Settings,
    purpose: Purpose,
    nothing_is_wrapped: bool,
) -> Result<Option<MasterKey>, Refused> {
    if let Some(found) = in_data_folder(settings)? {
        return Ok(Some(found));
    }
    let file = settings.data_dir.join(NAME);
    if !nothing_is_wrapped {
        return Err(Refused::KeyLost(file));
    }
    match purpose {
        Purpose::Serve | Purpose::Make => make(&file).map(Some),
        Purpose::Work | Purpose::Alone => Err(Refused::NoKeyYet(file)),
        Purpose::Read => Ok(None),
    }
}

/// The key in the data folder, where there is one.
pub fn in_data_folder(settings: &Settings) -> Result<Option<MasterKey>, Refused> {
    let file = settings.data_dir.join(NAME);
    if file.exists() { read(&file, "master_key_file").map(Some) } else { Ok(None) }
}

/// Adds the other key, while the master key changes.
pub fn with_other(settings: &Settings, current: MasterKey) -> Result<MasterKeys, Refused> {
    let other = read_one(
        (settings.other_master_key.as_deref(), "other_master_key"),
        (settings.other_master_key_file.as_deref(), "other_master_key_file"),
    )?;
    if other.as_ref().is_some_and(|other| other.id() == current.id()) {
        return Err(Refused::SameKey);
    }
    Ok(MasterKeys::new(current, other))
}

/// Where a master key is that belongs to a database, said to people; `None` where there is none.
pub fn place(settings: &Settings) -> Option<String> {
    let file = settings.data_dir.join(NAME);
    match (&settings.master_key, &settings.master_key_file) {
        (Some(_), _) => Some("the master key in setting `master_key`".into()),
        (None, Some(file)) => Some(format!("the master key {}", file.display())),
        (None, None) => file.exists().then(|| format!("the master key {}", file.display())),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a new master key comes from the operating system's randomness"
)]
pub fn new() -> MasterKey {
    MasterKey::generate(&mut rand::rng())
}

fn read_one(
    (text, name): (Option<&str>, &'static str),
    (file, file_name): (Option<&Path>, &'static str),
) -> Result<Option<MasterKey>, Refused> {
    match (text, file) {
        (Some(_), Some(_)) => Err(Refused::KeyTwice(name, file_name)),
        (Some(text), None) => MasterKey::parse(text).map(Some).map_err(|_| Refused::MalformedKey(name)),
        (None, Some(file)) => read(file, file_name).map(Some),
        (None, None) => Ok(None),
    }
}

fn failed(file: &Path) -> impl FnOnce(io::Error) -> Refused {
    let file = file.to_owned();
    move |cause| Refused::File { file, cause }
}

fn read(file: &Path, setting: &'static str) -> Result<MasterKey, Refused> {
    let metadata = fs::metadata(file).map_err(failed(file))?;
    let mode = metadata.mode() & 0o777;
    // The group of a file that is not ours may be how it is handed to us.
    let for_others = if metadata.uid() == rustix::process::geteuid().as_raw() { 0o077 } else { 0o007 };
    if mode & for_others != 0 && metadata.is_file() {
        return Err(Refused::OpenKey { file: file.to_owned(), mode });
    }
    let text = fs::read_to_string(file).map_err(failed(file))?;
    if text.trim().is_empty() {
        return Err(Refused::EmptyKey(file.to_owned()));
    }
    MasterKey::parse(&text).map_err(|_| Refused::MalformedKey(setting))
}

/// Written to the disk before anything is wrapped with it; a crash leaves the whole key or none.
fn make(file: &Path) -> Result<MasterKey, Refused> {
    let key = new();
    let half = PathBuf::from(format!("{}.new", file.display()));
    let write = || -> io::Result<()> {
        let mut options = OpenOptions::new();
        let mut opened = options.write(true).create(true).truncate(true).mode(0o600).open(&half)?;
        opened.write_all(key.to_text().as_bytes())?;
        opened.sync_all()?;
        fs::rename(&half, file)?;
        files::sync_folder_of(file)
    };
    write().map_err(failed(file))?;
    tracing::warn!(file = %file.display(), "made a new master key: back up this key, apart from the database. Without it nothing opens the keys in the database");
    Ok(key)
}
