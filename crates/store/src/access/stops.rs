//! Who stopped a connection or an app, when and why. The state itself is in the row of the connection or app.

use std::collections::HashMap;

use model::{
    Timestamp,
    connection::PausedBy,
    ids::{AppId, ConnectionId, PersonId, TenantId},
};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, DeleteMany, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::OnConflict,
};

use crate::database::{Platform, Shared, Tenanted};
use crate::errors::Result;
use crate::rows::{app_suspensions as suspension_row, connection_stops as row, parse, parts};

/// A tenant's or a developer's pause of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// `Tenant` or `Developer`.
    pub by: PausedBy,
    pub at: Timestamp,
    pub person: Option<PersonId>,
    pub reason: Option<String>,
}

/// The platform's hold over an app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspension {
    pub at: Timestamp,
    pub person: Option<PersonId>,
    pub reason: String,
}

/// The stops of one tenant's connections.
#[derive(Debug, Clone, Copy)]
pub struct Stops<'a> {
    conn: &'a DatabaseTransaction,
    tenant: TenantId,
}

#[derive(Debug, Clone, Copy)]
pub struct Suspensions<'a> {
    conn: &'a DatabaseTransaction,
}

impl<'a> Tenanted<'a> {
    pub const fn stops(&self) -> Stops<'a> {
        Stops { conn: self.conn, tenant: self.tenant() }
    }
}

impl<'a> Shared<'a> {
    pub const fn suspensions(&self) -> Suspensions<'a> {
        Suspensions { conn: self.conn }
    }
}

impl<'a> Platform<'a> {
    /// The stops of one tenant's connections.
    pub const fn stops(&self, tenant: TenantId) -> Stops<'a> {
        Stops { conn: self.conn, tenant }
    }

    /// The stops of these connections, whatever the tenant.
    pub async fn stops_of(&self, connections: &[ConnectionId]) -> Result<HashMap<ConnectionId, Vec<Stop>>> {
        of(self.conn, Condition::all(), connections).await
    }
}

impl Stops<'_> {
    /// In the place of one by the same.
    pub async fn put(&self, connection: ConnectionId, stop: Stop) -> Result<()> {
        let row = row::Model {
            tenant_id: self.tenant.uuid(),
            connection_id: connection.uuid(),
            stopped_by: stop.by.to_string(),
            stopped_at: stop.at,
            person_id: stop.person.map(PersonId::uuid),
            reason: stop.reason,
        };
        let key = [row::Column::TenantId, row::Column::ConnectionId, row::Column::StoppedBy];
        let renewed = [row::Column::StoppedAt, row::Column::PersonId, row::Column::Reason];
        let renew = OnConflict::columns(key).update_columns(renewed).to_owned();
        row::Entity::insert(row.into_active_model())
            .on_conflict(renew)
            .exec_without_returning(self.conn)
            .await?;
        Ok(())
    }

    /// The connection goes on, as far as it depends on them.
    pub async fn lift(&self, connection: ConnectionId, by: PausedBy) -> Result<()> {
        self.delete_of(connection).filter(row::Column::StoppedBy.eq(by.as_str())).exec(self.conn).await?;
        Ok(())
    }

    /// Nothing is left that could be stopped.
    pub async fn lift_all(&self, connection: ConnectionId) -> Result<()> {
        self.delete_of(connection).exec(self.conn).await?;
        Ok(())
    }

    fn delete_of(&self, connection: ConnectionId) -> DeleteMany<row::Entity> {
        row::Entity::delete_many()
            .filter(row::Column::TenantId.eq(self.tenant.uuid()))
            .filter(row::Column::ConnectionId.eq(connection.uuid()))
    }

    /// The stops of these connections.
    pub async fn of(&self, connections: &[ConnectionId]) -> Result<HashMap<ConnectionId, Vec<Stop>>> {
        let own = Condition::all().add(row::Column::TenantId.eq(self.tenant.uuid()));
        of(self.conn, own, connections).await
    }
}

impl Suspensions<'_> {
    /// In the place of one that stands.
    pub async fn put(&self, app: AppId, suspension: Suspension) -> Result<()> {
        let Suspension { at, person, reason } = suspension;
        let person_id = person.map(PersonId::uuid);
        let row = suspension_row::Model { app_id: app.uuid(), suspended_at: at, person_id, reason };
        let renewed = [
            suspension_row::Column::SuspendedAt,
            suspension_row::Column::PersonId,
            suspension_row::Column::Reason,
        ];
        let renew = OnConflict::column(suspension_row::Column::AppId).update_columns(renewed).to_owned();
        suspension_row::Entity::insert(row.into_active_model())
            .on_conflict(renew)
            .exec_without_returning(self.conn)
            .await?;
        Ok(())
    }

    pub async fn lift(&self, app: AppId) -> Result<()> {
        suspension_row::Entity::delete_by_id(app.uuid()).exec(self.conn).await?;
        Ok(())
    }

    /// Those of these apps that are suspended.
    pub async fn of(&self, apps: &[AppId]) -> Result<HashMap<AppId, Suspension>> {
        let mut found = HashMap::new();
        for ids in parts(apps.iter().map(|app| app.uuid()).collect()) {
            let rows = suspension_row::Entity::find()
                .filter(suspension_row::Column::AppId.is_in(ids))
                .all(self.conn);
            found.extend(rows.await?.into_iter().map(|row| {
                let person = row.person_id.map(PersonId::from_uuid);
                let suspension = Suspension { at: row.suspended_at, person, reason: row.reason };
                (AppId::from_uuid(row.app_id), suspension)
            }));
        }
        Ok(found)
    }
}

async fn of(
    conn: &DatabaseTransaction,
    these: Condition,
    connections: &[ConnectionId],
) -> Result<HashMap<ConnectionId, Vec<Stop>>> {
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    for ids in parts(connections.iter().map(|id| id.uuid()).collect()) {
        let rows = row::Entity::find().filter(these.clone()).filter(row::Column::ConnectionId.is_in(ids));
        for row in rows.all(conn).await? {
            let stop = Stop {
                by: parse("connection_stops", "stopped_by", &row.stopped_by)?,
                at: row.stopped_at,
                person: row.person_id.map(PersonId::from_uuid),
                reason: row.reason,
            };
            found.entry(ConnectionId::from_uuid(row.connection_id)).or_default().push(stop);
        }
    }
    Ok(found)
}
