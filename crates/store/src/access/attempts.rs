//! What clients asked for lately: written for many at once and outside requests, read by the clients' own people.

use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;

use model::{
    Timestamp,
    attempt::{Endpoint, Refusal},
    ids::{CredentialId, SecretId, TenantId},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Statement, sea_query::OnConflict,
};
use uuid::Uuid;

use super::secrets::SecretHash;
use crate::database::{Platform, Tenanted};
use crate::errors::Result;
use crate::rows::{attempts as row, former_secrets, parse, parts, secrets};

/// Refusals of a client that are kept, and requests that got a token.
pub const REFUSALS_KEPT: usize = 50;
pub const TOKENS_KEPT: usize = 5;
/// Clients in one statement.
const CLIENTS_AT_ONCE: usize = 100;
/// Nodes that write at the same time may leave a few more of a client than are kept.
const READ: u64 = 2 * (REFUSALS_KEPT + TOKENS_KEPT) as u64;

/// An attempt as a node has seen it.
#[derive(Debug, Clone)]
pub struct NewAttempt {
    /// The request's id.
    pub request: u128,
    pub tenant: TenantId,
    pub client: CredentialId,
    pub at: Timestamp,
    pub endpoint: Endpoint,
    /// `None`: it got a token.
    pub refusal: Option<Refusal>,
    pub detail: Option<String>,
    pub answer: Option<String>,
    pub address: Option<IpAddr>,
    pub user_agent: Option<String>,
    /// Of a wrong secret, to be compared with those that the client had. It is not written.
    pub presented: Option<SecretHash>,
}

/// An attempt as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    pub request: Uuid,
    pub at: Timestamp,
    pub endpoint: Endpoint,
    pub refusal: Option<Refusal>,
    pub detail: Option<String>,
    pub answer: Option<String>,
    pub address: Option<String>,
    pub user_agent: Option<String>,
    /// The secret that was presented, where the client had it once.
    pub secret: Option<SecretId>,
}

#[derive(Debug, Clone, Copy)]
pub struct Attempts<'a> {
    conn: &'a DatabaseTransaction,
    tenant: TenantId,
}

impl<'a> Tenanted<'a> {
    pub const fn attempts(&self) -> Attempts<'a> {
        Attempts { conn: self.conn, tenant: self.tenant() }
    }
}

impl Attempts<'_> {
    /// Those of a client that are kept, the newest first.
    pub async fn of(&self, client: CredentialId) -> Result<Vec<Attempt>> {
        let found = row::Entity::find()
            .filter(row::Column::TenantId.eq(self.tenant.uuid()))
            .filter(row::Column::CredentialId.eq(client.uuid()))
            .order_by_desc(row::Column::MadeAt)
            .order_by_desc(row::Column::RequestId)
            .limit(READ);
        let found = found.all(self.conn).await?.into_iter().map(entity).collect::<Result<Vec<_>>>()?;
        let (mut refused, mut granted) = (0, 0);
        let is_kept = |one: &Attempt| {
            let (seen, most) = match one.refusal {
                Some(_) => (&mut refused, REFUSALS_KEPT),
                None => (&mut granted, TOKENS_KEPT),
            };
            *seen += 1;
            *seen <= most
        };
        Ok(found.into_iter().filter(is_kept).collect())
    }
}

impl Platform<'_> {
    /// Puts attempts in, and forgets those of the same clients that are not kept any more. One that is there stays; how
    /// many were not.
    pub async fn note_attempts(&self, attempts: &[NewAttempt]) -> Result<u64> {
        let known = self.known_secrets(attempts).await?;
        let rows: Vec<_> = attempts.iter().map(|one| model(one, &known).into_active_model()).collect();
        let mut new = 0;
        for part in parts(rows) {
            let nothing = OnConflict::new().do_nothing().to_owned();
            new +=
                row::Entity::insert_many(part).on_conflict(nothing).exec_without_returning(self.conn).await?;
        }
        let clients: BTreeSet<_> = attempts.iter().map(|one| one.client.uuid()).collect();
        let clients: Vec<_> = clients.into_iter().collect();
        for part in clients.chunks(CLIENTS_AT_ONCE) {
            self.forget_surplus(part).await?;
        }
        Ok(new)
    }

    /// The secrets that the clients of wrong ones have had, by client and hash.
    async fn known_secrets(&self, attempts: &[NewAttempt]) -> Result<HashMap<(Uuid, Vec<u8>), Known>> {
        let wrong = attempts.iter().filter(|one| one.presented.is_some());
        let clients: BTreeSet<_> = wrong.map(|one| (one.client.uuid(), one.tenant.uuid())).collect();
        let clients: Vec<_> = clients.into_iter().collect();
        let mut known = HashMap::new();
        for part in clients.chunks(CLIENTS_AT_ONCE) {
            let (ids, tenants): (Vec<_>, BTreeSet<_>) = part.iter().copied().unzip();
            let former = former_secrets::Entity::find()
                .filter(former_secrets::Column::TenantId.is_in(tenants.iter().copied()))
                .filter(former_secrets::Column::CredentialId.is_in(ids.iter().copied()));
            for row in former.all(self.conn).await? {
                known.insert((row.credential_id, row.hash), Known { id: row.id, ended: None });
            }
            let ending = secrets::Entity::find()
                .filter(secrets::Column::TenantId.is_in(tenants))
                .filter(secrets::Column::CredentialId.is_in(ids))
                .filter(secrets::Column::ExpiresAt.is_not_null());
            for row in ending.all(self.conn).await? {
                known.insert((row.credential_id, row.hash), Known { id: row.id, ended: row.expires_at });
            }
        }
        Ok(known)
    }

    async fn forget_surplus(&self, clients: &[Uuid]) -> Result<()> {
        let places: Vec<_> = (1..=clients.len()).map(|place| format!("${place}")).collect();
        let sql = format!(
            "DELETE FROM attempts WHERE request_id IN (SELECT request_id FROM (
                SELECT request_id, refusal, row_number() OVER (
                    PARTITION BY credential_id, refusal IS NULL ORDER BY made_at DESC, request_id DESC
                ) AS place
                FROM attempts WHERE credential_id IN ({})
            ) AS placed WHERE place > CASE WHEN refusal IS NULL THEN {TOKENS_KEPT} ELSE {REFUSALS_KEPT} END)",
            places.join(", ")
        );
        let values = clients.iter().map(|id| (*id).into());
        let backend = self.conn.get_database_backend();
        self.conn.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        Ok(())
    }

    /// Forgets attempts from before; how many they were.
    pub async fn forget_attempts(&self, before: Timestamp) -> Result<u64> {
        let old = row::Entity::delete_many().filter(row::Column::MadeAt.lt(before));
        Ok(old.exec(self.conn).await?.rows_affected)
    }
}

/// A secret that a client has had.
struct Known {
    id: Uuid,
    /// When it ends by itself; `None` where it was replaced or retired.
    ended: Option<Timestamp>,
}

fn model(one: &NewAttempt, known: &HashMap<(Uuid, Vec<u8>), Known>) -> row::Model {
    let presented = one.presented.clone().map(|hash| (one.client.uuid(), hash.into_bytes()));
    let (refusal, secret_id) = match presented.and_then(|presented| known.get(&presented)) {
        Some(Known { id, ended: None }) => (Some(Refusal::FormerSecret), Some(*id)),
        Some(Known { id, ended: Some(end) }) if *end <= one.at => (Some(Refusal::ExpiredSecret), Some(*id)),
        _ => (one.refusal, None),
    };
    row::Model {
        request_id: Uuid::from_u128(one.request),
        tenant_id: one.tenant.uuid(),
        credential_id: one.client.uuid(),
        made_at: one.at,
        endpoint: one.endpoint.as_str().to_owned(),
        refusal: refusal.map(|refusal| refusal.as_str().to_owned()),
        detail: one.detail.clone(),
        answer: one.answer.clone(),
        address: one.address.map(|address| address.to_string()),
        user_agent: one.user_agent.clone(),
        secret_id,
    }
}

fn entity(row: row::Model) -> Result<Attempt> {
    Ok(Attempt {
        request: row.request_id,
        at: row.made_at,
        endpoint: parse("attempts", "endpoint", &row.endpoint)?,
        refusal: row.refusal.map(|text| parse("attempts", "refusal", &text)).transpose()?,
        detail: row.detail,
        answer: row.answer,
        address: row.address,
        user_agent: row.user_agent,
        secret: row.secret_id.map(SecretId::from_uuid),
    })
}
