//! A tenant's addresses in the form that operators read.

use model::{
    Timestamp,
    issuer::TOKEN,
    slug::Slug,
    tenant::Tenant,
    tenant_address::{Address, TenantAddress},
};
use wire::addresses::{self, AddressKind, AddressState};

use crate::service::Marketplace;

impl Marketplace {
    /// Without the addresses that no setting makes: those of slugs where no base domain is set.
    pub(super) fn addresses_view(
        &self,
        tenant: &Tenant,
        found: &[TenantAddress],
    ) -> addresses::TenantAddresses {
        let current = self.current_address(tenant);
        let view = |one| self.address_view(tenant, one, &current);
        let mut addresses: Vec<_> = found.iter().filter_map(view).collect();
        addresses.sort_by_key(|one| !one.current);
        addresses::TenantAddresses {
            slug: tenant.slug.as_ref().map(Slug::to_string),
            domains: self.urls().has_domains(),
            revision: tenant.revision,
            addresses,
        }
    }

    /// What portals show, and cannot be closed.
    pub(super) fn current_address(&self, tenant: &Tenant) -> Address {
        let slug = tenant.slug.filter(|_| self.urls().has_domains());
        slug.map_or(Address::Path, Address::Domain)
    }

    fn address_view(
        &self,
        tenant: &Tenant,
        one: &TenantAddress,
        current: &Address,
    ) -> Option<addresses::TenantAddress> {
        let issuer = self.urls().issuer_at(tenant.id, tenant.kind, &one.address)?;
        // Below the platform's own host, aliases stand at no tenant's path.
        let (kind, aliases) = match &one.address {
            Address::Path => (AddressKind::Path, &[][..]),
            Address::Domain(_) => (AddressKind::Domain, self.urls().token_aliases()),
        };
        Some(addresses::TenantAddress {
            token_endpoint: [issuer.as_str(), TOKEN].concat(),
            token_endpoint_aliases: aliases.iter().map(|path| [issuer.as_str(), path].concat()).collect(),
            kind,
            current: one.address == *current,
            state: state_at(one, self.now()),
            closes_at: one.closes_at,
            issuer,
        })
    }
}

fn state_at(one: &TenantAddress, now: Timestamp) -> AddressState {
    match one.closes_at {
        None => AddressState::Open,
        Some(_) if one.is_open(now) => AddressState::Closing,
        Some(_) => AddressState::Closed,
    }
}
