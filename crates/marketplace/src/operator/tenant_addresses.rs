//! The addresses of tenants: operators give slugs, and close the addresses that are no longer used.

use model::{
    Timestamp,
    audit::{AuditAction, AuditChain, Detail},
    ids::TenantId,
    slug::{Slug, SlugError},
    tenant::Tenant,
    tenant_address::TenantAddress,
};
use store::{Platform, changes::Change};
use wire::addresses::{self, CloseAddress, OpenAddress, SetSlug};

use crate::errors::Error;
use crate::permission::{By, Operator, begin};
use crate::requests::same_revision;
use crate::service::{Marketplace, TenantAddresses};
use crate::work::{Event, Work};

const TAKEN: &str = "Another tenant has this slug, or had it: partners’ code may still send secrets there. Choose another one.";
const CURRENT: &str =
    "This is the tenant’s current address. Give the tenant another slug before you close it.";
/// Without a base domain the path is current, whatever the slug.
const PATH_STAYS: &str = "While the setting base_domain is not set, the tenant’s path stays its address.";

impl TenantAddresses<'_> {
    pub async fn of(self, _: &By<Operator>, id: TenantId) -> Result<addresses::TenantAddresses, Error> {
        let mut tx = self.inner.store().read().await?;
        let platform = tx.platform().await?;
        let tenant = platform.tenants().get(id).await?.ok_or(Error::NotFound)?;
        let found = platform.tenant_addresses().of(id).await?;
        Ok(self.inner.addresses_view(&tenant, &found))
    }

    /// Gives the tenant a slug, or another one. The address that was current until now stays: until `keep_old_until`, or
    /// until it is closed.
    pub async fn set_slug(
        self,
        by: &By<Operator>,
        id: TenantId,
        request: SetSlug,
    ) -> Result<addresses::TenantAddresses, Error> {
        let slug = self.checked(&request)?;
        let mut work = begin!(self, by, "tenants_set_slug", (id, &request));
        let platform = work.platform().await?;
        let before = self.inner.as_read(platform, id, request.revision).await?;
        if before.slug == Some(slug) {
            return Err(Error::field("slug", "The tenant has this slug already."));
        }
        let former = self.inner.current_address(&before);
        let after = Tenant { slug: Some(slug), ..before.clone() };
        let after = platform.tenants().set_slug(&after).await?;
        let added = platform.tenant_addresses().add_slug(id, &slug, self.inner.now()).await;
        added.map_err(taken)?;
        if request.keep_old_until.is_some() {
            platform.tenant_addresses().set_closing(id, &former, request.keep_old_until).await?;
        }
        let detail = Detail::SlugSet {
            slug: slug.to_string(),
            former: before.slug.as_ref().map(Slug::to_string),
            kept_until: request.keep_old_until,
        };
        let event = Event::new(AuditAction::TenantSlugSet, id, &after.name).detail(detail);
        self.inner.addresses_changed(work, &after, event).await
    }

    /// Closes an address, now or later: then it is as if it never was.
    pub async fn close(
        self,
        by: &By<Operator>,
        id: TenantId,
        request: CloseAddress,
    ) -> Result<addresses::TenantAddresses, Error> {
        let now = self.inner.now();
        ahead("at", request.at, now)?;
        let mut work = begin!(self, by, "tenants_close_address", (id, &request));
        let platform = work.platform().await?;
        let before = self.inner.as_read(platform, id, request.revision).await?;
        let found = self.inner.address_named(platform, &before, &request.issuer).await?;
        if found.address == self.inner.current_address(&before) {
            return Err(Error::Conflict(CURRENT.into()));
        }
        if !found.is_open(now) {
            return Err(Error::Conflict("This address is closed already.".into()));
        }
        let after = platform.tenants().set_slug(&before).await?;
        platform.tenant_addresses().set_closing(id, &found.address, request.at.or(Some(now))).await?;
        let detail = Detail::AddressClosed { issuer: request.issuer.to_string(), at: request.at };
        let event = Event::new(AuditAction::TenantAddressClosed, id, &after.name).detail(detail);
        self.inner.addresses_changed(work, &after, event).await
    }

    /// Opens a closed address again, or takes the end of an open one back.
    pub async fn open(
        self,
        by: &By<Operator>,
        id: TenantId,
        request: OpenAddress,
    ) -> Result<addresses::TenantAddresses, Error> {
        let mut work = begin!(self, by, "tenants_open_address", (id, &request));
        let platform = work.platform().await?;
        let before = self.inner.as_read(platform, id, request.revision).await?;
        let found = self.inner.address_named(platform, &before, &request.issuer).await?;
        if found.closes_at.is_none() {
            return Err(Error::Conflict("This address is open already.".into()));
        }
        let after = platform.tenants().set_slug(&before).await?;
        platform.tenant_addresses().set_closing(id, &found.address, None).await?;
        let detail = Detail::AddressOpened { issuer: request.issuer.to_string() };
        let event = Event::new(AuditAction::TenantAddressOpened, id, &after.name).detail(detail);
        self.inner.addresses_changed(work, &after, event).await
    }

    /// What can be judged without the database.
    fn checked(self, request: &SetSlug) -> Result<Slug, Error> {
        ahead("keep_old_until", request.keep_old_until, self.inner.now())?;
        if request.keep_old_until.is_some() && !self.inner.urls().has_domains() {
            return Err(Error::field("keep_old_until", PATH_STAYS));
        }
        let wrong = |why: SlugError| Error::field("slug", why.to_string());
        let slug: Slug = request.slug.parse().map_err(wrong)?;
        if self.inner.urls().reserves(&slug) {
            return Err(wrong(SlugError::Reserved));
        }
        Ok(slug)
    }
}

impl Marketplace {
    /// The tenant at the revision that the caller has read.
    async fn as_read(&self, platform: Platform<'_>, id: TenantId, revision: u32) -> Result<Tenant, Error> {
        let tenant = platform.tenants().get(id).await?.ok_or(Error::NotFound)?;
        same_revision(revision, tenant.revision)?;
        Ok(tenant)
    }

    /// The tenant's address with this issuer.
    async fn address_named(
        &self,
        platform: Platform<'_>,
        tenant: &Tenant,
        issuer: &str,
    ) -> Result<TenantAddress, Error> {
        let found = platform.tenant_addresses().of(tenant.id).await?;
        let named = |one: &TenantAddress| {
            self.urls().issuer_at(tenant.id, tenant.kind, &one.address).is_some_and(|its| its == issuer)
        };
        let unknown = || Error::field("issuer", "This is no address of the tenant.");
        found.into_iter().find(named).ok_or_else(unknown)
    }

    async fn addresses_changed(
        &self,
        mut work: Work,
        tenant: &Tenant,
        event: Event,
    ) -> Result<addresses::TenantAddresses, Error> {
        work.changed(Change::Tenant(tenant.id));
        work.record_for(AuditChain::Tenant(tenant.id), event.clone());
        let found = work.platform().await?.tenant_addresses().of(tenant.id).await?;
        let view = self.addresses_view(tenant, &found);
        work.record(event).finish(view).await
    }
}

/// An end that is given must lie ahead.
fn ahead(field: &str, end: Option<Timestamp>, now: Timestamp) -> Result<(), Error> {
    match end {
        Some(end) if end <= now => Err(Error::field(field, "Choose a time that lies ahead.")),
        _ => Ok(()),
    }
}

fn taken(error: store::Error) -> Error {
    match error {
        store::Error::Conflict { .. } => Error::field("slug", TAKEN),
        other => other.into(),
    }
}
