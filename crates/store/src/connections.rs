//! Connections: a tenant's own through its door; those of an app, whatever the tenant, through the platform's.

use std::collections::{BTreeSet, HashMap};

use model::{
    app::App,
    connection::{Connection, ConnectionState, PausedBy, StateName},
    environment::Environment,
    ids::{AppId, ConnectionId, PersonId, PublisherId, TenantId},
    scope::ScopeSet,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, Select,
    sea_query::{ExprTrait, SimpleExpr},
};
use uuid::Uuid;

use crate::{
    Error, Listed, Listing, Platform, Result, Tenanted, apps, joined,
    listing::contains,
    rows::{
        self, apps as app_row, connection_scopes as scope_row, connections as row, corrupt, number, parse,
        parts, tenants as tenant_row,
    },
    spaced,
};

/// A connection as its tenant lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionOfApp {
    pub connection: Connection,
    pub app: App,
    pub publisher_name: String,
}

/// A connection as its developer sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionOfTenant {
    pub connection: Connection,
    pub app_name: String,
    pub tenant_name: String,
    pub kind: Environment,
}

/// One tenant's connections.
#[derive(Debug, Clone, Copy)]
pub struct TenantConnections<'a> {
    conn: &'a DatabaseTransaction,
    tenant: TenantId,
}

/// The connections of all tenants.
#[derive(Debug, Clone, Copy)]
pub struct Connections<'a> {
    conn: &'a DatabaseTransaction,
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

    /// As `get`; nobody else may change it until the transaction ends.
    pub async fn lock(&self, id: ConnectionId) -> Result<Option<Connection>> {
        let found = self.select().filter(row::Column::Id.eq(id.uuid())).lock_exclusive();
        Ok(entities(self.conn, found.all(self.conn).await?).await?.pop())
    }

    /// The one with this app that is not deleted; nobody else may change it until the transaction ends.
    pub async fn lock_of_app(&self, app: AppId) -> Result<Option<Connection>> {
        let found = self
            .select()
            .filter(row::Column::AppId.eq(app.uuid()))
            .filter(row::Column::State.ne(StateName::Deleted.as_str()))
            .lock_exclusive();
        Ok(entities(self.conn, found.all(self.conn).await?).await?.pop())
    }

    /// Those with these apps that are not deleted.
    pub async fn of_apps(&self, apps: &[AppId]) -> Result<Vec<Connection>> {
        let found = self
            .select()
            .filter(row::Column::AppId.is_in(apps.iter().map(|app| app.uuid())))
            .filter(row::Column::State.ne(StateName::Deleted.as_str()));
        entities(self.conn, found.all(self.conn).await?).await
    }

    /// All of this tenant's, tombstones among them; `q` is looked for in the app's name.
    pub async fn list(&self, listing: &Listing) -> Result<Listed<ConnectionOfApp>> {
        let select = self.select().find_also_related(app_row::Entity);
        let select = joined::part(select, row::Column::Id, listing, |q| {
            Condition::any()
                .add(contains(app_row::Column::Name, q))
                .add_option(apps::id_is(q))
                .add_option(id_is(q))
        });
        let listed = joined::listed(select.all(self.conn).await?, listing);
        let (rows, apps): (Vec<_>, Vec<_>) = listed.items.into_iter().unzip();
        let publishers = apps.iter().flatten().map(|app| PublisherId::from_uuid(app.publisher_id));
        let publishers =
            Platform { conn: self.conn }.publishers().by_ids(&publishers.collect::<Vec<_>>()).await?;
        let names: HashMap<_, _> = publishers.into_iter().map(|one| (one.id, one.name)).collect();
        let together = |(connection, app): (Connection, Option<app_row::Model>)| {
            let app = app.ok_or_else(|| corrupt("connections", "app_id", "no such app"))?;
            let app = apps::entity(app)?;
            let publisher_name = names.get(&app.publisher).cloned().unwrap_or_default();
            Ok(ConnectionOfApp { connection, app, publisher_name })
        };
        let items = entities(self.conn, rows).await?.into_iter().zip(apps).map(together);
        Ok(Listed { items: items.collect::<Result<_>>()?, more: listed.more })
    }

    /// Writes the connection and counts its revision up.
    ///
    /// # Errors
    /// `LostRace` unless `connection.revision` is the one in the database; `OutsideTenant` for another tenant's.
    pub async fn update(&self, connection: &Connection) -> Result<Connection> {
        self.own(connection)?;
        update(self.conn, connection).await
    }

    fn select(&self) -> Select<row::Entity> {
        row::Entity::find().filter(row::Column::TenantId.eq(self.tenant.uuid()))
    }

    fn own(&self, connection: &Connection) -> Result<()> {
        if connection.tenant == self.tenant { Ok(()) } else { Err(Error::OutsideTenant) }
    }
}

impl Connections<'_> {
    /// An app's connections; `q` is looked for in the tenant's name.
    pub async fn of_app(&self, app: AppId, listing: &Listing) -> Result<Listed<ConnectionOfTenant>> {
        self.of(row::Column::AppId.eq(app.uuid()), listing).await
    }

    /// The connections of all apps of a publisher; `q` is looked for in the names of app and tenant.
    pub async fn of_publisher(
        &self,
        publisher: PublisherId,
        listing: &Listing,
    ) -> Result<Listed<ConnectionOfTenant>> {
        self.of(app_row::Column::PublisherId.eq(publisher.uuid()), listing).await
    }

    /// A connection of one of the publisher's apps.
    pub async fn get_of_publisher(
        &self,
        publisher: PublisherId,
        id: ConnectionId,
    ) -> Result<Option<ConnectionOfTenant>> {
        let these = app_row::Column::PublisherId.eq(publisher.uuid()).and(row::Column::Id.eq(id.uuid()));
        Ok(self.of(these, &Listing::first(1)).await?.items.pop())
    }

    /// The app's active and paused connections, ordered by tenant; nobody else may change them until the transaction
    /// ends.
    pub async fn lock_connected(&self, app: AppId) -> Result<Vec<Connection>> {
        let found = row::Entity::find()
            .filter(row::Column::AppId.eq(app.uuid()))
            .filter(row::Column::State.is_in(apps::CONNECTED))
            .order_by_asc(row::Column::TenantId)
            .order_by_asc(row::Column::Id)
            .lock_exclusive();
        entities(self.conn, found.all(self.conn).await?).await
    }

    /// Writes the connection and counts its revision up.
    ///
    /// # Errors
    /// `LostRace` unless `connection.revision` is the one in the database.
    pub async fn update(&self, connection: &Connection) -> Result<Connection> {
        update(self.conn, connection).await
    }

    async fn of(&self, these: SimpleExpr, listing: &Listing) -> Result<Listed<ConnectionOfTenant>> {
        let select = row::Entity::find()
            .find_also_related(app_row::Entity)
            .find_also(row::Entity, tenant_row::Entity)
            .filter(these);
        let select = joined::part(select, row::Column::Id, listing, |q| {
            let tenant = q.parse().ok().map(|id: TenantId| row::Column::TenantId.eq(id.uuid()));
            let names = [contains(app_row::Column::Name, q), contains(tenant_row::Column::Name, q)];
            let named = names.into_iter().fold(Condition::any(), Condition::add);
            named.add_option(tenant).add_option(id_is(q))
        });
        let listed = joined::listed(select.all(self.conn).await?, listing);
        let mut rows = Vec::new();
        let mut others = Vec::new();
        for (row, app, tenant) in listed.items {
            rows.push(row);
            others.push((app, tenant));
        }
        let together = |(connection, (app, tenant)): (
            Connection,
            (Option<app_row::Model>, Option<tenant_row::Model>),
        )| {
            let app = app.ok_or_else(|| corrupt("connections", "app_id", "no such app"))?;
            let tenant = tenant.ok_or_else(|| corrupt("connections", "tenant_id", "no such tenant"))?;
            let kind = parse("tenants", "kind", &tenant.kind)?;
            Ok(ConnectionOfTenant { connection, app_name: app.name, tenant_name: tenant.name, kind })
        };
        let items = entities(self.conn, rows).await?.into_iter().zip(others).map(together);
        Ok(Listed { items: items.collect::<Result<_>>()?, more: listed.more })
    }
}

fn id_is(q: &str) -> Option<SimpleExpr> {
    q.parse().ok().map(|id: ConnectionId| row::Column::Id.eq(id.uuid()))
}

async fn update(conn: &DatabaseTransaction, connection: &Connection) -> Result<Connection> {
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

/// Adds the grants; the order stays.
async fn entities(conn: &DatabaseTransaction, found: Vec<row::Model>) -> Result<Vec<Connection>> {
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
    })
}
