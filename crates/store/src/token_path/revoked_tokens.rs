//! Access tokens that their client revoked before they expired (RFC 7009).

use model::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::database::Platform;
use crate::errors::Result;
use crate::rows::{insert_new, revoked_tokens as row};

/// A revoked access token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevokedToken {
    pub jti: String,
    pub expires_at: Timestamp,
}

impl Platform<'_> {
    /// `false` when it was revoked before. The caller records the change.
    pub async fn revoke_token(&self, token: &RevokedToken) -> Result<bool> {
        let row = row::Model { jti: token.jti.clone(), expires_at: token.expires_at };
        insert_new(self.conn, row).await
    }

    /// Those that have not expired.
    pub async fn revoked_tokens(&self, now: Timestamp) -> Result<Vec<RevokedToken>> {
        let rows = row::Entity::find().filter(row::Column::ExpiresAt.gte(now)).all(self.conn).await?;
        Ok(rows.into_iter().map(entity).collect())
    }

    /// Forgets what expired before `now`; how many they were.
    pub async fn forget_revoked_tokens(&self, now: Timestamp) -> Result<u64> {
        let expired = row::Entity::delete_many().filter(row::Column::ExpiresAt.lt(now));
        Ok(expired.exec(self.conn).await?.rows_affected)
    }
}

pub(crate) fn entity(row: row::Model) -> RevokedToken {
    RevokedToken { jti: row.jti, expires_at: row.expires_at }
}
