//! Tenants: created by operators, read and renamed by their own people.

use model::{
    audit::{AuditAction, AuditChain, Detail},
    environment::Environment,
    ids::TenantId,
    person::InvitedTo,
    role::TenantRole,
    rotation::MOST_SECRET_DAYS,
    tenant::Tenant,
};
use store::{Platform, changes::Change};
use wire::{
    admin::{self, RenameTenant},
    operator::{self, ChangeTenant, CreatedTenant, NewTenant},
    page::{Page, PageQuery},
    secrets::SetSecretPolicy,
    texts::OrganisationName,
};

use crate::errors::Error;
use crate::permission::{By, Operator, TenantAdmin, TenantMember, begin};
use crate::requests::listing::{listing, page};
use crate::requests::{Checks, same_revision};
use crate::service::{OwnTenant, Tenants};
use crate::work::Event;

fn checked_name(name: &OrganisationName) -> Result<String, Error> {
    let mut checks = Checks::new();
    let name = checks.text("name", name);
    checks.finish()?;
    Ok(name)
}

impl Tenants<'_> {
    /// A live tenant, whose first owner gets a set-up link.
    pub async fn create(self, by: &By<Operator>, request: NewTenant) -> Result<CreatedTenant, Error> {
        let name = checked_name(&request.name)?;
        let id = self.inner.new_id(TenantId::new);
        let tenant = Tenant {
            id,
            name,
            kind: Environment::Live,
            sandbox_of: None,
            slug: None,
            secret_days: None,
            revision: 0,
            created_at: self.inner.now(),
        };
        let mut work = begin!(self, by, "tenants_create", &request);
        work.platform().await?.tenants().insert(&tenant).await?;
        let owner = InvitedTo::Tenant(id, TenantRole::Owner);
        let by_id = Some(by.person().id);
        let made = self.inner.invite(&mut work, &request.owner_email, owner, by_id, request.deliver).await?;
        work.changed(Change::Tenant(id));
        let event = Event::new(AuditAction::TenantCreated, id, &tenant.name);
        let event = event.detail(Detail::OwnerInvited { email: request.owner_email.clone() });
        work.record_in(AuditChain::Tenant(id), event.clone());
        let platform = work.platform().await?;
        let tenant = self.view(platform, tenant).await?;
        work.record(event).finish(CreatedTenant { tenant, invited: made.invited }).await
    }

    pub async fn list(self, _: &By<Operator>, query: PageQuery) -> Result<Page<operator::Tenant>, Error> {
        let listing = listing(&query, TenantId::uuid)?;
        let mut tx = self.inner.store().read().await?;
        let platform = tx.platform().await?;
        let mut listed = platform.tenants().list(&listing).await?;
        let views = self.views(platform, std::mem::take(&mut listed.items)).await?;
        Ok(page(listed.with(views), |tenant| tenant.id, |tenant| tenant))
    }

    pub async fn get(self, _: &By<Operator>, id: TenantId) -> Result<operator::Tenant, Error> {
        let mut tx = self.inner.store().read().await?;
        let platform = tx.platform().await?;
        let found = platform.tenants().get(id).await?.ok_or(Error::NotFound)?;
        self.view(platform, found).await
    }

    async fn view(self, platform: Platform<'_>, tenant: Tenant) -> Result<operator::Tenant, Error> {
        let id = tenant.id;
        let view = self.views(platform, vec![tenant]).await?.pop();
        view.ok_or_else(|| Error::broken("tenant", id))
    }

    async fn views(
        self,
        platform: Platform<'_>,
        tenants: Vec<Tenant>,
    ) -> Result<Vec<operator::Tenant>, Error> {
        let ids: Vec<_> = tenants.iter().map(|tenant| tenant.id).collect();
        let publishers: Vec<_> = tenants.iter().filter_map(|tenant| tenant.sandbox_of).collect();
        let counts = platform.counts();
        let members = counts.members_of_tenants(&ids).await?;
        let team = counts.members_of_publishers(&publishers).await?;
        let connections = counts.connections_of_tenants(&ids).await?;
        let view = |tenant: Tenant| operator::Tenant {
            id: tenant.id,
            issuer: self.inner.urls().issuer(tenant.id, tenant.kind, tenant.slug.as_ref()),
            members: match tenant.sandbox_of {
                Some(publisher) => team.get(&publisher).copied().unwrap_or_default(),
                None => members.get(&tenant.id).copied().unwrap_or_default(),
            },
            connections: connections.get(&tenant.id).copied().unwrap_or_default(),
            name: tenant.name,
            kind: tenant.kind,
            revision: tenant.revision,
            created_at: tenant.created_at,
        };
        Ok(tenants.into_iter().map(view).collect())
    }

    pub async fn change(
        self,
        by: &By<Operator>,
        id: TenantId,
        request: ChangeTenant,
    ) -> Result<operator::Tenant, Error> {
        let mut work = begin!(self, by, "tenants_change", (id, &request));
        let platform = work.platform().await?;
        let (tenant, event) = renamed(platform, id, request.revision, &request.name).await?;
        let view = self.view(platform, tenant).await?;
        work.record_for(AuditChain::Tenant(id), event.clone());
        work.record(event).finish(view).await
    }
}

impl OwnTenant<'_> {
    /// The home of a tenant's own people.
    pub async fn get(self, by: &By<TenantMember>) -> Result<admin::Tenant, Error> {
        let mut tx = self.inner.store().read().await?;
        let tenants = tx.platform().await?.tenants();
        let tenant = tenants.get(by.tenant()).await?.ok_or_else(|| Error::broken("tenant", by.tenant()))?;
        let members = tenants.members(&tenant).await?;
        let admins = members.into_iter().filter(|member| member.role.may_administer());
        Ok(admin::Tenant {
            id: tenant.id,
            issuer: self.inner.urls().issuer(tenant.id, tenant.kind, tenant.slug.as_ref()),
            token_endpoint: self.inner.urls().token_endpoint(tenant.id, tenant.kind, tenant.slug.as_ref()),
            name: tenant.name,
            kind: tenant.kind,
            role: by.role(),
            admins: admins
                .map(|admin| admin::Contact { name: admin.name, email: admin.email.to_string() })
                .collect(),
            secret_days: tenant.secret_days,
            revision: tenant.revision,
            created_at: tenant.created_at,
        })
    }

    pub async fn rename(self, by: &By<TenantAdmin>, request: RenameTenant) -> Result<(), Error> {
        let mut work = begin!(self, by, "tenant_rename", &request);
        let platform = work.platform().await?;
        let (_, event) = renamed(platform, by.tenant(), request.revision, &request.name).await?;
        work.record(event).finish(()).await
    }
}

impl OwnTenant<'_> {
    /// After how many days secrets that are made from now on end by themselves. Those that there are stay as they are.
    pub async fn set_secret_policy(
        self,
        by: &By<TenantAdmin>,
        request: SetSecretPolicy,
    ) -> Result<(), Error> {
        let days = request.days;
        if days.is_some_and(|days| !(1..=MOST_SECRET_DAYS).contains(&days)) {
            return Err(Error::field("days", format!("Use 1 to {MOST_SECRET_DAYS} days.")));
        }
        let mut work = begin!(self, by, "tenant_set_secret_policy", &request);
        let tenants = work.platform().await?.tenants();
        let tenant = tenants.get(by.tenant()).await?.ok_or(Error::NotFound)?;
        same_revision(request.revision, tenant.revision)?;
        let tenant = tenants.set_secret_days(&Tenant { secret_days: days, ..tenant }).await?;
        let event = Event::new(AuditAction::TenantSecretPolicySet, tenant.id, &tenant.name);
        work.record(event.detail(Detail::SecretPolicy { days })).finish(()).await
    }
}

async fn renamed(
    platform: Platform<'_>,
    id: TenantId,
    revision: u32,
    name: &OrganisationName,
) -> Result<(Tenant, Event), Error> {
    let name = checked_name(name)?;
    let tenants = platform.tenants();
    let mut tenant = tenants.get(id).await?.ok_or(Error::NotFound)?;
    same_revision(revision, tenant.revision)?;
    let before = std::mem::replace(&mut tenant.name, name);
    let tenant = tenants.update(&tenant).await?;
    let event = Event::new(AuditAction::TenantChanged, id, &tenant.name);
    Ok((tenant, event.detail(Detail::Renamed { before })))
}
