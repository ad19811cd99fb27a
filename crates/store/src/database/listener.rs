//! Listens for changes as they are committed, on PostgreSQL alone; the poll of the change log goes on beside it.

use sea_orm::sqlx::postgres::PgListener;

use crate::errors::{Error, Result};

/// A connection of its own that hears of changes.
#[derive(Debug)]
pub struct Listening(PgListener);

impl Listening {
    pub(crate) async fn start(url: &str) -> Result<Self> {
        let mut listener = PgListener::connect(url).await.map_err(unavailable)?;
        listener.listen("grantry_changes").await.map_err(unavailable)?;
        Ok(Self(listener))
    }

    /// Returns after the next change, or when some may have been missed.
    ///
    /// # Errors
    /// `Unavailable` when the connection is lost: start again.
    pub async fn heard(&mut self) -> Result<()> {
        self.0.try_recv().await.map(drop).map_err(unavailable)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "map_err hands it over")]
fn unavailable(error: sea_orm::sqlx::Error) -> Error {
    Error::Unavailable(error.to_string())
}
