use std::collections::HashMap;

use model::{
    Timestamp,
    ids::{PersonId, PublisherId, TenantId},
    publisher::{Publisher, PublisherMember},
    role::PublisherRole,
    tenant::Tenant,
};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

use crate::{
    Listed, Listing, Platform, Result,
    listing::{has_id, page},
    people, rows,
    rows::{
        corrupt, one_changed, parse, people as person_row, publisher_members as member_row,
        publishers as row, tenants as tenant_row,
    },
};

#[derive(Debug, Clone, Copy)]
pub struct Publishers<'a> {
    conn: &'a DatabaseTransaction,
    platform: Platform<'a>,
}

impl<'a> Platform<'a> {
    pub const fn publishers(&self) -> Publishers<'a> {
        Publishers { conn: self.conn, platform: *self }
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
        };
        rows::insert(self.conn, row).await?;
        self.platform.tenants().insert(sandbox).await
    }

    pub async fn get(&self, id: PublisherId) -> Result<Option<Publisher>> {
        let found = row::Entity::find_by_id(id.uuid()).all(self.conn).await?;
        Ok(self.entities(found).await?.pop())
    }

    /// Those that there are of these.
    pub async fn by_ids(&self, ids: &[PublisherId]) -> Result<Vec<Publisher>> {
        let ids = ids.iter().map(|id| id.uuid());
        let found = row::Entity::find().filter(row::Column::Id.is_in(ids)).all(self.conn).await?;
        self.entities(found).await
    }

    /// All publishers; `q` is looked for in the name.
    pub async fn list(&self, listing: &Listing) -> Result<Listed<Publisher>> {
        let select = row::Entity::find();
        let named = has_id(row::Column::Id, listing, PublisherId::uuid);
        let part = page(select, row::Column::Id, &[row::Column::Name], named, listing, self.conn).await?;
        Ok(Listed { items: self.entities(part.items).await?, more: part.more })
    }

    /// Changes name, website and whether it is verified.
    ///
    /// # Errors
    /// `NotFound` where there is no such publisher.
    pub async fn update(&self, publisher: &Publisher) -> Result<()> {
        let update = row::Entity::update_many()
            .col_expr(row::Column::Name, Expr::value(publisher.name.as_str()))
            .col_expr(row::Column::Website, Expr::value(publisher.website.clone()))
            .col_expr(row::Column::Verified, Expr::value(publisher.verified))
            .filter(row::Column::Id.eq(publisher.id.uuid()));
        one_changed(update.exec(self.conn).await?.rows_affected)
    }

    pub async fn role_of(&self, publisher: PublisherId, person: PersonId) -> Result<Option<PublisherRole>> {
        let found = member_row::Entity::find_by_id((publisher.uuid(), person.uuid())).one(self.conn).await?;
        found.map(|member| parse("publisher_members", "role", &member.role)).transpose()
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

    /// The owners, locked until the transaction ends, so that the last one cannot be removed by two at once.
    pub async fn lock_owners(&self, publisher: PublisherId) -> Result<Vec<PersonId>> {
        let owners = member_row::Entity::find()
            .filter(member_row::Column::PublisherId.eq(publisher.uuid()))
            .filter(member_row::Column::Role.eq(PublisherRole::Owner.as_str()))
            .order_by_asc(member_row::Column::PersonId)
            .lock_exclusive()
            .all(self.conn)
            .await?;
        Ok(owners.into_iter().map(|member| PersonId::from_uuid(member.person_id)).collect())
    }

    /// Adds each publisher's sandbox; the order stays.
    async fn entities(&self, found: Vec<row::Model>) -> Result<Vec<Publisher>> {
        let ids = found.iter().map(|publisher| publisher.id);
        let sandboxes = tenant_row::Entity::find().filter(tenant_row::Column::SandboxOf.is_in(ids));
        let sandboxes = sandboxes.all(self.conn).await?;
        let sandboxes: HashMap<Option<Uuid>, Uuid> =
            sandboxes.into_iter().map(|tenant| (tenant.sandbox_of, tenant.id)).collect();
        let entity = |row: row::Model| {
            let sandbox = sandboxes.get(&Some(row.id)).copied();
            let sandbox =
                sandbox.ok_or_else(|| corrupt("tenants", "sandbox_of", "a publisher has no sandbox"))?;
            Ok(Publisher {
                id: PublisherId::from_uuid(row.id),
                name: row.name,
                website: row.website,
                verified: row.verified,
                sandbox: TenantId::from_uuid(sandbox),
                created_at: row.created_at,
            })
        };
        found.into_iter().map(entity).collect()
    }
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
