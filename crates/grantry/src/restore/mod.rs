//! Restores a database from a backup, and revokes what may not come back with it.

mod epoch;
mod history;

use std::{
    fs,
    path::{Path, PathBuf},
};

use credentials::MasterKeys;
use foundation::Clock;
use store::{
    Tx,
    backup::{self, Checked, Contents},
    embedded::beside,
};

use crate::{
    files,
    open::{self, Opened, Purpose, Refused, Vacant},
    settings::Settings,
    start_error::StartError,
};

pub use epoch::{Ended, words};
pub use history::{History, Undone};

/// What came of it.
pub struct Restored {
    /// `None` where the database was restored by other means.
    pub contents: Option<Contents>,
    pub ended: Ended,
    pub undone: Option<Undone>,
}

/// Restores a backup to where nothing is.
pub async fn from_backup(
    settings: &Settings,
    file: &Path,
    history: Option<&History>,
) -> Result<Restored, StartError> {
    let checked = backup::check(file, &settings.store()).await?;
    let vacant = Vacant::of(settings)?;
    let (ended, undone) = match &vacant.file {
        Some(database) => embedded(settings, database, &checked, &vacant.masters, history).await?,
        None => shared(settings, &checked, &vacant.masters, history).await?,
    };
    Ok(Restored { contents: Some(checked.contents), ended, undone })
}

/// Does what is to be done with a database that other means have restored.
pub async fn in_place(settings: &Settings, history: Option<&History>) -> Result<Restored, StartError> {
    let (ended, undone) = open::with(settings, Purpose::Alone, async |opened: Opened| {
        begin_again(opened.store.begin().await?, None, history).await
    })
    .await?;
    Ok(Restored { contents: None, ended, undone })
}

/// Everything happens in a copy under another name, which takes the database's name at the end.
async fn embedded(
    settings: &Settings,
    database: &Path,
    checked: &Checked,
    masters: &MasterKeys,
    history: Option<&History>,
) -> Result<(Ended, Option<Undone>), StartError> {
    let half = beside(database, ".restoring");
    remove(&half)?;
    let work = async {
        checked.copy_to(&half).await?;
        let url = format!("sqlite:{}", half.display());
        let place = store::Settings { url, create: false, ..settings.store() };
        open::with_store(&place, async |store| {
            open::check_fit(masters, &store.all_wrapped().await?)?;
            store.migrate().await?;
            begin_again(store.begin().await?, checked.contents.made_at, history).await
        })
        .await
    };
    let done = match work.await {
        Ok(done) => done,
        Err(error) => {
            remove(&half)?;
            return Err(error);
        }
    };
    let left = beside(&half, "-wal");
    if left.exists() {
        return Err(Refused::LeftOver { file: half, left }.into());
    }
    fs::File::open(&half)?.sync_all()?;
    fs::rename(&half, database)?;
    files::sync_folder_of(database)?;
    Ok(done)
}

/// One transaction on an empty database.
async fn shared(
    settings: &Settings,
    checked: &Checked,
    masters: &MasterKeys,
    history: Option<&History>,
) -> Result<(Ended, Option<Undone>), StartError> {
    open::with_store(&settings.store(), async |store| {
        let mut tx = store.begin().await?;
        checked.read_into(&mut tx).await?;
        open::check_fit(masters, &tx.platform().await?.all_wrapped().await?)?;
        let done = begin_again(tx, checked.contents.made_at, history).await?;
        store.migrate().await?;
        Ok(done)
    })
    .await
}

async fn begin_again(
    mut tx: Tx,
    made_at: Option<model::Timestamp>,
    history: Option<&History>,
) -> Result<(Ended, Option<Undone>), StartError> {
    let undone = match history {
        Some(history) => Some(history.compare(&mut tx).await?),
        None => None,
    };
    Ok((epoch::begin(tx, Clock::System.now(), made_at).await?, undone))
}

/// What an attempt that was cut short has left.
fn remove(half: &Path) -> Result<(), StartError> {
    let left = ["", "-wal", "-shm", "-journal"].map(|suffix| beside(half, suffix));
    for file in left.iter().filter(|file| file.exists()).map(PathBuf::as_path) {
        fs::remove_file(file)?;
    }
    Ok(())
}
