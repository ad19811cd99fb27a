//! Former token endpoints of tenants whose address is another one now.

use std::collections::HashMap;

use model::{
    environment::Environment, ids::TenantId, issuer::TOKEN, slug::Slug, tenant::Tenancy,
    tenant_address::TenantAddress,
};
use store::Tx;
use wire::addresses::FormerTokenEndpoint;

use crate::errors::Error;
use crate::service::Marketplace;

/// A tenant, with what its current address is made of.
pub(crate) type Addressed<'a> = (TenantId, Environment, Option<&'a Slug>);

pub(crate) fn addressed(tenancy: &Tenancy) -> Addressed<'_> {
    (tenancy.id, tenancy.kind, tenancy.slug.as_ref())
}

/// Former token endpoints, by their tenant; none where it has none.
#[derive(Debug, Default)]
pub(crate) struct Formers(HashMap<TenantId, Vec<FormerTokenEndpoint>>);

impl Formers {
    pub fn of(&self, tenant: TenantId) -> Vec<FormerTokenEndpoint> {
        self.0.get(&tenant).cloned().unwrap_or_default()
    }
}

impl Marketplace {
    /// Token endpoints that answer beside the current ones. A tenant whose current address is its path has none, and the
    /// database is asked of no such tenant.
    pub(crate) async fn formers<'a>(
        &self,
        tx: &mut Tx,
        tenants: impl Iterator<Item = Addressed<'a>>,
    ) -> Result<Formers, Error> {
        if !self.urls().has_domains() {
            return Ok(Formers::default());
        }
        let at_domains = tenants.filter_map(|(id, kind, slug)| Some((id, (kind, slug?))));
        let at_domains: HashMap<TenantId, (Environment, &Slug)> = at_domains.collect();
        if at_domains.is_empty() {
            return Ok(Formers::default());
        }
        let ids: Vec<_> = at_domains.keys().copied().collect();
        let mut found = tx.platform().await?.addresses_of_tenants(&ids).await?;
        let of = |(id, (kind, slug))| {
            let addresses = found.remove(&id).unwrap_or_default();
            (id, self.still_open((id, kind, Some(slug)), addresses))
        };
        Ok(Formers(at_domains.into_iter().map(of).collect()))
    }

    /// Of a tenant's addresses, those that are open and not the current one.
    fn still_open(&self, of: Addressed<'_>, addresses: Vec<TenantAddress>) -> Vec<FormerTokenEndpoint> {
        let ((id, kind, slug), now) = (of, self.now());
        let current = self.urls().issuer(id, kind, slug);
        let former = |one: TenantAddress| {
            let issuer = self.urls().issuer_at(id, kind, &one.address)?;
            (one.is_open(now) && issuer != current)
                .then(|| FormerTokenEndpoint { url: issuer + TOKEN, closes_at: one.closes_at })
        };
        addresses.into_iter().filter_map(former).collect()
    }
}
