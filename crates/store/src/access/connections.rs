//! Connections: a tenant's own through its handle; those of an app, whatever the tenant, through the platform's.

use std::collections::{BTreeSet, HashMap};

use model::{
    app::App,
    connection::{Connection, ConnectionState, PausedBy, StateName},
    environment::Environment,
    ids::{AppId, ConnectionId, PersonId, TenantId},
    publisher::PublisherCard,
    scope::ScopeSet,
    slug::Slug,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, JoinType, QueryFilter,
    QueryOrder, QuerySelect, RelationTrait, Select, SelectThree, TopologyStar, sea_query::LockType,
};
use uuid::Uuid;

use crate::catalogue::apps;
use crate::database::{Platform, Tenanted};
use crate::errors::{Error, Result};
use crate::rows::{
    self, apps as app_row, connection_scopes as scope_row, connections as row, corrupt, number, parse, parts,
    publishers as publisher_row, spaced,
};

/// A connection as its tenant lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionOfApp {
    pub connection: Connection,
    pub app: App,
    pub publisher: PublisherCard,
}

pub(super) type WithApp = (row::Model, Option<app_row::Model>, Option<publisher_row::Model>);

/// A connection as its developer sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionOfTenant {
    pub connection: Connection,
    pub app_name: String,
    pub tenant_name: String,
    pub kind: Environment,
    /// Of the tenant.
    pub slug: Option<Slug>,
}

/// One tenant's connections.
#[derive(Debug, Clone, Copy)]
pub struct TenantConnections<'a> {
    pub(super) conn: &'a DatabaseTransaction,
    pub(super) tenant: TenantId,
}

/// The connections of all tenants.
#[derive(Debug, Clone, Copy)]
pub struct Connections<'a> {
    pub(super) conn: &'a DatabaseTransaction,
}

impl<'a> Tenanted<'a> {
    pub const fn connections(&self) -> TenantConnections<'a> {
        TenantConnections { conn: self.conn, tenant: self.tenant() }
    }
}

impl<'a> Platform<'a> {
    pub const fn connections(&self) -> Connections<'a> {
        Connections { conn: self.conn }
    }
}

impl TenantConnections<'_> {
    /// # Errors
    /// `Conflict` for `connections.tenant_id_app_id`: there is one that is not deleted. `OutsideTenant` for another
    /// tenant's.
    pub async fn insert(&self, connection: &Connection) -> Result<()> {
        self.own(connection)?;
        rows::insert(self.conn, row_of(connection)?).await?;
        insert_scopes(self.conn, connection).await
    }

    pub async fn get(&self, id: ConnectionId) -> Result<Option<Connection>> {
        let found = self.select().filter(row::Column::Id.eq(id.uuid()));
        Ok(entities(self.conn, found.all(self.conn).await?).await?.pop())
    }

    /// The app that a connection is with, for ever.
    pub async fn app_of(&self, id: ConnectionId) -> Result<Option<AppId>> {
        let app =
            self.select().select_only().column(row::Column::AppId).filter(row::Column::Id.eq(id.uuid()));
        Ok(app.into_tuple::<Uuid>().one(self.conn).await?.map(AppId::from_uuid))
    }

    /// As `get`; no other transaction may change it until this one ends.
    pub async fn lock(&self, id: ConnectionId) -> Result<Option<Connection>> {
        let found = self.select().filter(row::Column::Id.eq(id.uuid())).lock_exclusive();
        Ok(entities(self.conn, found.all(self.conn).await?).await?.pop())
    }

    /// As `get`, with its app; no other transaction may change the connection until this one ends.
    pub async fn lock_with_app(&self, id: ConnectionId) -> Result<Option<ConnectionOfApp>> {
        let mut found = self.with_apps().filter(row::Column::Id.eq(id.uuid()));
        QuerySelect::query(&mut found).lock_with_tables(LockType::Update, [row::Entity]);
        Ok(self.of_their_apps(found.all(self.conn).await?).await?.pop())
    }

    /// As `get`, with its app.
    pub async fn get_with_app(&self, id: ConnectionId) -> Result<Option<ConnectionOfApp>> {
        let found = self.with_apps().filter(row::Column::Id.eq(id.uuid()));
        Ok(self.of_their_apps(found.all(self.conn).await?).await?.pop())
    }

    /// The one with this app that is not deleted; no other transaction may change it until this one ends.
    pub async fn lock_of_app(&self, app: AppId) -> Result<Option<Connection>> {
        let found = self
            .select()
            .filter(row::Column::AppId.eq(app.uuid()))
            .filter(row::Column::State.ne(StateName::Deleted.as_str()))
            .lock_exclusive();
        Ok(entities(self.conn, found.all(self.conn).await?).await?.pop())
    }

    /// The one with this app that was made last, deleted or not.
    pub async fn newest_of_app(&self, app: AppId) -> Result<Option<Connection>> {
        let found = self.select().filter(row::Column::AppId.eq(app.uuid())).order_by_desc(row::Column::Id);
        Ok(entities(self.conn, found.limit(1).all(self.conn).await?).await?.pop())
    }

    /// Those with these apps that are not deleted.
    pub async fn of_apps(&self, apps: &[AppId]) -> Result<Vec<Connection>> {
        let found = self
            .select()
            .filter(row::Column::AppId.is_in(apps.iter().map(|app| app.uuid())))
            .filter(row::Column::State.ne(StateName::Deleted.as_str()));
        entities(self.conn, found.all(self.conn).await?).await
    }

    /// By the connection, the name of the publisher whose app it is with.
    pub async fn publishers_of(&self, ids: &[ConnectionId]) -> Result<HashMap<ConnectionId, String>> {
        let select = self.select().select_only().column(row::Column::Id).column(publisher_row::Column::Name);
        let select = select.inner_join(app_row::Entity);
        let select = select.join(JoinType::InnerJoin, app_row::Relation::Publisher.def());
        let select = select.filter(row::Column::Id.is_in(ids.iter().map(|id| id.uuid())));
        let found: Vec<(Uuid, String)> = select.into_tuple().all(self.conn).await?;
        Ok(found.into_iter().map(|(id, name)| (ConnectionId::from_uuid(id), name)).collect())
    }

    pub(super) fn with_apps(
        &self,
    ) -> SelectThree<row::Entity, app_row::Entity, publisher_row::Entity, TopologyStar> {
        self.select().find_also_related(app_row::Entity).find_also(app_row::Entity, publisher_row::Entity)
    }

    pub(super) async fn of_their_apps(&self, found: Vec<WithApp>) -> Result<Vec<ConnectionOfApp>> {
        let (mut rows, mut others) = (Vec::with_capacity(found.len()), Vec::with_capacity(found.len()));
        for (row, app, publisher) in found {
            rows.push(row);
            others.push((app, publisher));
        }
        type Other = (Option<app_row::Model>, Option<publisher_row::Model>);
        let together = |(connection, (app, publisher)): (Connection, Other)| {
            let app = app.ok_or_else(|| corrupt("connections", "app_id", "no such app"))?;
            let publisher = publisher.ok_or_else(|| corrupt("apps", "publisher_id", "no such publisher"))?;
            let (app, publisher) = (apps::entity(app)?, publisher.into());
            Ok(ConnectionOfApp { connection, app, publisher })
        };
        entities(self.conn, rows).await?.into_iter().zip(others).map(together).collect()
    }

    /// Writes what became of the connection and counts its revision up. The grant is written where it is another one.
    ///
    /// # Errors
    /// `LostRace` unless its revision is the one in the database; `OutsideTenant` for another tenant's.
    pub async fn update(&self, before: &Connection, after: &Connection) -> Result<Connection> {
        self.own(after)?;
        update(self.conn, before, after).await
    }

    pub(super) fn select(&self) -> Select<row::Entity> {
        row::Entity::find().filter(row::Column::TenantId.eq(self.tenant.uuid()))
    }

    fn own(&self, connection: &Connection) -> Result<()> {
        if connection.tenant == self.tenant { Ok(()) } else { Err(Error::OutsideTenant) }
    }
}

impl Connections<'_> {
    /// The app's active and paused connections, ordered by tenant; no other transaction may change them until
    /// this one ends.
    pub async fn lock_connected(&self, app: AppId) -> Result<Vec<Connection>> {
        let found = row::Entity::find()
            .filter(row::Column::AppId.eq(app.uuid()))
            .filter(row::Column::State.is_in(apps::CONNECTED))
            .order_by_asc(row::Column::TenantId)
            .order_by_asc(row::Column::Id)
            .lock_exclusive();
        entities(self.conn, found.all(self.conn).await?).await
    }

    /// As a [tenant's](TenantConnections::update).
    ///
    /// # Errors
    /// `LostRace` unless its revision is the one in the database.
    pub async fn update(&self, before: &Connection, after: &Connection) -> Result<Connection> {
        update(self.conn, before, after).await
    }
}

async fn update(
    conn: &DatabaseTransaction,
    before: &Connection,
    connection: &Connection,
) -> Result<Connection> {
    let next = Connection { revision: connection.revision.saturating_add(1), ..connection.clone() };
    let read: i32 = number("connections", "revision", connection.revision)?;
    let update = row::Entity::update_many()
        .set(row_of(&next)?.into_active_model().reset_all())
        .filter(row::Column::TenantId.eq(connection.tenant.uuid()))
        .filter(row::Column::Id.eq(connection.id.uuid()))
        .filter(row::Column::Revision.eq(read));
    if update.exec(conn).await?.rows_affected == 0 {
        return Err(Error::LostRace);
    }
    if before.granted == connection.granted {
        return Ok(next);
    }
    scope_row::Entity::delete_many()
        .filter(scope_row::Column::TenantId.eq(connection.tenant.uuid()))
        .filter(scope_row::Column::ConnectionId.eq(connection.id.uuid()))
        .exec(conn)
        .await?;
    insert_scopes(conn, connection).await?;
    Ok(next)
}

async fn insert_scopes(conn: &DatabaseTransaction, connection: &Connection) -> Result<()> {
    let row = |name: &model::scope::ScopeName| scope_row::Model {
        tenant_id: connection.tenant.uuid(),
        connection_id: connection.id.uuid(),
        name: name.to_string(),
    };
    rows::insert_all(conn, connection.granted.iter().map(|name| row(name).into_active_model()).collect())
        .await
}

/// Each of these tenants' newest connection with the app, deleted or not.
pub(crate) async fn newest_of_app(
    conn: &DatabaseTransaction,
    app: AppId,
    tenants: Vec<Uuid>,
) -> Result<HashMap<TenantId, Connection>> {
    let found = row::Entity::find()
        .filter(row::Column::AppId.eq(app.uuid()))
        .filter(row::Column::TenantId.is_in(tenants))
        .order_by_asc(row::Column::Id);
    // The newest comes last and stays.
    let all = entities(conn, found.all(conn).await?).await?;
    Ok(all.into_iter().map(|connection| (connection.tenant, connection)).collect())
}

/// Adds the grants; the order stays.
pub(super) async fn entities(conn: &DatabaseTransaction, found: Vec<row::Model>) -> Result<Vec<Connection>> {
    let mut grants: HashMap<Uuid, ScopeSet> = HashMap::new();
    for ids in parts(found.iter().map(|row| row.id).collect()) {
        let held = scope_row::Entity::find().filter(scope_row::Column::ConnectionId.is_in(ids));
        for scope in held.all(conn).await? {
            let name = parse("connection_scopes", "name", &scope.name)?;
            grants.entry(scope.connection_id).or_default().insert(name);
        }
    }
    let entity = |row: row::Model| {
        let granted = grants.remove(&row.id).unwrap_or_default();
        entity(&row, granted)
    };
    found.into_iter().map(entity).collect()
}

fn entity(row: &row::Model, granted: ScopeSet) -> Result<Connection> {
    Ok(Connection {
        id: ConnectionId::from_uuid(row.id),
        tenant: TenantId::from_uuid(row.tenant_id),
        app: AppId::from_uuid(row.app_id),
        state: state(row)?,
        version: number("connections", "version", row.version)?,
        granted,
        ends_at: row.ends_at,
        generation: number("connections", "generation", row.generation)?,
        decided_by: PersonId::from_uuid(row.decided_by),
        decided_at: row.decided_at,
        created_at: row.created_at,
        updated_at: row.updated_at,
        revision: number("connections", "revision", row.revision)?,
        details_seen: number("connections", "details_seen", row.details_seen)?,
        left_version: number("connections", "left_version", row.left_version)?,
    })
}

fn state(row: &row::Model) -> Result<ConnectionState> {
    let reason = || row.reason.clone().ok_or_else(|| corrupt("connections", "reason", "missing"));
    Ok(match parse("connections", "state", &row.state)? {
        StateName::Awaiting => ConnectionState::Awaiting,
        StateName::Declined => ConnectionState::Declined { reason: reason()? },
        StateName::Blocked => ConnectionState::Blocked { reason: reason()? },
        StateName::Active => ConnectionState::Active,
        StateName::Paused => {
            let by: BTreeSet<PausedBy> = spaced::read("connections", "pauses", &row.pauses)?;
            if by.is_empty() {
                return Err(corrupt("connections", "pauses", "empty though paused"));
            }
            ConnectionState::Paused { by }
        }
        StateName::Deleted => ConnectionState::Deleted,
    })
}

fn row_of(connection: &Connection) -> Result<row::Model> {
    let (reason, pauses) = match &connection.state {
        ConnectionState::Declined { reason } | ConnectionState::Blocked { reason } => {
            (Some(reason.clone()), String::new())
        }
        ConnectionState::Paused { by } => (None, spaced::write(by)),
        ConnectionState::Awaiting | ConnectionState::Active | ConnectionState::Deleted => {
            (None, String::new())
        }
    };
    Ok(row::Model {
        tenant_id: connection.tenant.uuid(),
        id: connection.id.uuid(),
        app_id: connection.app.uuid(),
        state: connection.state.name().to_string(),
        reason,
        pauses,
        version: number("connections", "version", connection.version)?,
        ends_at: connection.ends_at,
        generation: number("connections", "generation", connection.generation)?,
        decided_by: connection.decided_by.uuid(),
        decided_at: connection.decided_at,
        created_at: connection.created_at,
        updated_at: connection.updated_at,
        revision: number("connections", "revision", connection.revision)?,
        details_seen: number("connections", "details_seen", connection.details_seen)?,
        left_version: number("connections", "left_version", connection.left_version)?,
    })
}
