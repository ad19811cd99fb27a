//! The addresses of several tenants at once.

use std::collections::HashMap;

use model::{ids::TenantId, tenant_address::TenantAddress};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::tenant_addresses::{entity, path_of};
use crate::database::Platform;
use crate::errors::Result;
use crate::rows::{tenant_addresses as row, tenants as tenant_row};

impl Platform<'_> {
    /// Of those of these tenants that there are: the path first, then the domains, the newest first; the closed ones among
    /// them.
    pub async fn addresses_of_tenants(
        &self,
        tenants: &[TenantId],
    ) -> Result<HashMap<TenantId, Vec<TenantAddress>>> {
        let ids: Vec<_> = tenants.iter().map(|tenant| tenant.uuid()).collect();
        let paths = tenant_row::Entity::find().filter(tenant_row::Column::Id.is_in(ids.clone()));
        let domains = row::Entity::find()
            .filter(row::Column::TenantId.is_in(ids))
            .order_by_desc(row::Column::Since)
            .order_by_asc(row::Column::Slug);
        let mut found: HashMap<TenantId, Vec<TenantAddress>> = HashMap::new();
        for path in paths.all(self.conn).await?.iter().map(path_of) {
            found.entry(path.tenant).or_default().push(path);
        }
        for domain in domains.all(self.conn).await? {
            let domain = entity(&domain)?;
            found.entry(domain.tenant).or_default().push(domain);
        }
        Ok(found)
    }
}
