//! Apps, as their publisher and the operator see them. What a tenant sees is in `available_apps`.

use std::collections::HashMap;

use model::{
    app::{App, AppDetails, ClientKeys},
    connection::StateName,
    ids::{AppId, PublisherId},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect, sea_query::SimpleExpr,
};
use uuid::Uuid;

use crate::{
    Error, Listed, Listing, Platform, Result, joined,
    listing::contains,
    rows::{self, apps as row, connections as connection_row, number, parse, publishers as publisher_row},
};

/// An app as the operator lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppOfPublisher {
    pub app: App,
    pub publisher_name: String,
    /// Active or paused.
    pub connections: u32,
}

/// The states in which a connection holds credentials.
pub(crate) const CONNECTED: [&str; 2] = [StateName::Active.as_str(), StateName::Paused.as_str()];

#[derive(Debug, Clone, Copy)]
pub struct Apps<'a> {
    conn: &'a DatabaseTransaction,
}

impl<'a> Platform<'a> {
    pub const fn apps(&self) -> Apps<'a> {
        Apps { conn: self.conn }
    }
}

impl Apps<'_> {
    /// # Errors
    /// `Conflict` for `apps.publisher_id_name`: the publisher has another app of that name.
    pub async fn insert(&self, app: &App) -> Result<()> {
        rows::insert(self.conn, row_of(app)?).await
    }

    pub async fn get(&self, id: AppId) -> Result<Option<App>> {
        row::Entity::find_by_id(id.uuid()).one(self.conn).await?.map(entity).transpose()
    }

    /// As `get`; until the transaction ends nobody else may change the app or decide about it.
    pub async fn lock(&self, id: AppId) -> Result<Option<App>> {
        row::Entity::find_by_id(id.uuid()).lock_exclusive().one(self.conn).await?.map(entity).transpose()
    }

    /// As `get`; until the transaction ends nobody may change the app.
    pub async fn lock_shared(&self, id: AppId) -> Result<Option<App>> {
        row::Entity::find_by_id(id.uuid()).lock_shared().one(self.conn).await?.map(entity).transpose()
    }

    /// A publisher's apps, each with the number of its active and paused connections; `q` is looked for in the name.
    pub async fn of_publisher(
        &self,
        publisher: PublisherId,
        listing: &Listing,
    ) -> Result<Listed<(App, u32)>> {
        let select = row::Entity::find().filter(row::Column::PublisherId.eq(publisher.uuid()));
        let select = joined::part(select, row::Column::Id, listing, |q| {
            Condition::any().add(contains(row::Column::Name, q)).add_option(id_is(q))
        });
        let listed = joined::listed(select.all(self.conn).await?, listing);
        let counts = self.counts(listed.items.iter().map(|row| row.id)).await?;
        listed.try_map(|row| {
            let count = counts.get(&row.id).copied().unwrap_or_default();
            Ok((entity(row)?, count))
        })
    }

    /// All apps of the platform; `q` is looked for in the names of app and publisher.
    pub async fn list(&self, listing: &Listing) -> Result<Listed<AppOfPublisher>> {
        let select = row::Entity::find().find_also_related(publisher_row::Entity);
        let select = joined::part(select, row::Column::Id, listing, |q| {
            let names = [contains(row::Column::Name, q), contains(publisher_row::Column::Name, q)];
            names.into_iter().fold(Condition::any(), Condition::add).add_option(id_is(q))
        });
        let listed = joined::listed(select.all(self.conn).await?, listing);
        let counts = self.counts(listed.items.iter().map(|(row, _)| row.id)).await?;
        listed.try_map(|(row, publisher)| {
            let connections = counts.get(&row.id).copied().unwrap_or_default();
            let publisher_name = publisher.map(|publisher| publisher.name).unwrap_or_default();
            Ok(AppOfPublisher { app: entity(row)?, publisher_name, connections })
        })
    }

    /// The number of an app's active and paused connections.
    pub async fn count_connections(&self, app: AppId) -> Result<u32> {
        Ok(self.counts([app.uuid()]).await?.get(&app.uuid()).copied().unwrap_or_default())
    }

    /// Writes the app and counts its revision up.
    ///
    /// # Errors
    /// `LostRace` unless `app.revision` is the one in the database; `Conflict` as for `insert`.
    pub async fn update(&self, app: &App) -> Result<App> {
        let next = App { revision: app.revision.saturating_add(1), ..app.clone() };
        let read: i32 = number("apps", "revision", app.revision)?;
        let update = row::Entity::update_many()
            .set(row_of(&next)?.into_active_model().reset_all())
            .filter(row::Column::Id.eq(app.id.uuid()))
            .filter(row::Column::Revision.eq(read));
        match update.exec(self.conn).await?.rows_affected {
            0 => Err(Error::LostRace),
            _ => Ok(next),
        }
    }

    async fn counts(&self, apps: impl IntoIterator<Item = Uuid>) -> Result<HashMap<Uuid, u32>> {
        let counts: Vec<(Uuid, i64)> = connection_row::Entity::find()
            .select_only()
            .column(connection_row::Column::AppId)
            .column_as(connection_row::Column::Id.count(), "connections")
            .filter(connection_row::Column::AppId.is_in(apps))
            .filter(connection_row::Column::State.is_in(CONNECTED))
            .group_by(connection_row::Column::AppId)
            .into_tuple()
            .all(self.conn)
            .await?;
        Ok(counts.into_iter().map(|(app, count)| (app, u32::try_from(count).unwrap_or(u32::MAX))).collect())
    }
}

pub(crate) fn id_is(q: &str) -> Option<SimpleExpr> {
    q.parse().ok().map(|id: AppId| row::Column::Id.eq(id.uuid()))
}

pub(crate) fn entity(row: row::Model) -> Result<App> {
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
            visibility: parse("apps", "visibility", &row.visibility)?,
            hand_over: parse("apps", "hand_over", &row.hand_over)?,
            client_keys: client_keys(row.jwks, row.jwks_uri),
        },
        state: parse("apps", "state", &row.state)?,
        latest_version: number("apps", "latest_version", row.latest_version)?,
        revision: number("apps", "revision", row.revision)?,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

pub(crate) fn client_keys(jwks: Option<String>, jwks_uri: Option<String>) -> Option<ClientKeys> {
    jwks.map(ClientKeys::Jwks).or(jwks_uri.map(ClientKeys::JwksUri))
}

fn row_of(app: &App) -> Result<row::Model> {
    let details = app.details.clone();
    let (jwks, jwks_uri) = match details.client_keys {
        Some(ClientKeys::Jwks(jwks)) => (Some(jwks), None),
        Some(ClientKeys::JwksUri(uri)) => (None, Some(uri)),
        None => (None, None),
    };
    Ok(row::Model {
        id: app.id.uuid(),
        publisher_id: app.publisher.uuid(),
        name: details.name,
        summary: details.summary,
        description: details.description,
        logo_url: details.logo_url,
        website: details.website,
        privacy_policy: details.privacy_policy,
        support_contact: details.support_contact,
        visibility: details.visibility.to_string(),
        hand_over: details.hand_over.to_string(),
        state: app.state.to_string(),
        latest_version: number("apps", "latest_version", app.latest_version)?,
        revision: number("apps", "revision", app.revision)?,
        created_at: app.created_at,
        updated_at: app.updated_at,
        jwks,
        jwks_uri,
    })
}
