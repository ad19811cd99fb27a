//! One-time links to secrets: which tenant's secret each shows, sealed so that only the link opens it.

use model::{
    Timestamp,
    ids::{CredentialId, PersonId, SecretId, SecretLinkId, TenantId},
};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Select,
};

use crate::database::{Platform, Tenanted};
use crate::errors::Result;
use crate::rows::{self, secret_links as row};

/// A link that was not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretLink {
    pub id: SecretLinkId,
    pub tenant: TenantId,
    pub credential: CredentialId,
    pub secret: SecretId,
    /// A publisher's person made it, and no one of the tenant.
    pub by_developer: bool,
    pub created_by: PersonId,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// The links to one tenant's secrets.
#[derive(Debug, Clone, Copy)]
pub struct SecretLinks<'a> {
    conn: &'a DatabaseTransaction,
    tenant: TenantId,
}

/// The links to the secrets of all tenants.
#[derive(Debug, Clone, Copy)]
pub struct AllSecretLinks<'a> {
    conn: &'a DatabaseTransaction,
}

impl<'a> Tenanted<'a> {
    pub const fn secret_links(&self) -> SecretLinks<'a> {
        SecretLinks { conn: self.conn, tenant: self.tenant() }
    }
}

impl<'a> Platform<'a> {
    pub const fn secret_links(&self) -> AllSecretLinks<'a> {
        AllSecretLinks { conn: self.conn }
    }
}

impl SecretLinks<'_> {
    /// `sealed`: as `credentials::SealedSecret` writes it.
    ///
    /// # Errors
    /// `BrokenReference` where the tenant has no such secret.
    pub async fn insert(&self, link: &SecretLink, token_hash: &[u8; 32], sealed: Vec<u8>) -> Result<()> {
        let row = row::Model {
            tenant_id: self.tenant.uuid(),
            id: link.id.uuid(),
            credential_id: link.credential.uuid(),
            secret_id: link.secret.uuid(),
            token_hash: token_hash.to_vec(),
            sealed,
            by_developer: link.by_developer,
            created_by: link.created_by.uuid(),
            created_at: link.created_at,
            expires_at: link.expires_at,
        };
        rows::insert(self.conn, row).await
    }

    /// Those to this credential's secrets that can still be used, the newest first.
    pub async fn of(&self, credential: CredentialId, now: Timestamp) -> Result<Vec<SecretLink>> {
        let found = self.open(credential, now).order_by_desc(row::Column::Id).all(self.conn).await?;
        Ok(found.into_iter().map(|row| entity(&row)).collect())
    }

    /// How many of them there are.
    pub async fn count(&self, credential: CredentialId, now: Timestamp) -> Result<u64> {
        Ok(self.open(credential, now).count(self.conn).await?)
    }

    /// Ends one of them; `false` where it was used or ended before.
    pub async fn delete(&self, id: SecretLinkId) -> Result<bool> {
        let deleted = row::Entity::delete_by_id((self.tenant.uuid(), id.uuid())).exec(self.conn).await?;
        Ok(deleted.rows_affected == 1)
    }

    fn open(&self, credential: CredentialId, now: Timestamp) -> Select<row::Entity> {
        row::Entity::find()
            .filter(row::Column::TenantId.eq(self.tenant.uuid()))
            .filter(row::Column::CredentialId.eq(credential.uuid()))
            .filter(row::Column::ExpiresAt.gt(now))
    }
}

impl AllSecretLinks<'_> {
    /// The link of a token and what it seals, unless it has expired.
    pub async fn find(&self, token_hash: &[u8; 32], now: Timestamp) -> Result<Option<(SecretLink, Vec<u8>)>> {
        let find = row::Entity::find()
            .filter(row::Column::TokenHash.eq(token_hash.to_vec()))
            .filter(row::Column::ExpiresAt.gt(now));
        Ok(find.one(self.conn).await?.map(|row| (entity(&row), row.sealed)))
    }

    /// Takes away those that have expired.
    pub async fn delete_expired(&self, now: Timestamp) -> Result<()> {
        row::Entity::delete_many().filter(row::Column::ExpiresAt.lte(now)).exec(self.conn).await?;
        Ok(())
    }
}

fn entity(row: &row::Model) -> SecretLink {
    SecretLink {
        id: SecretLinkId::from_uuid(row.id),
        tenant: TenantId::from_uuid(row.tenant_id),
        credential: CredentialId::from_uuid(row.credential_id),
        secret: SecretId::from_uuid(row.secret_id),
        by_developer: row.by_developer,
        created_by: PersonId::from_uuid(row.created_by),
        created_at: row.created_at,
        expires_at: row.expires_at,
    }
}
