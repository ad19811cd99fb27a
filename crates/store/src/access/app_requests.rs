//! Members of a tenant who ask its admins for an app, until one of them decides.

use model::{
    Timestamp,
    ids::{AppId, PersonId, TenantId},
};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder};

use crate::database::Tenanted;
use crate::errors::Result;
use crate::rows::{app_requests as row, insert_new, one_changed};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppRequest {
    pub app: AppId,
    pub person: PersonId,
    pub reason: String,
    pub at: Timestamp,
}

#[derive(Debug, Clone, Copy)]
pub struct AppRequests<'a> {
    conn: &'a DatabaseTransaction,
    tenant: TenantId,
}

impl<'a> Tenanted<'a> {
    pub const fn app_requests(&self) -> AppRequests<'a> {
        AppRequests { conn: self.conn, tenant: self.tenant() }
    }
}

impl AppRequests<'_> {
    /// Whether this person had not asked for this app.
    pub async fn insert(&self, request: &AppRequest) -> Result<bool> {
        let row = row::Model {
            tenant_id: self.tenant.uuid(),
            app_id: request.app.uuid(),
            person_id: request.person.uuid(),
            reason: request.reason.clone(),
            asked_at: request.at,
        };
        insert_new(self.conn, row).await
    }

    /// # Errors
    /// `NotFound` where this person does not ask for this app.
    pub async fn withdraw(&self, app: AppId, person: PersonId) -> Result<()> {
        let key = (self.tenant.uuid(), app.uuid(), person.uuid());
        one_changed(row::Entity::delete_by_id(key).exec(self.conn).await?.rows_affected)
    }

    /// An admin has decided about the app: no one asks for it any more.
    pub async fn settle(&self, app: AppId) -> Result<()> {
        row::Entity::delete_many()
            .filter(row::Column::TenantId.eq(self.tenant.uuid()))
            .filter(row::Column::AppId.eq(app.uuid()))
            .exec(self.conn)
            .await?;
        Ok(())
    }

    /// The requests for these apps, oldest first.
    pub async fn of_apps(&self, apps: &[AppId]) -> Result<Vec<AppRequest>> {
        let found = row::Entity::find()
            .filter(row::Column::TenantId.eq(self.tenant.uuid()))
            .filter(row::Column::AppId.is_in(apps.iter().map(|app| app.uuid())))
            .order_by_asc(row::Column::AskedAt)
            .order_by_asc(row::Column::PersonId);
        let entity = |row: row::Model| AppRequest {
            app: AppId::from_uuid(row.app_id),
            person: PersonId::from_uuid(row.person_id),
            reason: row.reason,
            at: row.asked_at,
        };
        Ok(found.all(self.conn).await?.into_iter().map(entity).collect())
    }
}
