use model::{
    audit::{AuditAction, AuditChain},
    environment::Environment,
    ids::TenantId,
    person::InvitedTo,
    role::TenantRole,
    tenant::Tenant,
};
use store::{Tx, changes::Change};
use wire::{
    admin::{self, RenameTenant},
    operator::{self, ChangeTenant, CreatedTenant, NewTenant},
    page::{Page, PageQuery},
};

use crate::{
    By, Error, Marketplace, Operator, TenantAdmin, TenantMember,
    checks::{Checks, same_revision},
    history::{Deed, quoted},
    listing::{listing, page},
    once::making,
};

fn checked_name(name: &str) -> Result<String, Error> {
    let mut checks = Checks::new();
    let name = checks.name("name", name, 120);
    checks.finish()?;
    Ok(name)
}

impl Marketplace {
    /// A live tenant, whose first owner gets a set-up link.
    pub async fn create_tenant(&self, by: &By<Operator>, request: NewTenant) -> Result<CreatedTenant, Error> {
        let name = checked_name(&request.name)?;
        let id = self.new_id(TenantId::new);
        let tenant = Tenant {
            id,
            name,
            kind: Environment::Live,
            sandbox_of: None,
            revision: 0,
            created_at: self.now(),
        };
        let mut tx = making!(self.begin_once(by, "tenants_create", &request));
        tx.platform().await?.tenants().insert(&tenant).await?;
        let owner = InvitedTo::Tenant(id, TenantRole::Owner);
        let made = self.invite(&mut tx, &request.owner_email, owner, Some(by.person().id)).await?;
        for chain in [AuditChain::Platform, AuditChain::Tenant(id)] {
            let deed = Deed::new(AuditAction::TenantCreated, id, &tenant.name);
            let deed = deed.detail(format!("Owner invited: {}", request.owner_email));
            self.record(&mut tx, chain, by, deed).await?;
        }
        tx.platform().await?.changed(Change::Tenant(id), self.now()).await?;
        let tenant = self.operator_views(&mut tx, vec![tenant]).await?.pop().ok_or(Error::NotFound)?;
        let created = CreatedTenant { tenant, invited: made.invited };
        tx.commit(&created).await?;
        Ok(created)
    }

    pub async fn tenants_for_operator(
        &self,
        _: &By<Operator>,
        query: PageQuery,
    ) -> Result<Page<operator::Tenant>, Error> {
        let listing = listing(&query, TenantId::uuid)?;
        let mut tx = self.store().read().await?;
        let mut listed = tx.platform().await?.tenants().list(&listing).await?;
        let views = self.operator_views(&mut tx, std::mem::take(&mut listed.items)).await?;
        Ok(page(listed.with(views), |tenant| tenant.id, |tenant| tenant))
    }

    pub async fn tenant_for_operator(
        &self,
        _: &By<Operator>,
        id: TenantId,
    ) -> Result<operator::Tenant, Error> {
        let mut tx = self.store().read().await?;
        let found = tx.platform().await?.tenants().get(id).await?.ok_or(Error::NotFound)?;
        self.operator_views(&mut tx, vec![found]).await?.pop().ok_or(Error::NotFound)
    }

    async fn operator_views(
        &self,
        tx: &mut Tx,
        tenants: Vec<Tenant>,
    ) -> Result<Vec<operator::Tenant>, Error> {
        let ids: Vec<_> = tenants.iter().map(|tenant| tenant.id).collect();
        let publishers: Vec<_> = tenants.iter().filter_map(|tenant| tenant.sandbox_of).collect();
        let counts = tx.platform().await?.counts();
        let members = counts.members_of_tenants(&ids).await?;
        let team = counts.members_of_publishers(&publishers).await?;
        let connections = counts.connections_of_tenants(&ids).await?;
        let view = |tenant: Tenant| operator::Tenant {
            id: tenant.id,
            issuer: self.urls().issuer(tenant.id, tenant.kind),
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

    pub async fn change_tenant(
        &self,
        by: &By<Operator>,
        id: TenantId,
        request: ChangeTenant,
    ) -> Result<operator::Tenant, Error> {
        let mut tx = making!(self.begin_once(by, "tenants_change", (id, &request)));
        let deed = renamed(&mut tx, id, request.revision, &request.name).await?;
        self.record(&mut tx, AuditChain::Platform, by, deed.clone()).await?;
        // The tenant reads who did it, and not from where.
        self.record_as(&mut tx, AuditChain::Tenant(id), by.actor(), None, deed).await?;
        let changed = tx.platform().await?.tenants().get(id).await?.ok_or(Error::NotFound)?;
        let view = self.operator_views(&mut tx, vec![changed]).await?.pop().ok_or(Error::NotFound)?;
        tx.commit(&view).await?;
        Ok(view)
    }

    /// The home of a tenant's own people.
    pub async fn tenant(&self, by: &By<TenantMember>) -> Result<admin::Tenant, Error> {
        let mut tx = self.store().read().await?;
        let tenants = tx.platform().await?.tenants();
        let tenant = tenants.get(by.tenant()).await?.ok_or(Error::NotFound)?;
        let members = tenants.members(&tenant).await?;
        let admins = members.into_iter().filter(|member| member.role.may_administer());
        Ok(admin::Tenant {
            id: tenant.id,
            issuer: self.urls().issuer(tenant.id, tenant.kind),
            token_endpoint: self.urls().token_endpoint(tenant.id, tenant.kind),
            name: tenant.name,
            kind: tenant.kind,
            role: by.role(),
            admins: admins
                .map(|admin| admin::Contact { name: admin.name, email: admin.email.to_string() })
                .collect(),
            revision: tenant.revision,
            created_at: tenant.created_at,
        })
    }

    pub async fn rename_tenant(&self, by: &By<TenantAdmin>, request: RenameTenant) -> Result<(), Error> {
        let mut tx = making!(self.begin_once(by, "tenant_rename", &request));
        let deed = renamed(&mut tx, by.tenant(), request.revision, &request.name).await?;
        self.record(&mut tx, AuditChain::Tenant(by.tenant()), by, deed).await?;
        tx.commit(&()).await
    }
}

async fn renamed(tx: &mut Tx, id: TenantId, revision: u32, name: &str) -> Result<Deed, Error> {
    let name = checked_name(name)?;
    let tenants = tx.platform().await?.tenants();
    let mut tenant = tenants.get(id).await?.ok_or(Error::NotFound)?;
    same_revision(revision, tenant.revision)?;
    let before = std::mem::replace(&mut tenant.name, name);
    tenants.update(&tenant).await?;
    let detail = format!("Renamed from {}", quoted(&before));
    Ok(Deed::new(AuditAction::TenantChanged, id, &tenant.name).detail(detail))
}

/// The tenant that the admin acts for.
pub(crate) async fn tenant_of(tx: &mut Tx, by: &By<TenantAdmin>) -> Result<Tenant, Error> {
    tx.platform().await?.tenants().get(by.tenant()).await?.ok_or(Error::NotFound)
}
