use model::ids::TenantId;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement};

use crate::{Listing, Result, shares::Turn};

/// Whose rows the transaction may touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    Everything,
    Tenant(TenantId),
}

/// A transaction: work through one of its doors, then [`commit`](Tx::commit). Dropped, it is rolled back.
///
/// One door is open at a time: opening borrows the transaction mutably.
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

    /// The door to everything: sign-in, the operator's and the developer's nouns, the directory of clients.
    pub async fn platform(&mut self) -> Result<Platform<'_>> {
        self.set(Reach::Everything).await?;
        Ok(Platform { conn: &self.inner })
    }

    /// The door to one tenant's rows: each query carries the tenant, and PostgreSQL refuses the rows of others.
    pub async fn within(&mut self, tenant: TenantId) -> Result<Tenanted<'_>> {
        self.set(Reach::Tenant(tenant)).await?;
        Ok(Tenanted { conn: &self.inner, tenant })
    }

    /// # Errors
    /// After `Unavailable` nobody knows whether the commit took place.
    pub async fn commit(self) -> Result<()> {
        Ok(self.inner.commit().await?)
    }

    async fn set(&mut self, reach: Reach) -> Result<()> {
        if self.reach == Some(reach) {
            return Ok(());
        }
        self.reach = None;
        if self.inner.get_database_backend() == DbBackend::Postgres {
            let value = match reach {
                Reach::Everything => "*".to_owned(),
                Reach::Tenant(tenant) => tenant.uuid().to_string(),
            };
            let set = "SELECT set_config('grantry.tenant', $1, true)";
            self.inner
                .execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, set, [value.into()]))
                .await?;
        }
        self.reach = Some(reach);
        Ok(())
    }
}

/// The door to everything. Its nouns are methods, each in the noun's own file.
#[derive(Debug, Clone, Copy)]
pub struct Platform<'a> {
    pub(crate) conn: &'a DatabaseTransaction,
}

/// The door to one tenant's rows. Its nouns are methods, each in the noun's own file.
#[derive(Debug, Clone, Copy)]
pub struct Tenanted<'a> {
    pub(crate) conn: &'a DatabaseTransaction,
    pub(crate) tenant: TenantId,
}

impl Platform<'_> {
    /// Whether there are no people, publishers, tenants and Apis.
    pub(crate) async fn is_empty(&self) -> Result<bool> {
        let first = Listing::first(1);
        Ok(!self.people().is_any().await?
            && self.publishers().list(&first).await?.items.is_empty()
            && self.tenants().list(&first).await?.items.is_empty()
            && self.apis().list(&first).await?.items.is_empty())
    }
}

impl Tenanted<'_> {
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }
}
