use std::{collections::HashMap, fmt};

use model::{
    ids::PersonId,
    person::{Email, Person},
    publisher::Publisher,
    role::{PublisherRole, TenantRole},
    tenant::Tenant,
};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};

use crate::{
    Platform, Result,
    rows::{self, one_changed, parse, people as row},
};

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

#[derive(Debug, Clone, Copy)]
pub struct People<'a> {
    conn: &'a DatabaseTransaction,
    platform: Platform<'a>,
}

impl<'a> Platform<'a> {
    pub const fn people(&self) -> People<'a> {
        People { conn: self.conn, platform: *self }
    }
}

impl People<'_> {
    /// # Errors
    /// `Conflict` for `people.email`.
    pub async fn insert(&self, person: &Person, password: Option<&PasswordHash>) -> Result<()> {
        let row = row::Model {
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
        let ids = ids.into_iter().map(PersonId::uuid);
        let found = row::Entity::find().filter(row::Column::Id.is_in(ids)).all(self.conn).await?;
        Ok(found.into_iter().map(|person| (PersonId::from_uuid(person.id), person.name)).collect())
    }

    /// The person of an address, and the password's hash where one is set.
    pub async fn by_email(&self, email: &Email) -> Result<Option<(Person, Option<PasswordHash>)>> {
        let found = row::Entity::find().filter(row::Column::Email.eq(email.as_str())).one(self.conn).await?;
        let Some(mut found) = found else { return Ok(None) };
        let password = found.password_hash.take().map(PasswordHash);
        Ok(Some((entity(found)?, password)))
    }

    /// # Errors
    /// `NotFound` where there is no such person.
    pub async fn set_password(&self, id: PersonId, password: &PasswordHash) -> Result<()> {
        self.set(id, row::Column::PasswordHash, Expr::value(password.0.as_str())).await
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

    pub async fn memberships(&self, id: PersonId) -> Result<Memberships> {
        let publishers = self.platform.publishers().of_person(id).await?;
        let tenants = self.platform.tenants().of_person(id).await?;
        Ok(Memberships { tenants, publishers })
    }
}

pub(crate) fn entity(row: row::Model) -> Result<Person> {
    Ok(Person {
        id: PersonId::from_uuid(row.id),
        email: parse("people", "email", &row.email)?,
        name: row.name,
        operator: row.operator,
        created_at: row.created_at,
    })
}
