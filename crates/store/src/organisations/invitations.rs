//! Queries of one-time set-up links.

use model::{
    Timestamp,
    audit::AuditChain,
    ids::{InvitationId, PersonId, PublisherId, TenantId},
    person::{Email, Invitation, InvitedTo},
};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Select, sea_query::Expr,
};

use crate::database::Shared;
use crate::errors::{Error, Result};
use crate::rows::{self, corrupt, invitations as row, parse};

#[derive(Debug, Clone, Copy)]
pub struct Invitations<'a> {
    conn: &'a DatabaseTransaction,
}

impl<'a> Shared<'a> {
    pub const fn invitations(&self) -> Invitations<'a> {
        Invitations { conn: self.conn }
    }
}

impl Invitations<'_> {
    /// `token_hash` is the SHA-256 of the link's token.
    pub async fn insert(&self, invitation: &Invitation, token_hash: &[u8; 32]) -> Result<()> {
        let (kind, tenant, publisher, role) = match invitation.to {
            InvitedTo::Operator => ("operator", None, None, None),
            InvitedTo::Tenant(tenant, role) => ("tenant", Some(tenant.uuid()), None, Some(role.as_str())),
            InvitedTo::Publisher(publisher, role) => {
                ("publisher", None, Some(publisher.uuid()), Some(role.as_str()))
            }
        };
        let row = row::Model {
            id: invitation.id.uuid(),
            token_hash: token_hash.to_vec(),
            email: invitation.email.as_str().to_owned(),
            kind: kind.to_owned(),
            tenant_id: tenant,
            publisher_id: publisher,
            role: role.map(str::to_owned),
            created_by: invitation.created_by.map(PersonId::uuid),
            created_at: invitation.created_at,
            expires_at: invitation.expires_at,
            accepted_at: None,
            ended_at: None,
            mailed: invitation.mailed,
        };
        rows::insert(self.conn, row).await
    }

    /// The invitation of a token, unless accepted, ended or expired.
    pub async fn find(&self, token_hash: &[u8; 32], now: Timestamp) -> Result<Option<Invitation>> {
        let find = pending().filter(row::Column::ExpiresAt.gt(now));
        let find = find.filter(row::Column::TokenHash.eq(token_hash.to_vec()));
        find.one(self.conn).await?.as_ref().map(entity).transpose()
    }

    /// Gives one that is mailed the token of its next mail; whether it is still pending and not too old.
    pub async fn set_token(&self, id: InvitationId, token_hash: &[u8; 32], now: Timestamp) -> Result<bool> {
        let update = row::Entity::update_many()
            .col_expr(row::Column::TokenHash, Expr::value(token_hash.to_vec()))
            .filter(row::Column::Id.eq(id.uuid()))
            .filter(row::Column::Mailed.eq(true))
            .filter(row::Column::AcceptedAt.is_null())
            .filter(row::Column::EndedAt.is_null())
            .filter(row::Column::ExpiresAt.gt(now));
        Ok(update.exec(self.conn).await?.rows_affected == 1)
    }

    /// Marks it as accepted, once.
    ///
    /// # Errors
    /// `LostRace` where it has been accepted, has ended or expired, or is gone.
    pub async fn accept(&self, id: InvitationId, at: Timestamp) -> Result<()> {
        let update = row::Entity::update_many()
            .col_expr(row::Column::AcceptedAt, Expr::value(at))
            .filter(row::Column::Id.eq(id.uuid()))
            .filter(row::Column::AcceptedAt.is_null())
            .filter(row::Column::EndedAt.is_null())
            .filter(row::Column::ExpiresAt.gt(at));
        if update.exec(self.conn).await?.rows_affected == 1 { Ok(()) } else { Err(Error::LostRace) }
    }

    /// Ends it, unless it was accepted or has ended before; whether it did.
    pub async fn end(&self, id: InvitationId, at: Timestamp) -> Result<bool> {
        let update = row::Entity::update_many()
            .col_expr(row::Column::EndedAt, Expr::value(at))
            .filter(row::Column::Id.eq(id.uuid()))
            .filter(row::Column::AcceptedAt.is_null())
            .filter(row::Column::EndedAt.is_null());
        Ok(update.exec(self.conn).await?.rows_affected == 1)
    }

    /// One that is pending; an expired one too.
    pub async fn get(&self, id: InvitationId) -> Result<Option<Invitation>> {
        let found = pending().filter(row::Column::Id.eq(id.uuid())).one(self.conn).await?;
        found.as_ref().map(entity).transpose()
    }

    /// Those of an organisation that are pending, expired ones too, newest first.
    pub async fn of(&self, organisation: AuditChain) -> Result<Vec<Invitation>> {
        self.all(match organisation {
            AuditChain::Platform => pending().filter(row::Column::Kind.eq("operator")),
            AuditChain::Tenant(tenant) => pending().filter(row::Column::TenantId.eq(tenant.uuid())),
            AuditChain::Publisher(publisher) => {
                pending().filter(row::Column::PublisherId.eq(publisher.uuid()))
            }
        })
        .await
    }

    /// Those that a person made, to whatever organisation, and that are pending, newest first.
    pub async fn made_by(&self, person: PersonId) -> Result<Vec<Invitation>> {
        self.all(pending().filter(row::Column::CreatedBy.eq(person.uuid()))).await
    }

    /// How many there are, not used and not too old, to the same organisation or to the platform.
    pub async fn count_open(&self, to: InvitedTo, now: Timestamp) -> Result<u64> {
        let open = pending().filter(row::Column::ExpiresAt.gt(now));
        Ok(to_the_same(open, to).count(self.conn).await?)
    }

    /// To whom those to the same organisation, or to the platform, were made after `since` to be mailed, whatever became
    /// of them: one address for each, of `most` at most.
    pub async fn mailed_since(&self, to: InvitedTo, since: Timestamp, most: u64) -> Result<Vec<Email>> {
        let mailed = row::Entity::find()
            .filter(row::Column::Mailed.eq(true))
            .filter(row::Column::CreatedAt.gt(since))
            .limit(most);
        let rows = to_the_same(mailed, to).all(self.conn).await?;
        rows.iter().map(|row| entity(row).map(|one| one.email)).collect()
    }

    async fn all(&self, select: Select<row::Entity>) -> Result<Vec<Invitation>> {
        let rows = select.order_by_desc(row::Column::Id).all(self.conn).await?;
        rows.iter().map(entity).collect()
    }
}

fn to_the_same(select: Select<row::Entity>, to: InvitedTo) -> Select<row::Entity> {
    match to {
        InvitedTo::Operator => select.filter(row::Column::Kind.eq("operator")),
        InvitedTo::Tenant(tenant, _) => select.filter(row::Column::TenantId.eq(tenant.uuid())),
        InvitedTo::Publisher(publisher, _) => select.filter(row::Column::PublisherId.eq(publisher.uuid())),
    }
}

fn pending() -> Select<row::Entity> {
    row::Entity::find().filter(row::Column::AcceptedAt.is_null()).filter(row::Column::EndedAt.is_null())
}

fn entity(row: &row::Model) -> Result<Invitation> {
    let role = row.role.as_deref().unwrap_or_default();
    let to = match (row.kind.as_str(), row.tenant_id, row.publisher_id) {
        ("operator", None, None) => InvitedTo::Operator,
        ("tenant", Some(tenant), None) => {
            InvitedTo::Tenant(TenantId::from_uuid(tenant), parse("invitations", "role", role)?)
        }
        ("publisher", None, Some(publisher)) => {
            InvitedTo::Publisher(PublisherId::from_uuid(publisher), parse("invitations", "role", role)?)
        }
        (kind, ..) => return Err(corrupt("invitations", "kind", kind)),
    };
    Ok(Invitation {
        id: InvitationId::from_uuid(row.id),
        email: Email::kept(&row.email).map_err(|error| corrupt("invitations", "email", error))?,
        to,
        created_by: row.created_by.map(PersonId::from_uuid),
        created_at: row.created_at,
        expires_at: row.expires_at,
        mailed: row.mailed,
    })
}
