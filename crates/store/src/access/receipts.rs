//! The signed receipts of a tenant's decisions.

use model::{
    Timestamp,
    ids::{ConnectionId, CredentialId, PersonId, ReceiptId, TenantId},
    receipt::Decision,
};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect, Select, sea_query::Expr,
};
use uuid::Uuid;

use crate::database::Tenanted;
use crate::errors::Result;
use crate::rows::{self, corrupt, number, parse, receipts as row};
use crate::search::listing::{Listed, Listing, part};

/// What a decision was about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// A connection, and the version of its app.
    Connection { id: ConnectionId, version: u32 },
    /// Credentials of the tenant's own.
    Credential(CredentialId),
}

/// A receipt, as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    pub id: ReceiptId,
    pub about: About,
    pub decision: Decision,
    pub person: PersonId,
    /// The person's name at that time.
    pub person_name: String,
    pub at: Timestamp,
}

#[derive(Debug, Clone, Copy)]
pub struct Receipts<'a> {
    conn: &'a DatabaseTransaction,
    tenant: TenantId,
}

impl<'a> Tenanted<'a> {
    pub const fn receipts(&self) -> Receipts<'a> {
        Receipts { conn: self.conn, tenant: self.tenant() }
    }
}

/// All columns but the signed text, in the order of [`receipt`].
type Columns = (Uuid, Option<Uuid>, Option<i32>, Option<Uuid>, String, Uuid, String, Timestamp);

impl Receipts<'_> {
    /// `jws`: the receipt itself, signed.
    pub async fn insert(&self, receipt: &Receipt, jws: String) -> Result<()> {
        let (connection_id, version, credential_id) = match receipt.about {
            About::Connection { id, version } => {
                (Some(id.uuid()), Some(number("receipts", "version", version)?), None)
            }
            About::Credential(id) => (None, None, Some(id.uuid())),
        };
        let row = row::Model {
            tenant_id: self.tenant.uuid(),
            id: receipt.id.uuid(),
            connection_id,
            decision: receipt.decision.to_string(),
            version,
            person_id: receipt.person.uuid(),
            person_name: receipt.person_name.clone(),
            decided_at: receipt.at,
            jws,
            credential_id,
        };
        rows::insert(self.conn, row).await
    }

    /// The signed text.
    pub async fn jws(&self, id: ReceiptId) -> Result<Option<String>> {
        let jws = self.select().filter(row::Column::Id.eq(id.uuid())).select_only().column(row::Column::Jws);
        Ok(jws.into_tuple().one(self.conn).await?)
    }

    /// Those of one connection.
    pub async fn of_connection(
        &self,
        connection: ConnectionId,
        listing: &Listing,
    ) -> Result<Listed<Receipt>> {
        self.listed(row::Column::ConnectionId.eq(connection.uuid()), listing).await
    }

    /// Those of credentials of the tenant's own.
    pub async fn of_credential(
        &self,
        credential: CredentialId,
        listing: &Listing,
    ) -> Result<Listed<Receipt>> {
        self.listed(row::Column::CredentialId.eq(credential.uuid()), listing).await
    }

    async fn listed(&self, which: Expr, listing: &Listing) -> Result<Listed<Receipt>> {
        let all = self.select().filter(which);
        let select = all.clone().select_only().columns([
            row::Column::Id,
            row::Column::ConnectionId,
            row::Column::Version,
            row::Column::CredentialId,
            row::Column::Decision,
            row::Column::PersonId,
            row::Column::PersonName,
            row::Column::DecidedAt,
        ]);
        let found: Vec<Columns> = part(select, row::Column::Id, listing).into_tuple().all(self.conn).await?;
        Listed::new(found, listing).counted(listing, all, self.conn).await?.try_map(receipt)
    }

    fn select(&self) -> Select<row::Entity> {
        row::Entity::find().filter(row::Column::TenantId.eq(self.tenant.uuid()))
    }
}

fn receipt(
    (id, connection, version, credential, decision, person, person_name, at): Columns,
) -> Result<Receipt> {
    let about = match (connection, version, credential) {
        (Some(connection), Some(version), None) => About::Connection {
            id: ConnectionId::from_uuid(connection),
            version: number("receipts", "version", version)?,
        },
        (None, None, Some(credential)) => About::Credential(CredentialId::from_uuid(credential)),
        _ => return Err(corrupt("receipts", "connection_id", "about two, or about nothing")),
    };
    Ok(Receipt {
        id: ReceiptId::from_uuid(id),
        about,
        decision: parse("receipts", "decision", &decision)?,
        person: PersonId::from_uuid(person),
        person_name,
        at,
    })
}
