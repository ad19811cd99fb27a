//! The secrets of a tenant's credentials, as hashes.

use std::fmt;

use model::{
    Timestamp,
    credential::Secret,
    ids::{CredentialId, PersonId, SecretId, TenantId},
};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect, UpdateMany,
    sea_query::Expr,
};

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
    pub(super) conn: &'a DatabaseTransaction,
    pub(super) tenant: TenantId,
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
            last_used_from: secret.last_used_from.clone(),
            expires_at: secret.expires_at,
            notice_at: secret.notice_at,
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

    /// The secret of this credential with this hash.
    pub async fn by_hash(&self, credential: CredentialId, hash: &SecretHash) -> Result<Option<Secret>> {
        let found = row::Entity::find()
            .filter(row::Column::TenantId.eq(self.tenant.uuid()))
            .filter(row::Column::CredentialId.eq(credential.uuid()))
            .filter(row::Column::Hash.eq(hash.0.clone()));
        Ok(found.one(self.conn).await?.map(entity))
    }

    /// Gives it an end, and a time at which the product looks at it.
    ///
    /// # Errors
    /// `NotFound` where there is no such secret.
    pub async fn set_end(&self, id: SecretId, end: Timestamp, notice: Option<Timestamp>) -> Result<()> {
        let update = self
            .update(id)
            .col_expr(row::Column::ExpiresAt, Expr::value(end))
            .col_expr(row::Column::NoticeAt, Expr::value(notice));
        rows::one_changed(update.exec(self.conn).await?.rows_affected)
    }

    /// When the product looks at it next; `None`: no more.
    ///
    /// # Errors
    /// `NotFound` where there is no such secret.
    pub async fn set_notice(&self, id: SecretId, notice: Option<Timestamp>) -> Result<()> {
        let update = self.update(id).col_expr(row::Column::NoticeAt, Expr::value(notice));
        rows::one_changed(update.exec(self.conn).await?.rows_affected)
    }

    fn update(&self, id: SecretId) -> UpdateMany<row::Entity> {
        row::Entity::update_many()
            .filter(row::Column::TenantId.eq(self.tenant.uuid()))
            .filter(row::Column::Id.eq(id.uuid()))
    }

    /// Destroys the credential's secrets but for this one.
    pub async fn delete_others(&self, kept: &Secret) -> Result<()> {
        row::Entity::delete_many()
            .filter(row::Column::TenantId.eq(self.tenant.uuid()))
            .filter(row::Column::CredentialId.eq(kept.credential.uuid()))
            .filter(row::Column::Id.ne(kept.id.uuid()))
            .exec(self.conn)
            .await?;
        Ok(())
    }

    /// Destroys it.
    ///
    /// # Errors
    /// `NotFound` where there is no such secret.
    pub async fn delete(&self, id: SecretId) -> Result<()> {
        let delete = row::Entity::delete_by_id((self.tenant.uuid(), id.uuid()));
        rows::one_changed(delete.exec(self.conn).await?.rows_affected)
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
    /// At most `limit` secrets that are to be looked at now: whose each is, its credential and itself. Those that are due
    /// longest come first.
    pub async fn due(&self, now: Timestamp, limit: u64) -> Result<Vec<(TenantId, CredentialId, SecretId)>> {
        let due = row::Entity::find()
            .filter(row::Column::NoticeAt.lte(now))
            .order_by_asc(row::Column::NoticeAt)
            .order_by_asc(row::Column::Id)
            .limit(limit);
        let found = due.all(self.conn).await?.into_iter();
        let ids = |row: row::Model| {
            let credential = CredentialId::from_uuid(row.credential_id);
            (TenantId::from_uuid(row.tenant_id), credential, SecretId::from_uuid(row.id))
        };
        Ok(found.map(ids).collect())
    }

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
        last_used_from: row.last_used_from,
        expires_at: row.expires_at,
        notice_at: row.notice_at,
        reported_at: row.reported_at,
    }
}
