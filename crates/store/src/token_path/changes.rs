//! The rows of the change log: one for each change that matters to the token path, in the transaction of the change.

use model::{
    Timestamp,
    connection::Connection,
    credential::Credential,
    ids::{ConnectionId, CredentialId, TenantId},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Statement, Value,
};
use uuid::Uuid;

use super::places::{Epoch, Place};
use crate::database::Platform;
use crate::errors::Result;
use crate::rows::{changes as change, insert_all, parts};

/// Puts rows in behind a lock, which is held until the transaction ends, so that sequence numbers become visible in order
/// and a poll that has seen one number has seen all below it. A row is joined with the lock before the database gives it
/// its number. Nodes that listen (see `listener`) are woken when the transaction commits.
const INSERT_LOCKED: &str = "INSERT INTO \"changes\" (tenant_id, connection_id, credential_id, jti, at) \
     SELECT added.* FROM \
     (SELECT pg_advisory_xact_lock(7236829514002), pg_notify('grantry_changes', '')) AS log_lock, \
     (VALUES ";

/// What changed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Change {
    /// What belongs to no tenant: the catalogue, or the signing keys.
    Platform,
    /// The tenant itself, or several of its clients.
    Tenant(TenantId),
    /// A connection's state, grant or generation, or its credential.
    Connection(TenantId, ConnectionId),
    /// A credential's secrets, scopes, generation or end.
    Credential(TenantId, CredentialId),
    /// An access token was revoked: its `jti`.
    Token(String),
}

/// A change with its place in the order of all changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    pub place: Place,
    pub change: Change,
}

impl Change {
    /// Whose it is; `None` for the platform's.
    pub(crate) const fn tenant(&self) -> Option<TenantId> {
        match self {
            Self::Platform | Self::Token(_) => None,
            Self::Tenant(tenant) | Self::Connection(tenant, _) | Self::Credential(tenant, _) => Some(*tenant),
        }
    }
}

impl Platform<'_> {
    /// At most `limit` changes after number `sequence`, in order.
    pub async fn changes_after(&self, sequence: i64, limit: u64) -> Result<Vec<Recorded>> {
        let rows = change::Entity::find()
            .filter(change::Column::Sequence.gt(sequence))
            .order_by_asc(change::Column::Sequence)
            .limit(limit)
            .all(self.conn)
            .await?;
        let epoch = self.epoch().await?;
        Ok(rows.iter().map(|row| Recorded::read(row, epoch)).collect())
    }
}

impl Recorded {
    pub(crate) fn read(row: &change::Model, epoch: Epoch) -> Self {
        let change = match (row.tenant_id, row.connection_id, row.credential_id) {
            (None, _, _) => row.jti.clone().map_or(Change::Platform, Change::Token),
            (Some(tenant), Some(connection), _) => {
                Change::Connection(TenantId::from_uuid(tenant), ConnectionId::from_uuid(connection))
            }
            (Some(tenant), None, Some(credential)) => {
                Change::Credential(TenantId::from_uuid(tenant), CredentialId::from_uuid(credential))
            }
            (Some(tenant), None, None) => Change::Tenant(TenantId::from_uuid(tenant)),
        };
        Self { place: Place { epoch, sequence: row.sequence, mark: Some(row.mark) }, change }
    }
}

impl From<&Connection> for Change {
    fn from(connection: &Connection) -> Self {
        Self::Connection(connection.tenant, connection.id)
    }
}

impl From<&Credential> for Change {
    fn from(credential: &Credential) -> Self {
        Self::Credential(credential.tenant, credential.id)
    }
}

/// Makes every node load again what changed. Every other change waits from here to the end of the
/// transaction.
pub(crate) async fn record(conn: &DatabaseTransaction, changes: &[Change], at: Timestamp) -> Result<()> {
    if conn.get_database_backend() != DbBackend::Postgres {
        return insert_all(conn, changes.iter().map(|change| row_of(change, at)).collect()).await;
    }
    for part in parts(changes.to_vec()) {
        conn.execute_raw(insert_locked(&part, at)).await?;
    }
    Ok(())
}

fn insert_locked(changes: &[Change], at: Timestamp) -> Statement {
    let row = |number: usize| {
        let [tenant, connection, credential, jti, at] = std::array::from_fn(|column| number * 5 + column + 1);
        format!(
            "(${tenant}::uuid, ${connection}::uuid, ${credential}::uuid, ${jti}::text, ${at}::timestamptz)"
        )
    };
    let rows: Vec<_> = (0..changes.len()).map(row).collect();
    let sql = format!("{INSERT_LOCKED}{}) AS added", rows.join(", "));
    let values = changes.iter().flat_map(|change| {
        let Columns { tenant, connection, credential, jti } = columns(change);
        let row: [Value; 5] = [tenant.into(), connection.into(), credential.into(), jti.into(), at.into()];
        row
    });
    Statement::from_sql_and_values(DbBackend::Postgres, sql, values)
}

fn row_of(change: &Change, at: Timestamp) -> change::ActiveModel {
    let Columns { tenant, connection, credential, jti } = columns(change);
    change::ActiveModel {
        sequence: NotSet,
        tenant_id: Set(tenant),
        connection_id: Set(connection),
        credential_id: Set(credential),
        jti: Set(jti),
        at: Set(at),
        mark: NotSet,
    }
}

struct Columns {
    tenant: Option<Uuid>,
    connection: Option<Uuid>,
    credential: Option<Uuid>,
    jti: Option<String>,
}

fn columns(change: &Change) -> Columns {
    let (connection, credential, jti) = match change {
        Change::Platform | Change::Tenant(_) => (None, None, None),
        Change::Connection(_, connection) => (Some(connection.uuid()), None, None),
        Change::Credential(_, credential) => (None, Some(credential.uuid()), None),
        Change::Token(jti) => (None, None, Some(jti.clone())),
    };
    Columns { tenant: change.tenant().map(TenantId::uuid), connection, credential, jti }
}
