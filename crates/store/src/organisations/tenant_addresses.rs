//! The addresses of tenants' issuers: slugs that tenants have or had, and until when each address is served.

use model::{
    Timestamp,
    ids::TenantId,
    slug::Slug,
    tenant_address::{Address, TenantAddress},
};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};

use crate::database::Platform;
use crate::errors::{Error, Result};
use crate::rows::{insert_new, one_changed, slug, tenant_addresses as row, tenants as tenant_row};

#[derive(Debug, Clone, Copy)]
pub struct TenantAddresses<'a> {
    conn: &'a DatabaseTransaction,
}

impl<'a> Platform<'a> {
    pub const fn tenant_addresses(&self) -> TenantAddresses<'a> {
        TenantAddresses { conn: self.conn }
    }
}

impl TenantAddresses<'_> {
    /// The path first, then the domains, the newest first; the closed ones among them.
    ///
    /// # Errors
    /// `NotFound` where there is no such tenant.
    pub async fn of(&self, tenant: TenantId) -> Result<Vec<TenantAddress>> {
        let path = tenant_row::Entity::find_by_id(tenant.uuid()).one(self.conn).await?;
        let path = path.as_ref().map(path_of).ok_or(Error::NotFound)?;
        let domains = row::Entity::find()
            .filter(row::Column::TenantId.eq(tenant.uuid()))
            .order_by_desc(row::Column::Since)
            .order_by_asc(row::Column::Slug)
            .all(self.conn)
            .await?;
        std::iter::once(Ok(path)).chain(domains.iter().map(entity)).collect()
    }

    /// Keeps a slug for this tenant, for ever. One that it had before is open again.
    ///
    /// # Errors
    /// `Conflict` for `tenant_addresses.slug` where another tenant has it or had it.
    pub async fn add_slug(&self, tenant: TenantId, slug: &Slug, now: Timestamp) -> Result<()> {
        let new =
            row::Model { slug: slug.to_string(), tenant_id: tenant.uuid(), since: now, closes_at: None };
        if insert_new(self.conn, new).await? {
            return Ok(());
        }
        let again = row::Entity::update_many()
            .col_expr(row::Column::Since, Expr::value(now))
            .col_expr(row::Column::ClosesAt, Expr::value(None::<Timestamp>))
            .filter(row::Column::Slug.eq(slug.as_str()))
            .filter(row::Column::TenantId.eq(tenant.uuid()));
        match again.exec(self.conn).await?.rows_affected {
            0 => Err(Error::Conflict { what: "tenant_addresses.slug".into() }),
            _ => Ok(()),
        }
    }

    /// Says from when on an address is closed; `None` opens it for good.
    ///
    /// # Errors
    /// `NotFound` where the tenant has no such address.
    pub async fn set_closing(
        &self,
        tenant: TenantId,
        address: &Address,
        closes_at: Option<Timestamp>,
    ) -> Result<()> {
        let changed = match address {
            Address::Path => {
                let update = tenant_row::Entity::update_many()
                    .col_expr(tenant_row::Column::PathClosesAt, Expr::value(closes_at))
                    .filter(tenant_row::Column::Id.eq(tenant.uuid()));
                update.exec(self.conn).await?
            }
            Address::Domain(slug) => {
                let update = row::Entity::update_many()
                    .col_expr(row::Column::ClosesAt, Expr::value(closes_at))
                    .filter(row::Column::Slug.eq(slug.as_str()))
                    .filter(row::Column::TenantId.eq(tenant.uuid()));
                update.exec(self.conn).await?
            }
        };
        one_changed(changed.rows_affected)
    }
}

pub(super) fn path_of(row: &tenant_row::Model) -> TenantAddress {
    TenantAddress {
        tenant: TenantId::from_uuid(row.id),
        address: Address::Path,
        since: row.created_at,
        closes_at: row.path_closes_at,
    }
}

pub(super) fn entity(row: &row::Model) -> Result<TenantAddress> {
    Ok(TenantAddress {
        tenant: TenantId::from_uuid(row.tenant_id),
        address: Address::Domain(slug("tenant_addresses", &row.slug)?),
        since: row.since,
        closes_at: row.closes_at,
    })
}
