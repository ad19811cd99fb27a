//! The keys that sign access tokens, wrapped by the master key before they come here.

use model::{Timestamp, environment::Environment};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};

use crate::{
    Error, Platform, Result,
    rows::{insert, parse, signing_keys as signing_key},
};

/// Held while a node looks for a first key and adds one, so that nodes on an empty database agree.
const SIGNING_KEY_LOCK: &str = "SELECT pg_advisory_xact_lock(7236829514003)";

/// A signing key at rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSigningKey {
    /// RFC 7638 thumbprint.
    pub kid: String,
    pub environment: Environment,
    /// The JWS `alg`.
    pub algorithm: String,
    /// The private key, wrapped.
    pub private_key: Vec<u8>,
    /// The public JWK as JSON.
    pub public_jwk: String,
    pub created_at: Timestamp,
    /// It signs from then on; it is published before.
    pub not_before: Timestamp,
    /// It is no longer published from then on.
    pub retire_at: Option<Timestamp>,
}

impl Platform<'_> {
    /// All keys, oldest first.
    pub async fn signing_keys(&self) -> Result<Vec<StoredSigningKey>> {
        let rows = signing_key::Entity::find()
            .order_by_asc(signing_key::Column::NotBefore)
            .order_by_asc(signing_key::Column::Kid)
            .all(self.conn)
            .await?;
        rows.into_iter().map(StoredSigningKey::try_from).collect()
    }

    /// Adds the first key of an environment; `false` when it has one already, be it from another node this moment.
    pub async fn add_first_signing_key(&self, key: &StoredSigningKey) -> Result<bool> {
        if self.conn.get_database_backend() == DbBackend::Postgres {
            self.conn.execute_unprepared(SIGNING_KEY_LOCK).await?;
        }
        let there = signing_key::Entity::find()
            .filter(signing_key::Column::Environment.eq(key.environment.as_str()))
            .count(self.conn)
            .await?;
        if there == 0 {
            insert(self.conn, signing_key::Model::from(key)).await?;
        }
        Ok(there == 0)
    }
}

impl TryFrom<signing_key::Model> for StoredSigningKey {
    type Error = Error;

    fn try_from(row: signing_key::Model) -> Result<Self> {
        let environment = parse("signing_keys", "environment", &row.environment)?;
        Ok(Self {
            kid: row.kid,
            environment,
            algorithm: row.algorithm,
            private_key: row.private_key,
            public_jwk: row.public_jwk,
            created_at: row.created_at,
            not_before: row.not_before,
            retire_at: row.retire_at,
        })
    }
}

impl From<&StoredSigningKey> for signing_key::Model {
    fn from(key: &StoredSigningKey) -> Self {
        Self {
            kid: key.kid.clone(),
            environment: key.environment.as_str().to_owned(),
            algorithm: key.algorithm.clone(),
            private_key: key.private_key.clone(),
            public_jwk: key.public_jwk.clone(),
            created_at: key.created_at,
            not_before: key.not_before,
            retire_at: key.retire_at,
        }
    }
}
