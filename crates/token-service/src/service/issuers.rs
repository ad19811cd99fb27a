//! The issuers of tenants: which addresses are open, and what tokens name.

use std::borrow::Cow;

use model::environment::Environment;
use model::ids::TenantId;
use model::slug::Slug;
use model::tenant_address::Address;

use super::token_service::{Standing, TokenService};
use crate::clients::AddressedIssuer;

impl TokenService {
    /// The issuer of a tenant's path.
    pub(crate) fn at_path(&self, tenant: TenantId, environment: Environment) -> AddressedIssuer {
        let is_there = self.directory().tenant(tenant) == Some(environment);
        if is_there && self.is_open(tenant, &Address::Path) {
            AddressedIssuer::Tenant(tenant, environment, Address::Path)
        } else {
            AddressedIssuer::Unknown
        }
    }

    /// The issuer of a tenant's domain.
    pub(crate) fn at_domain(&self, slug: Slug, environment: Environment) -> AddressedIssuer {
        let address = Address::Domain(slug);
        let found = self.directory().domain(&slug).filter(|domain| domain.environment == environment);
        match found.filter(|domain| self.is_open(domain.tenant, &address)) {
            Some(domain) => AddressedIssuer::Tenant(domain.tenant, environment, address),
            None => AddressedIssuer::Unknown,
        }
    }

    /// Whether one of a tenant's addresses is served. Without a base domain it has its path alone, for ever.
    pub(crate) fn is_open(&self, tenant: TenantId, address: &Address) -> bool {
        if self.urls().has_domains() {
            self.directory().is_open(tenant, address, self.now())
        } else {
            *address == Address::Path
        }
    }

    /// What a token names that a client of this tenant gets there: the tenant's issuer at the address that was asked, at
    /// the platform's own the one that it has now.
    pub(crate) fn issuer_named(
        &self,
        addressed: AddressedIssuer,
        tenant: TenantId,
        environment: Environment,
    ) -> String {
        let urls = self.urls();
        if !urls.has_domains() {
            return urls.issuer(tenant, environment, None);
        }
        let at_address = match addressed {
            AddressedIssuer::Tenant(_, _, address) => urls.issuer_at(tenant, environment, &address),
            AddressedIssuer::Platform(_) | AddressedIssuer::Unknown => None,
        };
        at_address.unwrap_or_else(|| urls.issuer(tenant, environment, self.directory().slug(tenant).as_ref()))
    }

    /// The issuers of a tenant that are open, each with its address.
    pub(crate) fn open_issuers(&self, tenant: TenantId, environment: Environment) -> Vec<(Address, String)> {
        let mut addresses = vec![Address::Path];
        if self.urls().has_domains() {
            addresses.extend(self.directory().slugs(tenant).into_iter().map(Address::Domain));
            addresses.retain(|address| self.is_open(tenant, address));
        }
        let with_issuer =
            |address: Address| Some((address, self.urls().issuer_at(tenant, environment, &address)?));
        addresses.into_iter().filter_map(with_issuer).collect()
    }

    /// What stands before the path in the URL that was asked.
    pub(crate) fn base_of(&self, addressed: AddressedIssuer) -> Cow<'_, str> {
        let of_host = match addressed {
            AddressedIssuer::Tenant(tenant, environment, address @ Address::Domain(_)) => {
                self.urls().issuer_at(tenant, environment, &address)
            }
            AddressedIssuer::Platform(Environment::Sandbox) => self.urls().sandbox_platform(),
            _ => None,
        };
        of_host.map_or(Cow::Borrowed(self.urls().public_url()), Cow::Owned)
    }

    /// Whether tokens of this tenant that name this issuer are still good.
    pub(crate) fn names_open_issuer(&self, issuer: &str, tenant: TenantId, environment: Environment) -> bool {
        let address = self.urls().address_of(issuer, tenant, environment);
        address.is_some_and(|address| self.is_open(tenant, &address))
    }

    /// Whether an issuer is, or was, one of this tenant's.
    pub(crate) fn is_issuer_of(&self, issuer: &str, tenant: TenantId, environment: Environment) -> bool {
        match self.urls().address_of(issuer, tenant, environment) {
            Some(Address::Path) => true,
            Some(Address::Domain(slug)) => {
                self.directory().domain(&slug).is_some_and(|domain| domain.tenant == tenant)
            }
            None => false,
        }
    }

    /// Whether tokens that name this issuer are still good: `Revoked` where it was closed, or never was one.
    pub fn standing_of_issuer(&self, issuer: &str) -> Standing {
        let urls = self.urls();
        let open = match (urls.path_in(issuer), urls.domain_in(issuer)) {
            (Some((tenant, environment)), _) => self.at_path(tenant, environment),
            (None, Some((slug, environment))) => self.at_domain(slug, environment),
            (None, None) => AddressedIssuer::Unknown,
        };
        if open == AddressedIssuer::Unknown { Standing::Revoked } else { Standing::Active }
    }
}
