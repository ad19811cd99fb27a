//! The shares of a node's connections: one part of the node cannot take those of another.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::{Database, DatabaseConnection, DbErr, RuntimeErr, SqlxError};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use super::connect_options::options;
use super::settings::Settings;
use super::statements;
use crate::errors::{Error, Result};

/// Who uses a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// People's requests, feeds, and whatever may wait.
    Portals,
    /// The follower of the change log, the keys, and the look at the database's health.
    Follower,
    /// What a client waits for: replay checks and revocations.
    Tokens,
}

/// Loading everything again, the keys, a look at the health, and one that was given up and not yet cleared away. Looks at
/// the log have connections beside these (see `kept`).
const FOLLOWER: u32 = 4;
/// A migration holds a lock on one connection while it works on another.
const FEWEST_OF_PORTALS: u32 = 2;

/// A pool for each share.
#[derive(Clone, Debug)]
pub(crate) struct Pools {
    portals: DatabaseConnection,
    follower: DatabaseConnection,
    tokens: DatabaseConnection,
}

impl Pools {
    pub async fn connect(settings: &Settings) -> Result<Self> {
        let [portals, follower, tokens] = sizes(settings.max_connections);
        let connect = async |most| {
            let mut database = Database::connect(options(settings, most)).await.map_err(refused)?;
            statements::watch(&mut database);
            Result::Ok(database)
        };
        Ok(Self {
            portals: connect(portals).await?,
            follower: connect(follower).await?,
            tokens: connect(tokens).await?,
        })
    }

    pub fn of(&self, share: Share) -> &DatabaseConnection {
        match share {
            Share::Portals => &self.portals,
            Share::Follower => &self.follower,
            Share::Tokens => &self.tokens,
        }
    }

    pub async fn close(self) -> Result<()> {
        for pool in [self.portals, self.follower, self.tokens] {
            pool.close().await?;
        }
        Ok(())
    }
}

/// A database that is there and refuses this role or this URL: waiting does not mend it.
fn refused(error: DbErr) -> Error {
    let is_wrong = match &error {
        // No driver knows what to do with the URL.
        DbErr::Conn(RuntimeErr::Internal(_)) => true,
        DbErr::Conn(RuntimeErr::SqlxError(cause)) => match &**cause {
            SqlxError::Configuration(_) => true,
            // Invalid authorization, and a database that does not exist.
            SqlxError::Database(cause) => {
                cause.code().is_some_and(|code| code.starts_with("28") || code == "3D000")
            }
            _ => false,
        },
        _ => false,
    };
    if is_wrong { Error::Database(error) } else { error.into() }
}

/// Connections of portals, follower and tokens, of so many in all.
fn sizes(all: u32) -> [u32; 3] {
    let rest = all.saturating_sub(FOLLOWER);
    let tokens = (rest * 2 / 5).max(1);
    [rest.saturating_sub(tokens).max(FEWEST_OF_PORTALS), FOLLOWER, tokens]
}

/// SQLite has one writer at a time: here they queue in order instead of polling for the lock. Of the portals' writers
/// one at a time stands in this queue, so that a token waits for two of them at most.
#[derive(Clone, Debug)]
pub(crate) struct Writers {
    all: Arc<Semaphore>,
    portals: Arc<Semaphore>,
}

/// A writer's turn; over when dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    _all: OwnedSemaphorePermit,
    _portals: Option<OwnedSemaphorePermit>,
}

impl Writers {
    pub fn new() -> Self {
        Self { all: Arc::new(Semaphore::new(1)), portals: Arc::new(Semaphore::new(1)) }
    }

    /// # Errors
    /// `Unavailable` when the turn does not come within `patience`.
    pub async fn turn(&self, share: Share, patience: Duration) -> Result<Turn> {
        let turn = async {
            let portals = match share {
                Share::Portals => Some(Arc::clone(&self.portals).acquire_owned().await?),
                Share::Follower | Share::Tokens => None,
            };
            Ok(Turn { _all: Arc::clone(&self.all).acquire_owned().await?, _portals: portals })
        };
        let turn = timeout(patience, turn).await;
        let turn = turn.map_err(|_| Error::Unavailable("too many writers are waiting".into()))?;
        turn.map_err(|closed: tokio::sync::AcquireError| Error::Unavailable(closed.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_share_has_connections() {
        assert_eq!(sizes(16), [8, 4, 4]);
        assert_eq!(sizes(32), [17, 4, 11]);
        for few in 0..=7 {
            assert_eq!(sizes(few), [2, 4, 1], "{few}");
        }
        for all in 7..200 {
            assert_eq!(sizes(all).iter().sum::<u32>(), all);
        }
    }
}
