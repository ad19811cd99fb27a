//! The keys that sign access tokens, wrapped by the master key before they come here.

use model::{Timestamp, environment::Environment};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Select,
    sea_query::Expr,
};

use crate::database::Platform;
use crate::errors::{Error, Result};
use crate::rows::{insert, one_changed, parse, signing_keys as signing_key};

/// Held while a node looks for a first key and adds one, so that nodes on an empty database agree.
const SIGNING_KEY_LOCK: &str = "SELECT pg_advisory_xact_lock(7236829514003)";

/// A signing key at rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSigningKey {
    /// RFC 7638 thumbprint.
    pub kid: String,
    pub environment: Environment,
    /// The JWS `alg`, or the JWE `enc` of a key that seals.
    pub algorithm: String,
    /// The private key, wrapped.
    pub private_key: Vec<u8>,
    /// The public JWK as JSON; empty for a key that seals.
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
        let rows = oldest_first(signing_key::Entity::find()).all(self.conn).await?;
        rows.into_iter().map(StoredSigningKey::try_from).collect()
    }

    /// Adds a key, whatever others there are.
    pub async fn add_signing_key(&self, key: &StoredSigningKey) -> Result<()> {
        insert(self.conn, signing_key::Model::from(key)).await
    }

    /// Adds a key that takes over at its time, unless `newest` is no longer the newest of its kind: another node was
    /// quicker. Whether it was added.
    pub async fn add_next_signing_key(&self, key: &StoredSigningKey, newest: &str) -> Result<bool> {
        self.lock_signing_keys().await?;
        let last = self.staying(key).order_by_desc(signing_key::Column::NotBefore).one(self.conn).await?;
        let unchanged = last.is_some_and(|last| last.kid == newest);
        if unchanged {
            insert(self.conn, signing_key::Model::from(key)).await?;
        }
        Ok(unchanged)
    }

    /// Sets when a key is no longer used and published.
    ///
    /// # Errors
    /// `NotFound` where there is no such key.
    pub async fn retire_signing_key(&self, kid: &str, retire_at: Timestamp) -> Result<()> {
        let retire = signing_key::Entity::update_many()
            .col_expr(signing_key::Column::RetireAt, Expr::value(retire_at))
            .filter(signing_key::Column::Kid.eq(kid));
        one_changed(retire.exec(self.conn).await?.rows_affected)
    }

    /// Replaces the private key's wrapping.
    ///
    /// # Errors
    /// `NotFound` where there is no such key.
    pub async fn rewrap_signing_key(&self, kid: &str, private_key: &[u8]) -> Result<()> {
        let rewrap = signing_key::Entity::update_many()
            .col_expr(signing_key::Column::PrivateKey, Expr::value(private_key.to_vec()))
            .filter(signing_key::Column::Kid.eq(kid));
        one_changed(rewrap.exec(self.conn).await?.rows_affected)
    }

    /// Deletes keys that were retired before `at`; how many they were.
    pub async fn forget_signing_keys(&self, at: Timestamp) -> Result<u64> {
        let retired = signing_key::Entity::delete_many().filter(signing_key::Column::RetireAt.lt(at));
        Ok(retired.exec(self.conn).await?.rows_affected)
    }

    /// Keeps other transactions from adding or replacing keys before this one ends.
    pub async fn lock_signing_keys(&self) -> Result<()> {
        if self.conn.get_database_backend() == DbBackend::Postgres {
            self.conn.execute_unprepared(SIGNING_KEY_LOCK).await?;
        }
        Ok(())
    }

    /// The keys of the same environment and algorithm that nothing has replaced.
    fn staying(&self, key: &StoredSigningKey) -> Select<signing_key::Entity> {
        signing_key::Entity::find()
            .filter(signing_key::Column::Environment.eq(key.environment.as_str()))
            .filter(signing_key::Column::Algorithm.eq(key.algorithm.as_str()))
            .filter(signing_key::Column::RetireAt.is_null())
    }

    /// Adds the first key of its environment and algorithm; `false` when one is there to stay already, be it from another
    /// node this moment.
    pub async fn add_first_signing_key(&self, key: &StoredSigningKey) -> Result<bool> {
        self.lock_signing_keys().await?;
        let there = self.staying(key).count(self.conn).await?;
        if there == 0 {
            insert(self.conn, signing_key::Model::from(key)).await?;
        }
        Ok(there == 0)
    }
}

pub(crate) fn oldest_first(keys: Select<signing_key::Entity>) -> Select<signing_key::Entity> {
    keys.order_by_asc(signing_key::Column::NotBefore).order_by_asc(signing_key::Column::Kid)
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
