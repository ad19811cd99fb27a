//! What waits for a tenant's people.

use wire::needs::NeedsYou;

use crate::errors::Error;
use crate::permission::{By, InTenant, TenantMember};
use crate::service::Needs;
use crate::views::needs::view;

impl Needs<'_> {
    pub async fn of_tenant(self, by: &By<TenantMember>) -> Result<NeedsYou, Error> {
        let mut tx = self.inner.store().read().await?;
        let rows = tx.within(by.tenant()).await?;
        let found = rows.needs(by.tenancy(), self.inner.need_times()).await?;
        Ok(view(found, Vec::new()))
    }
}
