//! Apps, as their publisher and the operator see them. What a tenant sees is in `available_apps.rs`.

use std::collections::HashMap;

use model::{
    app::{App, AppDetails, AppState},
    connection::StateName,
    ids::{AppId, PublisherId},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, JoinType, QueryFilter, QuerySelect, RelationTrait,
    sea_query::SimpleExpr,
};
use uuid::Uuid;

use crate::{
    Error, Listed, Listing, Platform, Result, Tenanted,
    convert::{number, word},
    joined::{listed, part},
    listing::contains,
    rows::{app, connection, publisher},
};

/// An app as the operator lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppOfPublisher {
    pub app: App,
    pub publisher_name: String,
    /// Active or paused.
    pub connections: u32,
}

impl Platform<'_> {
    /// # Errors
    /// `Conflict` on `apps.publisher_id_name`: the publisher has another app of that name.
    pub async fn insert_app(&self, app: &App) -> Result<()> {
        app::Entity::insert(row(app)?).exec_without_returning(self.conn).await?;
        Ok(())
    }

    pub async fn app(&self, id: AppId) -> Result<Option<App>> {
        app::Entity::find_by_id(id.uuid()).one(self.conn).await?.map(entity).transpose()
    }

    /// An app of this publisher.
    pub async fn app_of(&self, publisher: PublisherId, id: AppId) -> Result<Option<App>> {
        Ok(self.app(id).await?.filter(|app| app.publisher == publisher))
    }

    /// As `app_of`, and nobody else may change the app or decide about it until this transaction ends.
    pub async fn app_to_change(&self, publisher: PublisherId, id: AppId) -> Result<Option<App>> {
        Ok(self.locked_app(id).await?.filter(|app| app.publisher == publisher))
    }

    /// As `app`, and nobody else may change the app or decide about it until this transaction ends.
    pub async fn locked_app(&self, id: AppId) -> Result<Option<App>> {
        app::Entity::find_by_id(id.uuid()).lock_exclusive().one(self.conn).await?.map(entity).transpose()
    }

    /// A publisher's apps, each with the number of its active and paused connections.
    pub async fn apps_of(&self, publisher: PublisherId, listing: &Listing) -> Result<Listed<(App, u32)>> {
        let select = app::Entity::find().filter(app::Column::PublisherId.eq(publisher.uuid()));
        let select = part(select, app::Column::Id, listing, |q| {
            Condition::any().add(contains(app::Column::Name, q)).add_option(id_is(q))
        });
        let listed = listed(select.all(self.conn).await?, listing);
        let counts = self.connections_by_app(listed.items.iter().map(|row| row.id)).await?;
        listed.try_map(|row| {
            let count = counts.get(&row.id).copied().unwrap_or_default();
            Ok((entity(row)?, count))
        })
    }

    /// All apps of the platform.
    pub async fn apps(&self, listing: &Listing) -> Result<Listed<AppOfPublisher>> {
        let select = app::Entity::find().join(JoinType::InnerJoin, app::Relation::Publisher.def());
        let select = part(select, app::Column::Id, listing, |q| {
            let names = [contains(app::Column::Name, q), contains(publisher::Column::Name, q)];
            names.into_iter().fold(Condition::any(), Condition::add).add_option(id_is(q))
        });
        let found = select.select_also(publisher::Entity).all(self.conn).await?;
        let listed = listed(found, listing);
        let counts = self.connections_by_app(listed.items.iter().map(|(row, _)| row.id)).await?;
        listed.try_map(|(row, publisher)| {
            let connections = counts.get(&row.id).copied().unwrap_or_default();
            let publisher_name = publisher.map(|publisher| publisher.name).unwrap_or_default();
            Ok(AppOfPublisher { app: entity(row)?, publisher_name, connections })
        })
    }

    /// The number of an app's active and paused connections.
    pub async fn count_connections(&self, app: AppId) -> Result<u32> {
        Ok(self.connections_by_app([app.uuid()]).await?.get(&app.uuid()).copied().unwrap_or_default())
    }

    /// Writes the app and counts its revision up.
    ///
    /// # Errors
    /// `LostRace` unless `app.revision` is the one in the database; `Conflict` as for `insert_app`.
    pub async fn update_app(&self, app: &App) -> Result<App> {
        let next = App { revision: app.revision.saturating_add(1), ..app.clone() };
        let revision = number("apps", "revision", app.revision)?;
        let update = app::Entity::update_many()
            .set(row(&next)?)
            .filter(app::Column::Id.eq(app.id.uuid()))
            .filter(app::Column::Revision.eq(revision));
        match update.exec(self.conn).await?.rows_affected {
            0 => Err(Error::LostRace),
            _ => Ok(next),
        }
    }

    async fn connections_by_app(&self, apps: impl IntoIterator<Item = Uuid>) -> Result<HashMap<Uuid, u32>> {
        let counts: Vec<(Uuid, i64)> = connection::Entity::find()
            .select_only()
            .column(connection::Column::AppId)
            .column_as(connection::Column::Id.count(), "connections")
            .filter(connection::Column::AppId.is_in(apps))
            .filter(connection::Column::State.is_in(CONNECTED.map(StateName::as_str)))
            .group_by(connection::Column::AppId)
            .into_tuple()
            .all(self.conn)
            .await?;
        Ok(counts.into_iter().map(|(app, count)| (app, u32::try_from(count).unwrap_or(u32::MAX))).collect())
    }
}

impl Tenanted<'_> {
    /// The app behind one of this tenant's connections, whether or not it is still on show; nobody may change the
    /// app until this transaction ends.
    pub async fn app_to_decide_about(&self, id: AppId) -> Result<Option<App>> {
        app::Entity::find_by_id(id.uuid()).lock_shared().one(self.conn).await?.map(entity).transpose()
    }

    /// The app behind one of this tenant's connections.
    pub async fn app(&self, id: AppId) -> Result<Option<App>> {
        app::Entity::find_by_id(id.uuid()).one(self.conn).await?.map(entity).transpose()
    }
}

fn id_is(q: &str) -> Option<SimpleExpr> {
    q.parse().ok().map(|id: AppId| app::Column::Id.eq(id.uuid()))
}

/// The states in which a connection holds credentials.
pub(crate) const CONNECTED: [StateName; 2] = [StateName::Active, StateName::Paused];

pub(crate) fn entity(row: app::Model) -> Result<App> {
    Ok(App {
        id: AppId::from_uuid(row.id),
        publisher: PublisherId::from_uuid(row.publisher_id),
        details: AppDetails {
            name: row.name,
            summary: row.summary,
            description: row.description,
            logo_url: row.logo_url,
            website: row.website,
            privacy_policy: row.privacy_policy,
            support_contact: row.support_contact,
            visibility: word("apps", "visibility", &row.visibility)?,
            hand_over: word("apps", "hand_over", &row.hand_over)?,
        },
        state: word::<AppState>("apps", "state", &row.state)?,
        latest_version: number("apps", "latest_version", row.latest_version)?,
        revision: number("apps", "revision", row.revision)?,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

fn row(app: &App) -> Result<app::ActiveModel> {
    let App { details, .. } = app;
    Ok(app::ActiveModel {
        id: Set(app.id.uuid()),
        publisher_id: Set(app.publisher.uuid()),
        name: Set(details.name.clone()),
        summary: Set(details.summary.clone()),
        description: Set(details.description.clone()),
        logo_url: Set(details.logo_url.clone()),
        website: Set(details.website.clone()),
        privacy_policy: Set(details.privacy_policy.clone()),
        support_contact: Set(details.support_contact.clone()),
        visibility: Set(details.visibility.to_string()),
        hand_over: Set(details.hand_over.to_string()),
        state: Set(app.state.to_string()),
        latest_version: Set(number("apps", "latest_version", app.latest_version)?),
        revision: Set(number("apps", "revision", app.revision)?),
        created_at: Set(app.created_at),
        updated_at: Set(app.updated_at),
    })
}
