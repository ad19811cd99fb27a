//! Brings the schema up to date, and what the schema cannot compute by itself.

use migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DbBackend, TransactionTrait};

use super::{search_index, state::Schema};
use crate::database::Store;
use crate::errors::Result;

/// Guards the migrations of nodes that start at the same time.
pub(crate) const MIGRATION_LOCK: &str = "SELECT pg_advisory_xact_lock(7236829514001)";

impl Store {
    /// Brings the schema up to date. Nodes may do this at the same time. A role needs no right to change a schema that
    /// is up to date.
    pub async fn migrate(&self) -> Result<()> {
        if self.schema().await? == Schema::Current {
            return Ok(());
        }
        let guard = self.database().begin().await?;
        if self.database().get_database_backend() == DbBackend::Postgres {
            guard.execute_unprepared(MIGRATION_LOCK).await?;
        }
        Migrator::up(self.database(), None).await?;
        self.index_searches().await?;
        self.fill_looks().await?;
        // It says that all is done, so it comes last: whoever is stopped before begins again.
        search_index::fill_all(self.database()).await?;
        Ok(guard.commit().await?)
    }

    /// What the schema cannot compute by itself, for rows from before.
    async fn fill_looks(&self) -> Result<()> {
        let mut more = true;
        while more {
            let mut tx = self.begin().await?;
            more = tx.platform().await?.fill_looks().await?;
            tx.commit_unrecorded().await?;
        }
        Ok(())
    }

    /// Makes the indexes of searches that are missing, where the database lets it; warns where it does not.
    pub async fn index_searches(&self) -> Result<()> {
        search_index::index(self.database()).await
    }

    /// Whether all migrations that this program knows have been applied.
    pub async fn is_migrated(&self) -> Result<bool> {
        let pending = Migrator::get_pending_migrations_read_only(self.database()).await?;
        Ok(pending.is_empty() && search_index::is_prepared(self.database()).await?)
    }
}
