//! Opens the database and the master key that go together, and refuses what cannot be meant: an empty database beside
//! the key of another, a database whose key is lost, one that a server uses already. Whoever works with a database gets
//! it here, and here it is closed, whatever came of the work: an embedded one is one file afterwards.

mod embedded;
mod master_key;
mod refused;
mod vacant;

use std::{
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use credentials::{MasterKeyId, MasterKeys};
use store::{Claim, Schema, Store, Use};

use crate::{settings::Settings, start_error::StartError};

pub use master_key::new as new_master_key;
pub use refused::Refused;
pub use vacant::Vacant;

/// What a command may do with a database that is not there, or not up to date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// `serve`: makes something new only where nothing is left of anything old.
    Serve,
    /// `migrate` and `demo`: something new is what was asked for.
    Make,
    /// Works with what is there, beside a server too.
    Work,
    /// Reads what is there, from an earlier version too.
    Read,
    /// Works with what is there, with no other process on the embedded database.
    Alone,
}

impl Purpose {
    const fn may_make(self) -> bool {
        matches!(self, Self::Serve | Self::Make)
    }
}

/// A database that is open, and up to date unless it is only read.
pub struct Opened {
    pub store: Store,
    /// Missing only on PostgreSQL, where a command needs none.
    masters: Option<MasterKeys>,
}

/// How far the opening has come, for whoever waits for it.
#[derive(Debug, Default)]
pub struct Progress(AtomicBool);

impl Progress {
    /// Whether the schema is being brought up to date, which takes as long as the database is large.
    pub fn is_migrating(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    pub async fn migrating<T>(&self, work: impl Future<Output = T>) -> T {
        self.0.store(true, Ordering::Relaxed);
        let done = work.await;
        self.0.store(false, Ordering::Relaxed);
        done
    }
}

impl Opened {
    /// Takes the master keys apart from the rest.
    ///
    /// # Errors
    /// No master key was given.
    pub fn with_masters(self) -> Result<(Store, MasterKeys), Refused> {
        let masters = self.masters.ok_or(Refused::NoMasterKey)?;
        Ok((self.store, masters))
    }
}

/// Does a command's work with what the settings name.
pub async fn with<T>(
    settings: &Settings,
    purpose: Purpose,
    work: impl AsyncFnOnce(Opened) -> Result<T, StartError>,
) -> Result<T, StartError> {
    let (opened, _claim) = open(settings, purpose, &Progress::default()).await?;
    let store = opened.store.clone();
    closed(store, work(opened).await).await
}

/// Does a command's work with a database as it is, whatever it is.
pub async fn with_store<T>(
    settings: &store::Settings,
    work: impl AsyncFnOnce(&Store) -> Result<T, StartError>,
) -> Result<T, StartError> {
    let store = Store::connect(settings).await?;
    let done = work(&store).await;
    closed(store, done).await
}

/// Begins a node's work, which goes on; what it works on is to be closed with [`closed`].
pub async fn begin<T>(
    settings: &Settings,
    progress: &Progress,
    work: impl AsyncFnOnce(Opened) -> Result<T, StartError>,
) -> Result<(T, Option<Claim>), StartError> {
    let (opened, claim) = open(settings, Purpose::Serve, progress).await?;
    let store = opened.store.clone();
    match work(opened).await {
        Ok(begun) => Ok((begun, claim)),
        Err(error) => closed(store, Err(error)).await,
    }
}

/// Closes the database whatever came of the work with it.
pub async fn closed<T>(store: Store, done: Result<T, StartError>) -> Result<T, StartError> {
    let closed = store.close().await;
    if let (Err(_), Err(error)) = (&done, &closed) {
        tracing::warn!(%error, "the database was not closed");
    }
    let value = done?;
    closed?;
    Ok(value)
}

/// Opens what the settings name, and makes what is missing where the purpose allows it. The claim keeps other processes
/// from an embedded database.
async fn open(
    settings: &Settings,
    purpose: Purpose,
    progress: &Progress,
) -> Result<(Opened, Option<Claim>), Refused> {
    let file = settings.store().file();
    if let Some(file) = &file {
        embedded::check(file, purpose, settings)?;
    }
    let wanted = match purpose {
        Purpose::Serve | Purpose::Make => Use::Main,
        Purpose::Work | Purpose::Read => Use::Beside,
        Purpose::Alone => Use::Replace,
    };
    let claim = file.as_deref().map(|file| Claim::on(file, wanted)).transpose()?;
    if let Some(file) = &file {
        embedded::close_to_others(file);
    }
    let store = store::Settings { create: purpose.may_make(), ..settings.store() };
    let store = Store::connect(&store).await.map_err(|error| refused::unreadable(error, file.as_deref()))?;
    match prepare(settings, purpose, &store, file.as_deref(), progress).await {
        Ok(masters) => Ok((Opened { store, masters }, claim)),
        Err(refused) => {
            // What is refused leaves no journal beside an embedded database.
            if let Err(error) = store.close().await {
                tracing::warn!(%error, "the database was not closed");
            }
            Err(refused)
        }
    }
}

/// Brings the schema up to date where the purpose allows it; the master keys, if they open what is there.
async fn prepare(
    settings: &Settings,
    purpose: Purpose,
    store: &Store,
    file: Option<&Path>,
    progress: &Progress,
) -> Result<Option<MasterKeys>, Refused> {
    let schema = store.schema().await.map_err(|error| refused::unreadable(error, file))?;
    check(&schema, purpose, settings, file.is_some())?;
    let masters = match purpose {
        Purpose::Read => None,
        _ => masters(settings, purpose, store, file.is_some()).await?,
    };
    if schema != Schema::Current && purpose.may_make() {
        let migrated = progress.migrating(Box::pin(migrate(settings, store, file.is_some()))).await;
        migrated.map_err(|error| refused::migration(error, &schema))?;
        if schema == Schema::Absent {
            tracing::warn!(database = %settings.place(), "made a new, empty database");
        }
    }
    Ok(masters)
}

/// A statement on a large table takes longer than a node's statements may.
async fn migrate(settings: &Settings, store: &Store, embedded: bool) -> Result<(), store::Error> {
    if embedded {
        return store.migrate().await;
    }
    let patient = store::Settings { statement_timeout: Duration::ZERO, ..settings.store() };
    let patient = Store::connect(&patient).await?;
    let migrated = patient.migrate().await;
    patient.close().await?;
    migrated
}

/// The master keys, if they open what is there.
async fn masters(
    settings: &Settings,
    purpose: Purpose,
    store: &Store,
    embedded: bool,
) -> Result<Option<MasterKeys>, Refused> {
    let wrapped = store.all_wrapped().await?;
    let current = match master_key::given(settings)? {
        None if embedded => master_key::beside(settings, purpose, wrapped.is_empty())?,
        given => given,
    };
    let masters = current.map(|current| master_key::with_other(settings, current)).transpose()?;
    if let Some(masters) = &masters {
        check_fit(masters, &wrapped)?;
    }
    Ok(masters)
}

fn check(schema: &Schema, purpose: Purpose, settings: &Settings, embedded: bool) -> Result<(), Refused> {
    let place = || settings.place();
    match schema {
        Schema::Foreign => Err(Refused::Foreign { place: place() }),
        Schema::Newer(migrations) => {
            Err(Refused::Newer { place: place(), migrations: migrations.join(", ") })
        }
        Schema::Absent if purpose == Purpose::Make => Ok(()),
        Schema::Absent if embedded => embedded::check_new(purpose, settings),
        Schema::Absent => Err(Refused::EmptyShared),
        Schema::Behind if matches!(purpose, Purpose::Work | Purpose::Alone) => Err(Refused::Behind),
        Schema::Behind | Schema::Current => Ok(()),
    }
}

/// Refuses a master key that cannot open what is there, before anything is done with it.
pub fn check_fit(masters: &MasterKeys, wrapped: &[Vec<u8>]) -> Result<(), Refused> {
    for wrapped in wrapped {
        match MasterKeyId::of(wrapped) {
            Some(id) if !masters.has(id) => {
                return Err(Refused::OtherMasterKey { given: masters.current().id(), wanted: id });
            }
            _ => {}
        }
    }
    Ok(())
}
