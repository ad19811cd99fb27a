//! Secrets that credentials had, kept for a while so that whoever still uses one can be told.

use model::{
    Timestamp,
    ids::{CredentialId, PersonId, SecretId},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement, Value, prelude::Uuid};

use super::secrets::Secrets;
use crate::database::Platform;
use crate::errors::Result;
use crate::rows::former_secrets as row;

const OTHERS: &str = "id <> $4 AND credential_id =
    (SELECT kept.credential_id FROM secrets AS kept WHERE kept.tenant_id = $1 AND kept.id = $4)";

/// A secret that is no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerSecret {
    pub id: SecretId,
    pub hint: String,
    pub created_at: Timestamp,
    /// Who replaced or retired it; `None`: it retired by itself.
    pub ended_by: Option<PersonId>,
    pub ended_at: Timestamp,
}

impl Secrets<'_> {
    /// Remembers the credential's secrets as former ones. To be called before they are destroyed, where the credential
    /// lives on.
    pub async fn remember(
        &self,
        credential: CredentialId,
        by: Option<PersonId>,
        at: Timestamp,
    ) -> Result<()> {
        self.keep("credential_id = $4", credential.uuid(), by, at).await
    }

    /// Remembers this one alone.
    pub async fn remember_one(&self, secret: SecretId, by: Option<PersonId>, at: Timestamp) -> Result<()> {
        self.keep("id = $4", secret.uuid(), by, at).await
    }

    /// Remembers its credential's other secrets.
    pub async fn remember_others(&self, kept: SecretId, by: Option<PersonId>, at: Timestamp) -> Result<()> {
        self.keep(OTHERS, kept.uuid(), by, at).await
    }

    async fn keep(&self, which: &str, id: Uuid, by: Option<PersonId>, at: Timestamp) -> Result<()> {
        let sql = format!(
            "INSERT INTO former_secrets
                (tenant_id, id, credential_id, hash, hint, created_at, ended_by, ended_at)
            SELECT tenant_id, id, credential_id, hash, hint, created_at, $2, $3 FROM secrets
            WHERE tenant_id = $1 AND {which}
            ON CONFLICT (tenant_id, id) DO NOTHING"
        );
        let by: Value = by.map(PersonId::uuid).into();
        let values = [self.tenant.uuid().into(), by, at.into(), id.into()];
        let backend = self.conn.get_database_backend();
        self.conn.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        Ok(())
    }

    /// Those of these that are remembered.
    pub async fn former(&self, ids: &[SecretId]) -> Result<Vec<FormerSecret>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let found = row::Entity::find()
            .filter(row::Column::TenantId.eq(self.tenant.uuid()))
            .filter(row::Column::Id.is_in(ids.iter().map(|id| id.uuid())));
        Ok(found.all(self.conn).await?.into_iter().map(entity).collect())
    }
}

impl Platform<'_> {
    /// Forgets former secrets that ended before; how many they were.
    pub async fn forget_former_secrets(&self, before: Timestamp) -> Result<u64> {
        let old = row::Entity::delete_many().filter(row::Column::EndedAt.lt(before));
        Ok(old.exec(self.conn).await?.rows_affected)
    }
}

fn entity(row: row::Model) -> FormerSecret {
    FormerSecret {
        id: SecretId::from_uuid(row.id),
        hint: row.hint,
        created_at: row.created_at,
        ended_by: row.ended_by.map(PersonId::from_uuid),
        ended_at: row.ended_at,
    }
}
