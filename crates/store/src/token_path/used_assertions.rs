//! The ids of client assertions that were accepted: each is valid once over all nodes (RFC 7523 section 3, `jti`).

use model::{Timestamp, ids::CredentialId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::database::Platform;
use crate::errors::Result;
use crate::rows::{insert_new, used_assertions as row};

impl Platform<'_> {
    /// Remembers an assertion until it expires; `false` when it was used before. One statement, so that of two nodes
    /// with the same assertion one gets `true`.
    pub async fn use_assertion(
        &self,
        credential: CredentialId,
        jti_hash: &[u8],
        expires_at: Timestamp,
    ) -> Result<bool> {
        let row = row::Model { credential_id: credential.uuid(), jti_hash: jti_hash.to_vec(), expires_at };
        insert_new(self.conn, row).await
    }

    /// Forgets what expired before `now`; how many they were.
    pub async fn forget_assertions(&self, now: Timestamp) -> Result<u64> {
        let expired = row::Entity::delete_many().filter(row::Column::ExpiresAt.lt(now));
        Ok(expired.exec(self.conn).await?.rows_affected)
    }
}
