//! Queries of publishers and their members.

use std::collections::HashMap;

use model::{
    Timestamp,
    ids::{PersonId, PublisherId, SessionId},
    name::look,
    publisher::{Publisher, PublisherCard, PublisherMember},
    role::PublisherRole,
    search::Texts,
    tenant::Tenant,
};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, LockType},
};
use uuid::Uuid;

use super::{people, tenants};
use crate::catalogue::apps;
use crate::database::Shared;
use crate::errors::{Error, Result};
use crate::rows::{
    self, apps as app_row, corrupt, number, one_changed, parse, people as person_row,
    publisher_members as member_row, publishers as row, revision, sessions as session_row,
    tenants as tenant_row, won,
};
use crate::search::listing::{Listed, Listing, part};
use crate::search::texts;

#[derive(Debug, Clone, Copy)]
pub struct Publishers<'a> {
    conn: &'a DatabaseTransaction,
}

impl<'a> Shared<'a> {
    pub const fn publishers(&self) -> Publishers<'a> {
        Publishers { conn: self.conn }
    }
}

impl Publishers<'_> {
    /// A publisher and its sandbox tenant come into being together.
    ///
    /// # Errors
    /// `Corrupt` where the two do not name each other.
    pub async fn insert(&self, publisher: &Publisher, sandbox: &Tenant) -> Result<()> {
        if sandbox.sandbox_of != Some(publisher.id) || publisher.sandbox != sandbox.id {
            return Err(corrupt("publishers", "sandbox", "the sandbox is another publisher's"));
        }
        let row = row::Model {
            id: publisher.id.uuid(),
            name: publisher.name.clone(),
            website: publisher.website.clone(),
            verified: publisher.verified,
            created_at: publisher.created_at,
            revision: revision(publisher.revision)?,
            look: Some(look(&publisher.name)),
        };
        rows::insert(self.conn, row).await?;
        self.put_texts(publisher).await?;
        tenants::insert(self.conn, sandbox).await
    }

    pub async fn get(&self, id: PublisherId) -> Result<Option<Publisher>> {
        let found = row::Entity::find_by_id(id.uuid()).all(self.conn).await?;
        Ok(self.entities(found).await?.pop())
    }

    /// What everyone may know of it.
    pub async fn card(&self, id: PublisherId) -> Result<Option<PublisherCard>> {
        Ok(row::Entity::find_by_id(id.uuid()).one(self.conn).await?.map(PublisherCard::from))
    }

    /// Until this transaction ends no other adds to what the publisher has.
    ///
    /// # Errors
    /// `NotFound` where there is no such publisher.
    pub async fn lock(&self, id: PublisherId) -> Result<()> {
        let found = row::Entity::find_by_id(id.uuid()).lock(LockType::NoKeyUpdate).one(self.conn).await?;
        found.map(drop).ok_or(Error::NotFound)
    }

    /// Those that there are of these.
    pub async fn by_ids(&self, ids: &[PublisherId]) -> Result<Vec<Publisher>> {
        let ids = ids.iter().map(|id| id.uuid());
        let found = row::Entity::find().filter(row::Column::Id.is_in(ids)).all(self.conn).await?;
        self.entities(found).await
    }

    /// All publishers; searched by name and id.
    pub async fn list(&self, listing: &Listing) -> Result<Listed<Publisher>> {
        if let Some(search) = listing.search() {
            let listed = texts::PUBLISHER.list(self.conn, &search, listing).await?;
            let ids: Vec<_> = listed.items.iter().copied().map(PublisherId::from_uuid).collect();
            let mut found: HashMap<_, _> =
                self.by_ids(&ids).await?.into_iter().map(|one| (one.id, one)).collect();
            return Ok(listed.with(ids.iter().filter_map(|id| found.remove(id)).collect()));
        }
        let found = part(row::Entity::find(), row::Column::Id, listing).all(self.conn).await?;
        let mut listed = Listed::new(found, listing).counted(listing, row::Entity::find(), self.conn).await?;
        let publishers = self.entities(std::mem::take(&mut listed.items)).await?;
        Ok(listed.with(publishers))
    }

    /// Changes name, website and whether it is verified.
    /// It counts the revision up.
    ///
    /// # Errors
    /// `LostRace` unless `publisher.revision` is the one in the database.
    pub async fn update(&self, publisher: &Publisher) -> Result<Publisher> {
        let next = Publisher { revision: publisher.revision.saturating_add(1), ..publisher.clone() };
        let update = row::Entity::update_many()
            .col_expr(row::Column::Name, Expr::value(publisher.name.as_str()))
            .col_expr(row::Column::Look, Expr::value(look(&publisher.name)))
            .col_expr(row::Column::Website, Expr::value(publisher.website.clone()))
            .col_expr(row::Column::Verified, Expr::value(publisher.verified))
            .col_expr(row::Column::Revision, Expr::value(revision(next.revision)?))
            .filter(row::Column::Id.eq(publisher.id.uuid()))
            .filter(row::Column::Revision.eq(revision(publisher.revision)?));
        won(update.exec(self.conn).await?.rows_affected)?;
        self.put_texts(publisher).await?;
        Ok(next)
    }

    /// What searches find it and its apps by.
    async fn put_texts(&self, publisher: &Publisher) -> Result<()> {
        let (id, name) = (publisher.id.uuid(), publisher.name.as_str());
        texts::PUBLISHER.put(self.conn, id, texts_of(id, name)).await?;
        let apps: Vec<(Uuid, String)> = app_row::Entity::find()
            .select_only()
            .columns([app_row::Column::Id, app_row::Column::Name])
            .filter(app_row::Column::PublisherId.eq(id))
            .order_by_asc(app_row::Column::Id)
            .into_tuple()
            .all(self.conn)
            .await?;
        let apps = apps.into_iter().map(|(app, app_name)| (app, apps::texts_of(app, &app_name, id, name)));
        texts::APP.put_all(self.conn, apps.collect()).await
    }

    pub async fn role_of(&self, publisher: PublisherId, person: PersonId) -> Result<Option<PublisherRole>> {
        role(member_row::Entity::find_by_id((publisher.uuid(), person.uuid())).one(self.conn).await?)
    }

    /// The role of a session's person; none where the session has ended. Until this transaction ends no other ends the
    /// session, takes the role, or gives another one.
    pub async fn lock_role(
        &self,
        publisher: PublisherId,
        session: SessionId,
        now: Timestamp,
    ) -> Result<Option<PublisherRole>> {
        let member = member_row::Entity::find()
            .filter(member_row::Column::PublisherId.eq(publisher.uuid()))
            .filter(session_row::is_person_of(member_row::Column::PersonId, session, now));
        role(member.lock_shared().one(self.conn).await?)
    }

    /// The publishers that a person is a member of, by name.
    pub async fn of_person(&self, person: PersonId) -> Result<Vec<(Publisher, PublisherRole)>> {
        let members = member_row::Entity::find().filter(member_row::Column::PersonId.eq(person.uuid()));
        let members = members.all(self.conn).await?;
        let roles: HashMap<Uuid, String> =
            members.into_iter().map(|member| (member.publisher_id, member.role)).collect();
        let found = row::Entity::find()
            .filter(row::Column::Id.is_in(roles.keys().copied()))
            .order_by_asc(row::Column::Name)
            .all(self.conn)
            .await?;
        let with_role = |publisher: Publisher| {
            let role = roles.get(&publisher.id.uuid()).map(String::as_str).unwrap_or_default();
            Ok((publisher, parse("publisher_members", "role", role)?))
        };
        self.entities(found).await?.into_iter().map(with_role).collect()
    }

    /// The members, by name.
    pub async fn members(&self, publisher: PublisherId) -> Result<Vec<PublisherMember>> {
        let found = member_row::Entity::find()
            .filter(member_row::Column::PublisherId.eq(publisher.uuid()))
            .find_also_related(person_row::Entity)
            .order_by_asc(person_row::Column::Name)
            .order_by_asc(person_row::Column::Id)
            .all(self.conn)
            .await?;
        found.into_iter().map(|(member, person)| member_entity(&member, person)).collect()
    }

    /// # Errors
    /// `Conflict` for `publisher_members.publisher_id_person_id` where the person is a member already.
    pub async fn add_member(
        &self,
        publisher: PublisherId,
        person: PersonId,
        role: PublisherRole,
        since: Timestamp,
    ) -> Result<()> {
        let row = member_row::Model {
            publisher_id: publisher.uuid(),
            person_id: person.uuid(),
            role: role.as_str().to_owned(),
            since,
        };
        rows::insert(self.conn, row).await
    }

    /// # Errors
    /// `NotFound` where the person is no member.
    pub async fn set_member(
        &self,
        publisher: PublisherId,
        person: PersonId,
        role: PublisherRole,
    ) -> Result<()> {
        let update = member_row::Entity::update_many()
            .col_expr(member_row::Column::Role, Expr::value(role.as_str()))
            .filter(member_row::Column::PublisherId.eq(publisher.uuid()))
            .filter(member_row::Column::PersonId.eq(person.uuid()));
        one_changed(update.exec(self.conn).await?.rows_affected)
    }

    /// # Errors
    /// `NotFound` where the person is no member.
    pub async fn remove_member(&self, publisher: PublisherId, person: PersonId) -> Result<()> {
        let delete = member_row::Entity::delete_by_id((publisher.uuid(), person.uuid()));
        one_changed(delete.exec(self.conn).await?.rows_affected)
    }

    /// Locks all members' roles until the transaction ends, always in the same order.
    pub async fn lock_roles(&self, publisher: PublisherId) -> Result<()> {
        let members = member_row::Entity::find()
            .filter(member_row::Column::PublisherId.eq(publisher.uuid()))
            .order_by_asc(member_row::Column::PersonId);
        members.lock_exclusive().all(self.conn).await?;
        Ok(())
    }

    pub async fn owners(&self, publisher: PublisherId) -> Result<Vec<PersonId>> {
        let owners = member_row::Entity::find()
            .filter(member_row::Column::PublisherId.eq(publisher.uuid()))
            .filter(member_row::Column::Role.eq(PublisherRole::Owner.as_str()))
            .all(self.conn)
            .await?;
        Ok(owners.into_iter().map(|member| PersonId::from_uuid(member.person_id)).collect())
    }

    /// Adds each publisher's sandbox; the order stays.
    async fn entities(&self, found: Vec<row::Model>) -> Result<Vec<Publisher>> {
        let ids = found.iter().map(|publisher| publisher.id);
        let sandboxes = tenant_row::Entity::find().filter(tenant_row::Column::SandboxOf.is_in(ids));
        let sandboxes = sandboxes.all(self.conn).await?;
        let mut sandboxes: HashMap<Option<Uuid>, tenant_row::Model> =
            sandboxes.into_iter().map(|tenant| (tenant.sandbox_of, tenant)).collect();
        let entity = |row: row::Model| {
            let sandbox = sandboxes.remove(&Some(row.id));
            let sandbox =
                sandbox.ok_or_else(|| corrupt("tenants", "sandbox_of", "a publisher has no sandbox"))?;
            let sandbox = tenants::entity(sandbox)?;
            Ok(Publisher {
                id: PublisherId::from_uuid(row.id),
                name: row.name,
                website: row.website,
                verified: row.verified,
                sandbox: sandbox.id,
                sandbox_slug: sandbox.slug,
                revision: number("publishers", "revision", row.revision)?,
                created_at: row.created_at,
            })
        };
        found.into_iter().map(entity).collect()
    }
}

/// What a search finds a publisher by.
pub(crate) fn texts_of(id: Uuid, name: &str) -> Texts {
    Texts::new().name(name).id(PublisherId::from_uuid(id))
}

fn role(member: Option<member_row::Model>) -> Result<Option<PublisherRole>> {
    member.map(|member| parse("publisher_members", "role", &member.role)).transpose()
}

fn member_entity(member: &member_row::Model, person: Option<person_row::Model>) -> Result<PublisherMember> {
    let person = person.ok_or_else(|| corrupt("publisher_members", "person_id", "no such person"))?;
    let person = people::entity(person)?;
    let role = parse("publisher_members", "role", &member.role)?;
    Ok(PublisherMember {
        person: person.id,
        email: person.email,
        name: person.name,
        role,
        since: member.since,
    })
}
