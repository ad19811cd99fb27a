//! The secrets of a tenant's credentials, as hashes.

use std::fmt;

use model::{
    Timestamp,
    credential::Secret,
    ids::{CredentialId, PersonId, SecretId, TenantId},
};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};

use crate::database::{Platform, Tenanted};
use crate::errors::Result;
use crate::rows::{self, secrets as row};

/// HMAC-SHA-256 of a secret under the server's pepper, as `credentials` writes it. It is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretHash(Vec<u8>);

impl SecretHash {
    pub const fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl fmt::Debug for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretHash")
    }
}

#[derive(Debug, Clone, Copy)]
pub struct Secrets<'a> {
    conn: &'a DatabaseTransaction,
    tenant: TenantId,
}

/// The secrets of all tenants.
#[derive(Debug, Clone, Copy)]
pub struct AllSecrets<'a> {
    conn: &'a DatabaseTransaction,
}

impl<'a> Platform<'a> {
    pub const fn secrets(&self) -> AllSecrets<'a> {
        AllSecrets { conn: self.conn }
    }
}

impl<'a> Tenanted<'a> {
    pub const fn secrets(&self) -> Secrets<'a> {
        Secrets { conn: self.conn, tenant: self.tenant() }
    }
}

impl Secrets<'_> {
    /// # Errors
    /// `BrokenReference` where the tenant has no such credential.
    pub async fn insert(&self, secret: &Secret, hash: SecretHash) -> Result<()> {
        let row = row::Model {
            tenant_id: self.tenant.uuid(),
            id: secret.id.uuid(),
            credential_id: secret.credential.uuid(),
            hash: hash.0,
            hint: secret.hint.clone(),
            created_by: secret.created_by.uuid(),
            created_at: secret.created_at,
            last_used_at: secret.last_used_at,
            expires_at: secret.expires_at,
            reported_at: secret.reported_at,
        };
        rows::insert(self.conn, row).await
    }

    /// The secrets of these credentials, the newest first.
    pub async fn of(&self, credentials: &[CredentialId]) -> Result<Vec<Secret>> {
        let found = row::Entity::find()
            .filter(row::Column::TenantId.eq(self.tenant.uuid()))
            .filter(row::Column::CredentialId.is_in(credentials.iter().map(|id| id.uuid())))
            .order_by_desc(row::Column::Id)
            .all(self.conn)
            .await?;
        Ok(found.into_iter().map(entity).collect())
    }

    /// Notes that it was reported as leaked; whether that was news.
    pub async fn report(&self, id: SecretId, at: Timestamp) -> Result<bool> {
        let report = row::Entity::update_many()
            .col_expr(row::Column::ReportedAt, Expr::value(at))
            .filter(row::Column::TenantId.eq(self.tenant.uuid()))
            .filter(row::Column::Id.eq(id.uuid()))
            .filter(row::Column::ReportedAt.is_null());
        Ok(report.exec(self.conn).await?.rows_affected > 0)
    }

    /// Destroys the credential's secrets; how many they were.
    pub async fn delete_of(&self, credential: CredentialId) -> Result<u64> {
        let delete = row::Entity::delete_many()
            .filter(row::Column::TenantId.eq(self.tenant.uuid()))
            .filter(row::Column::CredentialId.eq(credential.uuid()));
        Ok(delete.exec(self.conn).await?.rows_affected)
    }
}

impl AllSecrets<'_> {
    /// The secret with this hash, and whose it is.
    pub async fn by_hash(&self, hash: &SecretHash) -> Result<Option<(TenantId, Secret)>> {
        let found = row::Entity::find().filter(row::Column::Hash.eq(hash.0.clone())).one(self.conn).await?;
        Ok(found.map(|row| (TenantId::from_uuid(row.tenant_id), entity(row))))
    }
}

pub(crate) fn entity(row: row::Model) -> Secret {
    Secret {
        id: SecretId::from_uuid(row.id),
        credential: CredentialId::from_uuid(row.credential_id),
        hint: row.hint,
        created_by: PersonId::from_uuid(row.created_by),
        created_at: row.created_at,
        last_used_at: row.last_used_at,
        expires_at: row.expires_at,
        reported_at: row.reported_at,
    }
}
