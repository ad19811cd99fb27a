//! What the admins of a tenant answered about newer versions of connected apps, and which they have looked at.

use std::collections::HashMap;

use model::{
    Timestamp,
    ids::{ConnectionId, PersonId, TenantId},
    update::ScopeAnswer,
};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, sea_query::OnConflict,
};

use crate::database::Tenanted;
use crate::errors::Result;
use crate::rows::{number, parse, parts, scope_answers as row, update_reviews as review_row};

/// The updates of one tenant's connections.
#[derive(Debug, Clone, Copy)]
pub struct Updates<'a> {
    conn: &'a DatabaseTransaction,
    tenant: TenantId,
}

impl<'a> Tenanted<'a> {
    pub const fn updates(&self) -> Updates<'a> {
        Updates { conn: self.conn, tenant: self.tenant() }
    }
}

impl Updates<'_> {
    /// The last answer about each scope that was ever asked about, by name.
    pub async fn answers(&self, connection: ConnectionId) -> Result<Vec<ScopeAnswer>> {
        let own = Condition::all().add(row::Column::TenantId.eq(self.tenant.uuid()));
        Ok(answers_of(self.conn, own, &[connection]).await?.remove(&connection).unwrap_or_default())
    }

    /// Each in the place of an earlier one about its scope.
    pub async fn answer(&self, connection: ConnectionId, answers: &[ScopeAnswer]) -> Result<()> {
        if answers.is_empty() {
            return Ok(());
        }
        let put = |answer: &ScopeAnswer| -> Result<row::ActiveModel> {
            let row = row::Model {
                tenant_id: self.tenant.uuid(),
                connection_id: connection.uuid(),
                name: answer.name.to_string(),
                answer: answer.answer.to_string(),
                version: number("scope_answers", "version", answer.version)?,
                answered_by: answer.by.uuid(),
                answered_at: answer.at,
            };
            Ok(row.into_active_model())
        };
        let rows = answers.iter().map(put).collect::<Result<Vec<_>>>()?;
        let key = [row::Column::TenantId, row::Column::ConnectionId, row::Column::Name];
        let renewed =
            [row::Column::Answer, row::Column::Version, row::Column::AnsweredBy, row::Column::AnsweredAt];
        let renew = OnConflict::columns(key).update_columns(renewed).to_owned();
        row::Entity::insert_many::<row::ActiveModel, _>(rows)
            .on_conflict(renew)
            .exec_without_returning(self.conn)
            .await?;
        Ok(())
    }

    /// An admin has opened the review of this version. The first time counts.
    pub async fn see(&self, connection: ConnectionId, version: u32, at: Timestamp) -> Result<()> {
        let version: i32 = number("update_reviews", "seen_version", version)?;
        let row = review_row::Model {
            tenant_id: self.tenant.uuid(),
            connection_id: connection.uuid(),
            seen_version: version,
            seen_at: Some(at),
            reminded_at: None,
        };
        let key = [review_row::Column::TenantId, review_row::Column::ConnectionId];
        let renew = OnConflict::columns(key)
            .update_columns([review_row::Column::SeenVersion, review_row::Column::SeenAt])
            .action_and_where(review_row::Column::SeenVersion.lt(version))
            .to_owned();
        let insert = review_row::Entity::insert(row.into_active_model()).on_conflict(renew);
        match insert.exec_without_returning(self.conn).await {
            Ok(_) | Err(DbErr::RecordNotInserted) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// The answers of these connections, each one's by scope.
pub(super) async fn answers_of(
    conn: &DatabaseTransaction,
    these: Condition,
    connections: &[ConnectionId],
) -> Result<HashMap<ConnectionId, Vec<ScopeAnswer>>> {
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    for ids in parts(connections.iter().map(|id| id.uuid()).collect()) {
        let rows = row::Entity::find()
            .filter(these.clone())
            .filter(row::Column::ConnectionId.is_in(ids))
            .order_by_asc(row::Column::Name);
        for row in rows.all(conn).await? {
            let answer = ScopeAnswer {
                name: parse("scope_answers", "name", &row.name)?,
                answer: parse("scope_answers", "answer", &row.answer)?,
                version: number("scope_answers", "version", row.version)?,
                by: PersonId::from_uuid(row.answered_by),
                at: row.answered_at,
            };
            found.entry(ConnectionId::from_uuid(row.connection_id)).or_default().push(answer);
        }
    }
    Ok(found)
}
