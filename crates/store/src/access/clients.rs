//! Clients with their secrets and rate limits, read in one statement.

use model::{
    credential::{Credential, Secret},
    ids::{ConnectionId, CredentialId},
};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::refusals::{self, Refusals};
use super::{credentials, secrets};
use crate::database::{Platform, Tenanted};
use crate::errors::Result;
use crate::rows::{credentials as row, refusals as refusal_row, secrets as secret_row};

/// A credential that is not deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    pub credential: Credential,
    /// The newest first.
    pub secrets: Vec<Secret>,
    /// `None` where limits never refused it.
    pub refusals: Option<Refusals>,
}

impl Tenanted<'_> {
    /// Those of these connections.
    pub async fn clients_of(&self, connections: &[ConnectionId]) -> Result<Vec<Client>> {
        if connections.is_empty() {
            return Ok(Vec::new());
        }
        find(self.conn, self.own().add(of(connections))).await
    }

    /// Those of these that there are, the newest first.
    pub async fn clients(&self, credentials: &[CredentialId]) -> Result<Vec<Client>> {
        if credentials.is_empty() {
            return Ok(Vec::new());
        }
        let these = row::Column::Id.is_in(credentials.iter().map(|id| id.uuid()));
        find(self.conn, self.own().add(these)).await
    }

    fn own(&self) -> Condition {
        Condition::all().add(row::Column::TenantId.eq(self.tenant.uuid()))
    }
}

impl Platform<'_> {
    /// Those of these connections, whatever the tenant.
    pub async fn clients_of(&self, connections: &[ConnectionId]) -> Result<Vec<Client>> {
        if connections.is_empty() {
            return Ok(Vec::new());
        }
        find(self.conn, Condition::all().add(of(connections))).await
    }

    /// At most `limit` clients after `after`, in order of id, whose secrets are to retire by themselves and that have
    /// signed in as workloads.
    pub async fn retiring_clients(&self, after: Option<CredentialId>, limit: u64) -> Result<Vec<Client>> {
        let mut select = row::Entity::find()
            .select_only()
            .column(row::Column::Id)
            .filter(row::Column::DeletedAt.is_null())
            .filter(row::Column::SecretRetiresAfterDays.is_not_null())
            .filter(row::Column::WorkloadLastUsedAt.is_not_null());
        if let Some(after) = after {
            select = select.filter(row::Column::Id.gt(after.uuid()));
        }
        let select = select.order_by_asc(row::Column::Id).limit(limit);
        let ids: Vec<Uuid> = select.into_tuple().all(self.conn).await?;
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut found = find(self.conn, Condition::all().add(row::Column::Id.is_in(ids))).await?;
        found.reverse();
        Ok(found)
    }
}

fn of(connections: &[ConnectionId]) -> sea_orm::sea_query::Expr {
    row::Column::ConnectionId.is_in(connections.iter().map(|id| id.uuid()))
}

async fn find(conn: &DatabaseTransaction, these: Condition) -> Result<Vec<Client>> {
    let found = row::Entity::find()
        .find_also_related(secret_row::Entity)
        .find_also(row::Entity, refusal_row::Entity)
        .filter(row::Column::DeletedAt.is_null())
        .filter(these)
        .order_by_desc(row::Column::Id)
        .order_by_desc(secret_row::Column::Id);
    let mut clients: Vec<Client> = Vec::new();
    for (credential, secret, refusals) in found.all(conn).await? {
        let secret = secret.map(secrets::entity);
        match clients.last_mut().filter(|last| last.credential.id.uuid() == credential.id) {
            Some(client) => client.secrets.extend(secret),
            None => clients.push(Client {
                credential: credentials::entity(credential)?,
                secrets: secret.into_iter().collect(),
                refusals: refusals.as_ref().map(refusals::entity).transpose()?,
            }),
        }
    }
    Ok(clients)
}
