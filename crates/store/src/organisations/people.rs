//! Queries of people, their password hashes and their memberships.

use std::{
    collections::{BTreeSet, HashMap},
    fmt,
};

use model::{
    Timestamp,
    ids::{PersonId, SessionId},
    person::{Email, Person},
    publisher::Publisher,
    role::{PublisherRole, TenantRole},
    tenant::Tenant,
};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    prelude::Uuid,
    sea_query::{Expr, LockType},
};

use crate::database::{Platform, Shared};
use crate::errors::Result;
use crate::rows::{self, accounts as account, corrupt, one_changed, people as row, sessions as session_row};

/// An argon2id hash in PHC string form. It is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    pub const fn new(phc: String) -> Self {
        Self(phc)
    }

    /// For the verification of a password alone.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash")
    }
}

/// Everything that a person belongs to, each part ordered by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Memberships {
    pub tenants: Vec<(Tenant, TenantRole)>,
    pub publishers: Vec<(Publisher, PublisherRole)>,
}

/// What is to be known of whoever made a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inviter {
    pub name: String,
    pub operator: bool,
}

#[derive(Debug, Clone, Copy)]
pub struct People<'a> {
    conn: &'a DatabaseTransaction,
}

impl<'a> Shared<'a> {
    pub const fn people(&self) -> People<'a> {
        People { conn: self.conn }
    }
}

impl Platform<'_> {
    pub async fn memberships(&self, of: PersonId) -> Result<Memberships> {
        let publishers = self.publishers().of_person(of).await?;
        let tenants = self.tenants().of_person(of, &publishers).await?;
        Ok(Memberships { tenants, publishers })
    }
}

impl People<'_> {
    /// # Errors
    /// `Conflict` for `people.email`.
    pub async fn insert(&self, person: &Person, password: Option<&PasswordHash>) -> Result<()> {
        let row = account::Model {
            id: person.id.uuid(),
            email: person.email.as_str().to_owned(),
            name: person.name.clone(),
            password_hash: password.map(|hash| hash.0.clone()),
            operator: person.operator,
            created_at: person.created_at,
        };
        rows::insert(self.conn, row).await
    }

    pub async fn by_id(&self, id: PersonId) -> Result<Option<Person>> {
        row::Entity::find_by_id(id.uuid()).one(self.conn).await?.map(entity).transpose()
    }

    /// The names of these people.
    pub async fn names(&self, ids: impl IntoIterator<Item = PersonId>) -> Result<HashMap<PersonId, String>> {
        let ids: BTreeSet<_> = ids.into_iter().map(PersonId::uuid).collect();
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let found: Vec<(Uuid, String)> = row::Entity::find()
            .select_only()
            .columns([row::Column::Id, row::Column::Name])
            .filter(row::Column::Id.is_in(ids))
            .into_tuple()
            .all(self.conn)
            .await?;
        Ok(found.into_iter().map(|(id, name)| (PersonId::from_uuid(id), name)).collect())
    }

    /// The names of these people, and whether they are platform operators.
    pub async fn inviters(
        &self,
        ids: impl IntoIterator<Item = PersonId>,
    ) -> Result<HashMap<PersonId, Inviter>> {
        let ids: BTreeSet<_> = ids.into_iter().map(PersonId::uuid).collect();
        let found: Vec<(Uuid, String, bool)> = row::Entity::find()
            .select_only()
            .columns([row::Column::Id, row::Column::Name, row::Column::Operator])
            .filter(row::Column::Id.is_in(ids))
            .into_tuple()
            .all(self.conn)
            .await?;
        let inviter = |(id, name, operator)| (PersonId::from_uuid(id), Inviter { name, operator });
        Ok(found.into_iter().map(inviter).collect())
    }

    /// The person of an address.
    pub async fn of_email(&self, email: &Email) -> Result<Option<Person>> {
        let found = row::Entity::find().filter(row::Column::Email.eq(email.as_str()));
        found.one(self.conn).await?.map(entity).transpose()
    }

    /// The person of an address, and the password's hash where one is set: for the verification of a password alone.
    pub async fn by_email(&self, email: &Email) -> Result<Option<(Person, Option<PasswordHash>)>> {
        let found = account::Entity::find().filter(account::Column::Email.eq(email.as_str()));
        found.one(self.conn).await?.map(with_password).transpose()
    }

    /// The person and their password's hash, the row locked until the transaction ends.
    pub async fn lock(&self, id: PersonId) -> Result<Option<(Person, Option<PasswordHash>)>> {
        let found = account::Entity::find_by_id(id.uuid()).lock_exclusive().one(self.conn).await?;
        found.map(with_password).transpose()
    }

    /// The person and their password's hash. Until the transaction ends the row stays as it is; others may lock it so
    /// too.
    pub async fn lock_shared(&self, id: PersonId) -> Result<Option<(Person, Option<PasswordHash>)>> {
        let found = account::Entity::find_by_id(id.uuid()).lock_shared().one(self.conn).await?;
        found.map(with_password).transpose()
    }

    /// Whether a session's person is a platform operator; not where the session has ended. Until this
    /// transaction ends no other ends the session, or changes the person's row.
    pub async fn lock_operator(&self, session: SessionId, now: Timestamp) -> Result<bool> {
        let find = row::Entity::find()
            .filter(row::Column::Operator.eq(true))
            .filter(session_row::is_person_of(row::Column::Id, session, now));
        Ok(find.lock_shared().one(self.conn).await?.is_some())
    }

    /// Locks all platform operators until the transaction ends, always in the same order: no other changes their rows.
    pub async fn lock_operators(&self) -> Result<()> {
        let find = row::Entity::find().filter(row::Column::Operator.eq(true)).order_by_asc(row::Column::Id);
        find.lock(LockType::NoKeyUpdate).all(self.conn).await?;
        Ok(())
    }

    /// All platform operators, by name.
    pub async fn operators(&self) -> Result<Vec<Person>> {
        let find = row::Entity::find().filter(row::Column::Operator.eq(true));
        let find = find.order_by_asc(row::Column::Name).order_by_asc(row::Column::Id);
        find.all(self.conn).await?.into_iter().map(entity).collect()
    }

    /// # Errors
    /// `NotFound` where there is no such person.
    pub async fn set_name(&self, id: PersonId, name: &str) -> Result<()> {
        self.set(id, row::Column::Name, Expr::value(name.to_owned())).await
    }

    /// # Errors
    /// `Conflict` where another person has this address, `NotFound` where there is no such person.
    pub async fn set_email(&self, id: PersonId, email: &Email) -> Result<()> {
        self.set(id, row::Column::Email, Expr::value(email.as_str().to_owned())).await
    }

    /// # Errors
    /// `NotFound` where there is no such person.
    pub async fn set_password(&self, id: PersonId, password: &PasswordHash) -> Result<()> {
        let update = account::Entity::update_many()
            .col_expr(account::Column::PasswordHash, Expr::value(password.0.as_str()))
            .filter(account::Column::Id.eq(id.uuid()));
        one_changed(update.exec(self.conn).await?.rows_affected)
    }

    /// Makes a person a platform operator, or no longer one.
    ///
    /// # Errors
    /// `NotFound` where there is no such person.
    pub async fn set_operator(&self, id: PersonId, operator: bool) -> Result<()> {
        self.set(id, row::Column::Operator, Expr::value(operator)).await
    }

    async fn set(&self, id: PersonId, column: row::Column, value: Expr) -> Result<()> {
        let update = row::Entity::update_many().col_expr(column, value).filter(row::Column::Id.eq(id.uuid()));
        one_changed(update.exec(self.conn).await?.rows_affected)
    }

    /// Whether there is a platform operator.
    pub async fn has_operator(&self) -> Result<bool> {
        Ok(row::Entity::find().filter(row::Column::Operator.eq(true)).count(self.conn).await? > 0)
    }

    pub(crate) async fn is_any(&self) -> Result<bool> {
        Ok(row::Entity::find().count(self.conn).await? > 0)
    }
}

fn with_password(row: account::Model) -> Result<(Person, Option<PasswordHash>)> {
    let account::Model { id, email, name, password_hash, operator, created_at } = row;
    let person = entity(row::Model { id, email, name, operator, created_at })?;
    Ok((person, password_hash.map(PasswordHash)))
}

pub(crate) fn entity(row: row::Model) -> Result<Person> {
    Ok(Person {
        id: PersonId::from_uuid(row.id),
        email: Email::kept(&row.email).map_err(|error| corrupt("people", "email", error))?,
        name: row.name,
        operator: row.operator,
        created_at: row.created_at,
    })
}
