//! Transactions, and the handles through which they reach rows.

use std::ops::Deref;

use model::ids::TenantId;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement};

use super::shares::Turn;
use crate::errors::Result;

/// Whose rows the transaction may touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    Everything,
    Tenant(TenantId),
}

/// Sets the wall (see `walls.postgres.sql`) and, for answers that are kept, whom the transaction acts for.
const SET: &str = "SELECT set_config('grantry.tenant', $1, true), set_config('grantry.acts_for', $2, true)";

/// A transaction: work through its handles, then [`finish`](Tx::finish) it. Dropped, it is rolled back.
///
/// One handle to rows behind a wall is open at a time: it borrows the transaction mutably. Going from one to another
/// costs a statement; [`Tx::shared`] costs none.
#[derive(Debug)]
pub struct Tx {
    // Dropped in this order: the next writer's turn comes after the roll-back.
    inner: DatabaseTransaction,
    reach: Option<Reach>,
    _turn: Option<Turn>,
}

impl Tx {
    pub(crate) fn new(inner: DatabaseTransaction, turn: Option<Turn>) -> Self {
        Self { inner, reach: None, _turn: turn }
    }

    /// The nouns that have no wall, whichever of the other handles was opened before.
    pub fn shared(&self) -> Shared<'_> {
        Shared::new(&self.inner)
    }

    /// All rows: sign-in, the operator's and the developer's nouns, the directory of clients.
    pub async fn platform(&mut self) -> Result<Platform<'_>> {
        self.set(Reach::Everything).await?;
        Ok(Platform::new(&self.inner))
    }

    /// One tenant's rows: each query carries the tenant, and PostgreSQL refuses the rows of others.
    pub async fn within(&mut self, tenant: TenantId) -> Result<Tenanted<'_>> {
        self.set(Reach::Tenant(tenant)).await?;
        Ok(Tenanted { conn: &self.inner, tenant })
    }

    /// Commits what no history records and no node keeps in memory: counts, claims, what has grown old. Everything else
    /// is [finished](Tx::finish).
    ///
    /// # Errors
    /// After `Unavailable` it is unknown whether the commit took place.
    pub async fn commit_unrecorded(self) -> Result<()> {
        Ok(self.inner.commit().await?)
    }

    pub(crate) fn reach(&self) -> Option<Reach> {
        self.reach
    }

    pub(crate) fn conn(&self) -> &DatabaseTransaction {
        &self.inner
    }

    pub(crate) async fn set(&mut self, reach: Reach) -> Result<()> {
        if self.reach == Some(reach) {
            return Ok(());
        }
        self.reach = None;
        if self.inner.get_database_backend() == DbBackend::Postgres {
            let (tenant, acts_for) = match reach {
                Reach::Everything => ("*".to_owned(), String::new()),
                Reach::Tenant(tenant) => (tenant.uuid().to_string(), tenant.to_string()),
            };
            let values = [tenant.into(), acts_for.into()];
            self.inner.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, SET, values)).await?;
        }
        self.reach = Some(reach);
        Ok(())
    }
}

/// The handle to what has no wall: people, publishers, apps, the catalogue. Its nouns are methods, each in the noun's own
/// file.
#[derive(Debug, Clone, Copy)]
pub struct Shared<'a> {
    pub(crate) conn: &'a DatabaseTransaction,
}

/// The handle to all rows. Its nouns are methods, each in the noun's own file; those without a wall come from [`Shared`].
#[derive(Debug, Clone, Copy)]
pub struct Platform<'a> {
    pub(crate) conn: &'a DatabaseTransaction,
    shared: Shared<'a>,
}

/// The handle to one tenant's rows. Its nouns are methods, each in the noun's own file.
#[derive(Debug, Clone, Copy)]
pub struct Tenanted<'a> {
    pub(crate) conn: &'a DatabaseTransaction,
    pub(crate) tenant: TenantId,
}

impl<'a> Shared<'a> {
    pub(crate) const fn new(conn: &'a DatabaseTransaction) -> Self {
        Self { conn }
    }
}

impl<'a> Deref for Platform<'a> {
    type Target = Shared<'a>;

    fn deref(&self) -> &Shared<'a> {
        &self.shared
    }
}

impl<'a> Platform<'a> {
    pub(crate) const fn new(conn: &'a DatabaseTransaction) -> Self {
        Self { conn, shared: Shared::new(conn) }
    }
}

impl<'a> Tenanted<'a> {
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// What has no wall.
    pub const fn shared(&self) -> Shared<'a> {
        Shared::new(self.conn)
    }
}
