//! Tenants and their members. The members of a sandbox are those of its publisher: owners and developers are its
//! admins, viewers its viewers. Rows in `tenant_members` are for live tenants alone.

use std::collections::HashMap;

use model::{
    Timestamp,
    ids::{PersonId, PublisherId, SessionId, TenantId},
    publisher::{Publisher, PublisherMember},
    role::{PublisherRole, TenantRole},
    search::Texts,
    tenant::{Tenant, TenantMember},
};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, LockType},
};
use uuid::Uuid;

use super::people;
use crate::database::{Platform, Shared, Tenanted};
use crate::errors::{Error, Result};
use crate::rows::{
    self, corrupt, number, one_changed, parse, people as person_row, revision, sessions as session_row, slug,
    tenant_members as member_row, tenants as row, won,
};
use crate::search::listing::{Listed, Listing, part};
use crate::search::texts;

const SECRET_DAYS: &str = "secret_days";

#[derive(Debug, Clone, Copy)]
pub struct Tenants<'a> {
    conn: &'a DatabaseTransaction,
    shared: Shared<'a>,
}

impl<'a> Platform<'a> {
    pub const fn tenants(&self) -> Tenants<'a> {
        Tenants { conn: self.conn, shared: Shared::new(self.conn) }
    }
}

impl Tenanted<'_> {
    /// The tenant itself.
    pub async fn itself(&self) -> Result<Option<Tenant>> {
        row::Entity::find_by_id(self.tenant.uuid()).one(self.conn).await?.map(entity).transpose()
    }

    /// Until this transaction ends no other adds to what has a limit in the tenant.
    ///
    /// # Errors
    /// `NotFound` where there is no such tenant.
    pub async fn lock(&self) -> Result<()> {
        lock(self.conn, self.tenant).await
    }

    /// A person's role, in a sandbox by way of its publisher.
    pub async fn role_of(
        &self,
        sandbox_of: Option<PublisherId>,
        person: PersonId,
    ) -> Result<Option<TenantRole>> {
        role_of(self.conn, self.tenant, sandbox_of, person).await
    }

    /// The role of a session's person; none where the session has ended. Until this transaction ends no other ends the
    /// session, takes the role, or gives another one.
    pub async fn lock_role(
        &self,
        sandbox_of: Option<PublisherId>,
        session: SessionId,
        now: Timestamp,
    ) -> Result<Option<TenantRole>> {
        if let Some(publisher) = sandbox_of {
            let role = self.shared().publishers().lock_role(publisher, session, now).await?;
            return Ok(role.map(sandbox_role));
        }
        let member = member_row::Entity::find()
            .filter(member_row::Column::TenantId.eq(self.tenant.uuid()))
            .filter(session_row::is_person_of(member_row::Column::PersonId, session, now));
        role(member.lock_shared().one(self.conn).await?)
    }

    /// Locks all members' roles until the transaction ends, always in the same order.
    pub async fn lock_roles(&self) -> Result<()> {
        lock_roles(self.conn, self.tenant).await
    }
}

/// What a publisher's member is in its sandbox.
pub const fn sandbox_role(role: PublisherRole) -> TenantRole {
    match role {
        PublisherRole::Owner | PublisherRole::Developer => TenantRole::Admin,
        PublisherRole::Viewer => TenantRole::Viewer,
    }
}

impl Tenants<'_> {
    /// # Errors
    /// `Conflict` for `tenants.sandbox_of` where the publisher has a sandbox.
    pub async fn insert(&self, tenant: &Tenant) -> Result<()> {
        insert(self.conn, tenant).await
    }

    pub async fn get(&self, id: TenantId) -> Result<Option<Tenant>> {
        row::Entity::find_by_id(id.uuid()).one(self.conn).await?.map(entity).transpose()
    }

    /// Until this transaction ends no other adds to what has a limit in the tenant.
    ///
    /// # Errors
    /// `NotFound` where there is no such tenant.
    pub async fn lock(&self, id: TenantId) -> Result<()> {
        lock(self.conn, id).await
    }

    /// Those that there are of these.
    pub async fn by_ids(&self, ids: &[TenantId]) -> Result<Vec<Tenant>> {
        let ids = ids.iter().map(|id| id.uuid());
        let found = row::Entity::find().filter(row::Column::Id.is_in(ids)).all(self.conn).await?;
        found.into_iter().map(entity).collect()
    }

    /// All tenants; searched by name and id.
    pub async fn list(&self, listing: &Listing) -> Result<Listed<Tenant>> {
        if let Some(search) = listing.search() {
            let listed = texts::TENANT.list(self.conn, &search, listing).await?;
            let ids: Vec<_> = listed.items.iter().copied().map(TenantId::from_uuid).collect();
            let mut found: HashMap<_, _> =
                self.by_ids(&ids).await?.into_iter().map(|tenant| (tenant.id, tenant)).collect();
            return Ok(listed.with(ids.iter().filter_map(|id| found.remove(id)).collect()));
        }
        let found = part(row::Entity::find(), row::Column::Id, listing).all(self.conn).await?;
        let listed = Listed::new(found, listing).counted(listing, row::Entity::find(), self.conn).await?;
        listed.try_map(entity)
    }

    /// Changes the name; the kind is for ever.
    /// It counts the revision up.
    ///
    /// # Errors
    /// `LostRace` unless `tenant.revision` is the one in the database.
    pub async fn update(&self, tenant: &Tenant) -> Result<Tenant> {
        let next = Tenant { revision: tenant.revision.saturating_add(1), ..tenant.clone() };
        let update = row::Entity::update_many()
            .col_expr(row::Column::Name, Expr::value(tenant.name.as_str()))
            .col_expr(row::Column::Revision, Expr::value(revision(next.revision)?))
            .filter(row::Column::Id.eq(tenant.id.uuid()))
            .filter(row::Column::Revision.eq(revision(tenant.revision)?));
        won(update.exec(self.conn).await?.rows_affected)?;
        texts::TENANT.put(self.conn, tenant.id.uuid(), texts_of(tenant.id.uuid(), &tenant.name)).await?;
        Ok(next)
    }

    /// Changes the slug, which is to be among the tenant's [addresses](Platform::tenant_addresses).
    /// It counts the revision up.
    ///
    /// # Errors
    /// `LostRace` unless `tenant.revision` is the one in the database.
    pub async fn set_slug(&self, tenant: &Tenant) -> Result<Tenant> {
        let next = Tenant { revision: tenant.revision.saturating_add(1), ..tenant.clone() };
        let update = row::Entity::update_many()
            .col_expr(row::Column::Slug, Expr::value(tenant.slug.map(|slug| slug.to_string())))
            .col_expr(row::Column::Revision, Expr::value(revision(next.revision)?))
            .filter(row::Column::Id.eq(tenant.id.uuid()))
            .filter(row::Column::Revision.eq(revision(tenant.revision)?));
        won(update.exec(self.conn).await?.rows_affected)?;
        Ok(next)
    }

    /// Changes after how many days new secrets end.
    /// It counts the revision up.
    ///
    /// # Errors
    /// `LostRace` unless `tenant.revision` is the one in the database.
    pub async fn set_secret_days(&self, tenant: &Tenant) -> Result<Tenant> {
        let next = Tenant { revision: tenant.revision.saturating_add(1), ..tenant.clone() };
        let days: Option<i32> =
            tenant.secret_days.map(|days| number("tenants", SECRET_DAYS, days)).transpose()?;
        let update = row::Entity::update_many()
            .col_expr(row::Column::SecretDays, Expr::value(days))
            .col_expr(row::Column::Revision, Expr::value(revision(next.revision)?))
            .filter(row::Column::Id.eq(tenant.id.uuid()))
            .filter(row::Column::Revision.eq(revision(tenant.revision)?));
        won(update.exec(self.conn).await?.rows_affected)?;
        Ok(next)
    }

    /// A person's role in a tenant, in a sandbox by way of its publisher.
    pub async fn role_of(&self, tenant: TenantId, person: PersonId) -> Result<Option<TenantRole>> {
        let Some(tenant) = self.get(tenant).await? else { return Ok(None) };
        role_of(self.conn, tenant.id, tenant.sandbox_of, person).await
    }

    /// The tenants that a person is a member of, by name; the sandboxes of these publishers, which are the person's, among
    /// them.
    pub(crate) async fn of_person(
        &self,
        person: PersonId,
        publishers: &[(Publisher, PublisherRole)],
    ) -> Result<Vec<(Tenant, TenantRole)>> {
        let members = member_row::Entity::find().filter(member_row::Column::PersonId.eq(person.uuid()));
        let mut roles: HashMap<Uuid, TenantRole> = HashMap::new();
        for member in members.all(self.conn).await? {
            roles.insert(member.tenant_id, parse("tenant_members", "role", &member.role)?);
        }
        let sandboxes = publishers.iter().map(|(one, role)| (one.sandbox.uuid(), sandbox_role(*role)));
        roles.extend(sandboxes);
        let found = row::Entity::find()
            .filter(row::Column::Id.is_in(roles.keys().copied()))
            .order_by_asc(row::Column::Name)
            .all(self.conn)
            .await?;
        let with_role = |row: row::Model| {
            let role = roles.get(&row.id).copied();
            Ok((entity(row)?, role.ok_or_else(|| corrupt("tenant_members", "role", "none"))?))
        };
        found.into_iter().map(with_role).collect()
    }

    /// The members, by name; those of a sandbox by way of its publisher.
    pub async fn members(&self, tenant: &Tenant) -> Result<Vec<TenantMember>> {
        if let Some(publisher) = tenant.sandbox_of {
            let members = self.shared.publishers().members(publisher).await?;
            return Ok(members.into_iter().map(sandbox_member).collect());
        }
        let found = member_row::Entity::find()
            .filter(member_row::Column::TenantId.eq(tenant.id.uuid()))
            .find_also_related(person_row::Entity)
            .order_by_asc(person_row::Column::Name)
            .order_by_asc(person_row::Column::Id)
            .all(self.conn)
            .await?;
        found.into_iter().map(|(member, person)| member_entity(&member, person)).collect()
    }

    /// For live tenants alone.
    ///
    /// # Errors
    /// `Conflict` for `tenant_members.tenant_id_person_id` where the person is a member already.
    pub async fn add_member(
        &self,
        tenant: TenantId,
        person: PersonId,
        role: TenantRole,
        since: Timestamp,
    ) -> Result<()> {
        let row = member_row::Model {
            tenant_id: tenant.uuid(),
            person_id: person.uuid(),
            role: role.as_str().to_owned(),
            since,
        };
        rows::insert(self.conn, row).await
    }

    /// # Errors
    /// `NotFound` where the person is no member.
    pub async fn set_member(&self, tenant: TenantId, person: PersonId, role: TenantRole) -> Result<()> {
        let update = member_row::Entity::update_many()
            .col_expr(member_row::Column::Role, Expr::value(role.as_str()))
            .filter(member_row::Column::TenantId.eq(tenant.uuid()))
            .filter(member_row::Column::PersonId.eq(person.uuid()));
        one_changed(update.exec(self.conn).await?.rows_affected)
    }

    /// # Errors
    /// `NotFound` where the person is no member.
    pub async fn remove_member(&self, tenant: TenantId, person: PersonId) -> Result<()> {
        let delete = member_row::Entity::delete_by_id((tenant.uuid(), person.uuid()));
        one_changed(delete.exec(self.conn).await?.rows_affected)
    }

    /// Locks all members' roles until the transaction ends, always in the same order.
    pub async fn lock_roles(&self, tenant: TenantId) -> Result<()> {
        lock_roles(self.conn, tenant).await
    }

    pub async fn owners(&self, tenant: TenantId) -> Result<Vec<PersonId>> {
        let owners = member_row::Entity::find()
            .filter(member_row::Column::TenantId.eq(tenant.uuid()))
            .filter(member_row::Column::Role.eq(TenantRole::Owner.as_str()))
            .all(self.conn)
            .await?;
        Ok(owners.into_iter().map(|member| PersonId::from_uuid(member.person_id)).collect())
    }
}

pub(crate) async fn insert(conn: &DatabaseTransaction, tenant: &Tenant) -> Result<()> {
    let row = row::Model {
        id: tenant.id.uuid(),
        name: tenant.name.clone(),
        kind: tenant.kind.as_str().to_owned(),
        sandbox_of: tenant.sandbox_of.map(PublisherId::uuid),
        created_at: tenant.created_at,
        revision: revision(tenant.revision)?,
        slug: tenant.slug.map(|slug| slug.to_string()),
        path_closes_at: None,
        secret_days: tenant.secret_days.map(|days| number("tenants", SECRET_DAYS, days)).transpose()?,
    };
    rows::insert(conn, row).await?;
    texts::TENANT.put(conn, tenant.id.uuid(), texts_of(tenant.id.uuid(), &tenant.name)).await
}

async fn lock(conn: &DatabaseTransaction, id: TenantId) -> Result<()> {
    let found = row::Entity::find_by_id(id.uuid()).lock(LockType::NoKeyUpdate).one(conn).await?;
    found.map(drop).ok_or(Error::NotFound)
}

async fn lock_roles(conn: &DatabaseTransaction, tenant: TenantId) -> Result<()> {
    let members = member_row::Entity::find()
        .filter(member_row::Column::TenantId.eq(tenant.uuid()))
        .order_by_asc(member_row::Column::PersonId);
    members.lock_exclusive().all(conn).await?;
    Ok(())
}

async fn role_of(
    conn: &DatabaseTransaction,
    tenant: TenantId,
    sandbox_of: Option<PublisherId>,
    person: PersonId,
) -> Result<Option<TenantRole>> {
    if let Some(publisher) = sandbox_of {
        return Ok(Shared::new(conn).publishers().role_of(publisher, person).await?.map(sandbox_role));
    }
    role(member_row::Entity::find_by_id((tenant.uuid(), person.uuid())).one(conn).await?)
}

/// What a search finds a tenant by.
pub(crate) fn texts_of(id: Uuid, name: &str) -> Texts {
    Texts::new().name(name).id(TenantId::from_uuid(id))
}

pub(crate) fn entity(row: row::Model) -> Result<Tenant> {
    Ok(Tenant {
        id: TenantId::from_uuid(row.id),
        name: row.name,
        kind: parse("tenants", "kind", &row.kind)?,
        sandbox_of: row.sandbox_of.map(PublisherId::from_uuid),
        slug: row.slug.as_deref().map(|text| slug("tenants", text)).transpose()?,
        secret_days: row.secret_days.map(|days| number("tenants", SECRET_DAYS, days)).transpose()?,
        revision: number("tenants", "revision", row.revision)?,
        created_at: row.created_at,
    })
}

fn role(member: Option<member_row::Model>) -> Result<Option<TenantRole>> {
    member.map(|member| parse("tenant_members", "role", &member.role)).transpose()
}

fn sandbox_member(member: PublisherMember) -> TenantMember {
    let PublisherMember { person, email, name, role, since } = member;
    TenantMember { person, email, name, role: sandbox_role(role), since }
}

fn member_entity(member: &member_row::Model, person: Option<person_row::Model>) -> Result<TenantMember> {
    let person = person.ok_or_else(|| corrupt("tenant_members", "person_id", "no such person"))?;
    let person = people::entity(person)?;
    let role = parse("tenant_members", "role", &member.role)?;
    Ok(TenantMember { person: person.id, email: person.email, name: person.name, role, since: member.since })
}
