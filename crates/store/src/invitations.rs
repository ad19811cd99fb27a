use model::{
    Timestamp,
    ids::{InvitationId, PersonId, PublisherId, TenantId},
    person::{Invitation, InvitedTo},
};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, Select, sea_query::Expr,
};

use crate::{
    Error, Platform, Result,
    rows::{self, corrupt, invitations as row, parse},
};

#[derive(Debug, Clone, Copy)]
pub struct Invitations<'a> {
    conn: &'a DatabaseTransaction,
}

impl<'a> Platform<'a> {
    pub const fn invitations(&self) -> Invitations<'a> {
        Invitations { conn: self.conn }
    }
}

impl Invitations<'_> {
    /// `token_hash` is the SHA-256 of the link's token; nobody has made the one that the command line prints.
    pub async fn insert(
        &self,
        invitation: &Invitation,
        token_hash: &[u8; 32],
        created_by: Option<PersonId>,
    ) -> Result<()> {
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
            created_by: created_by.map(PersonId::uuid),
            created_at: invitation.created_at,
            expires_at: invitation.expires_at,
            accepted_at: None,
        };
        rows::insert(self.conn, row).await
    }

    /// The invitation of a token, unless accepted or expired.
    pub async fn find(&self, token_hash: &[u8; 32], now: Timestamp) -> Result<Option<Invitation>> {
        let find = open(now).filter(row::Column::TokenHash.eq(token_hash.to_vec()));
        find.one(self.conn).await?.as_ref().map(entity).transpose()
    }

    /// Uses it up, once.
    ///
    /// # Errors
    /// `LostRace` where it has been accepted, has expired or is gone.
    pub async fn accept(&self, id: InvitationId, at: Timestamp) -> Result<()> {
        let update = row::Entity::update_many()
            .col_expr(row::Column::AcceptedAt, Expr::value(at))
            .filter(row::Column::Id.eq(id.uuid()))
            .filter(row::Column::AcceptedAt.is_null())
            .filter(row::Column::ExpiresAt.gt(at));
        if update.exec(self.conn).await?.rows_affected == 1 { Ok(()) } else { Err(Error::LostRace) }
    }

    /// A tenant's open invitations, newest first.
    pub async fn of_tenant(&self, tenant: TenantId, now: Timestamp) -> Result<Vec<Invitation>> {
        self.all(open(now).filter(row::Column::TenantId.eq(tenant.uuid()))).await
    }

    /// A publisher's open invitations, newest first.
    pub async fn of_publisher(&self, publisher: PublisherId, now: Timestamp) -> Result<Vec<Invitation>> {
        self.all(open(now).filter(row::Column::PublisherId.eq(publisher.uuid()))).await
    }

    async fn all(&self, select: Select<row::Entity>) -> Result<Vec<Invitation>> {
        let rows = select.order_by_desc(row::Column::Id).all(self.conn).await?;
        rows.iter().map(entity).collect()
    }
}

fn open(now: Timestamp) -> Select<row::Entity> {
    row::Entity::find().filter(row::Column::AcceptedAt.is_null()).filter(row::Column::ExpiresAt.gt(now))
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
        email: parse("invitations", "email", &row.email)?,
        to,
        created_at: row.created_at,
        expires_at: row.expires_at,
    })
}
