//! Apps, for their publisher and the operator. A tenant's view of them is in `available_apps`.

use std::collections::HashMap;

use model::{
    app::{App, AppDetails, ClientKeys},
    connection::StateName,
    ids::{AppId, PublisherId},
    logo::LogoImage,
    name::look,
    publisher::PublisherCard,
    search::Texts,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::logos;
use crate::database::Shared;
use crate::errors::{Error, Result};
use crate::rows::{
    self, app_counts as count_row, apps as row, corrupt, number, parse, publishers as publisher_row, revision,
};
use crate::search::listing::{Listed, Listing, newest, part, walk};
use crate::search::texts;

/// An app as the operator lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppOfPublisher {
    pub app: App,
    pub publisher: PublisherCard,
    /// Active or paused.
    pub connections: u32,
}

/// The states in which a connection holds credentials.
pub(crate) const CONNECTED: [&str; 2] = [StateName::Active.as_str(), StateName::Paused.as_str()];

#[derive(Debug, Clone, Copy)]
pub struct Apps<'a> {
    conn: &'a DatabaseTransaction,
}

impl<'a> Shared<'a> {
    pub const fn apps(&self) -> Apps<'a> {
        Apps { conn: self.conn }
    }
}

impl Apps<'_> {
    /// # Errors
    /// `Conflict` for `apps.publisher_id_name`: the publisher has another app of that name.
    pub async fn insert(&self, app: &App) -> Result<()> {
        rows::insert(self.conn, row_of(app)?).await?;
        self.put_texts(app).await
    }

    pub async fn get(&self, id: AppId) -> Result<Option<App>> {
        row::Entity::find_by_id(id.uuid()).one(self.conn).await?.map(entity).transpose()
    }

    /// As `get`; until this transaction ends no other may change the app or decide about it.
    pub async fn lock(&self, id: AppId) -> Result<Option<App>> {
        row::Entity::find_by_id(id.uuid()).lock_exclusive().one(self.conn).await?.map(entity).transpose()
    }

    /// As `get`; until the transaction ends the app stays as it is.
    pub async fn lock_shared(&self, id: AppId) -> Result<Option<App>> {
        row::Entity::find_by_id(id.uuid()).lock_shared().one(self.conn).await?.map(entity).transpose()
    }

    /// A publisher's apps, each with the number of its active and paused connections; searched by name and id.
    pub async fn of_publisher(
        &self,
        publisher: PublisherId,
        listing: &Listing,
    ) -> Result<Listed<(App, u32)>> {
        let own = || row::Entity::find().filter(row::Column::PublisherId.eq(publisher.uuid()));
        let listed = match listing.search() {
            Some(search) => {
                let part = async |after, limit| {
                    let select = own().select_only().columns([row::Column::Id, row::Column::Name]);
                    let rows: Vec<(Uuid, String)> =
                        newest(select, row::Column::Id, after, limit).into_tuple().all(self.conn).await?;
                    Result::Ok(rows)
                };
                let texts = |id: Uuid, name: &str| Texts::new().name(name).id(AppId::from_uuid(id));
                let found = walk(listing, part, |one| one.0, |(id, name)| search.finds(&texts(*id, name)));
                let mut found = found.await?;
                let ids = std::mem::take(&mut found.items).into_iter().map(|(id, _)| id);
                let rows = own().filter(row::Column::Id.is_in(ids)).order_by_desc(row::Column::Id);
                found.with(rows.all(self.conn).await?)
            }
            None => {
                let rows = part(own(), row::Column::Id, listing).all(self.conn).await?;
                Listed::new(rows, listing).counted(listing, own(), self.conn).await?
            }
        };
        let counts = self.counts(listed.items.iter().map(|row| row.id)).await?;
        listed.try_map(|row| {
            let count = counts.get(&row.id).copied().unwrap_or_default();
            Ok((entity(row)?, count))
        })
    }

    /// All apps of the platform; searched by the names and ids of app and publisher.
    pub async fn list(&self, listing: &Listing) -> Result<Listed<AppOfPublisher>> {
        let all = || row::Entity::find().find_also_related(publisher_row::Entity);
        let listed = match listing.search() {
            Some(search) => {
                let mut found = texts::APP.list(self.conn, &search, listing).await?;
                let ids = std::mem::take(&mut found.items);
                let rows = all().filter(row::Column::Id.is_in(ids.iter().copied())).all(self.conn).await?;
                let mut rows: HashMap<_, _> = rows.into_iter().map(|row| (row.0.id, row)).collect();
                found.with(ids.iter().filter_map(|id| rows.remove(id)).collect())
            }
            None => {
                let rows = part(all(), row::Column::Id, listing).all(self.conn).await?;
                Listed::new(rows, listing).counted(listing, row::Entity::find(), self.conn).await?
            }
        };
        let counts = self.counts(listed.items.iter().map(|(row, _)| row.id)).await?;
        listed.try_map(|(row, publisher)| {
            let connections = counts.get(&row.id).copied().unwrap_or_default();
            let publisher = publisher.ok_or_else(|| corrupt("apps", "publisher_id", "no such publisher"))?;
            Ok(AppOfPublisher { app: entity(row)?, publisher: publisher.into(), connections })
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
        let read = revision(app.revision)?;
        let update = row::Entity::update_many()
            .set(row_of(&next)?.into_active_model().reset_all())
            .filter(row::Column::Id.eq(app.id.uuid()))
            .filter(row::Column::Revision.eq(read));
        if update.exec(self.conn).await?.rows_affected == 0 {
            return Err(Error::LostRace);
        }
        self.put_texts(&next).await?;
        Ok(next)
    }

    /// What searches find it by.
    async fn put_texts(&self, app: &App) -> Result<()> {
        let (id, publisher) = (app.id.uuid(), app.publisher.uuid());
        // Locked, so that its new name is not missed.
        let found = publisher_row::Entity::find_by_id(publisher).lock_shared().one(self.conn).await?;
        let name = found.map(|publisher| publisher.name).unwrap_or_default();
        texts::APP.put(self.conn, id, texts_of(id, &app.details.name, publisher, &name)).await
    }

    /// How many apps a publisher has.
    pub async fn count_of(&self, publisher: PublisherId) -> Result<u64> {
        let own = row::Entity::find().filter(row::Column::PublisherId.eq(publisher.uuid()));
        Ok(own.count(self.conn).await?)
    }

    /// What a publisher's apps are called.
    pub async fn names_of(&self, publisher: PublisherId) -> Result<Vec<(AppId, String)>> {
        let names: Vec<(Uuid, String)> = row::Entity::find()
            .select_only()
            .columns([row::Column::Id, row::Column::Name])
            .filter(row::Column::PublisherId.eq(publisher.uuid()))
            .into_tuple()
            .all(self.conn)
            .await?;
        Ok(names.into_iter().map(|(id, name)| (AppId::from_uuid(id), name)).collect())
    }

    async fn counts(&self, apps: impl IntoIterator<Item = Uuid>) -> Result<HashMap<Uuid, u32>> {
        let kept = count_row::Entity::find().filter(count_row::Column::AppId.is_in(apps));
        let kept = kept.all(self.conn).await?.into_iter();
        Ok(kept.map(|kept| (kept.app_id, u32::try_from(kept.connected).unwrap_or(u32::MAX))).collect())
    }
}

/// What a search finds an app by.
pub(crate) fn texts_of(id: Uuid, name: &str, publisher: Uuid, publisher_name: &str) -> Texts {
    let texts = Texts::new().name(name).name(publisher_name).id(AppId::from_uuid(id));
    texts.id(PublisherId::from_uuid(publisher))
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
            logo_image: row.logo_image.map(|hash| parse("apps", "logo_image", &hash)).transpose()?,
            website: row.website,
            privacy_policy: row.privacy_policy,
            support_contact: row.support_contact,
            ai_agent: row.ai_agent,
            visibility: parse("apps", "visibility", &row.visibility)?,
            hand_over: parse("apps", "hand_over", &row.hand_over)?,
            client_keys: client_keys(row.jwks, row.jwks_uri),
        },
        logo: logos::fetch(&row.logo_state, row.logo_reason, row.logo_due)?,
        state: parse("apps", "state", &row.state)?,
        latest_version: number("apps", "latest_version", row.latest_version)?,
        details_revision: number("apps", "details_revision", row.details_revision)?,
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
        look: Some(look(&app.details.name)),
        id: app.id.uuid(),
        publisher_id: app.publisher.uuid(),
        name: details.name,
        summary: details.summary,
        description: details.description,
        logo_url: details.logo_url,
        logo_image: details.logo_image.as_ref().map(LogoImage::hash).map(str::to_owned),
        logo_state: app.logo.state.to_string(),
        logo_reason: logos::reason(&app.logo),
        logo_due: app.logo.due,
        website: details.website,
        privacy_policy: details.privacy_policy,
        support_contact: details.support_contact,
        ai_agent: details.ai_agent,
        visibility: details.visibility.to_string(),
        hand_over: details.hand_over.to_string(),
        state: app.state.to_string(),
        latest_version: number("apps", "latest_version", app.latest_version)?,
        details_revision: number("apps", "details_revision", app.details_revision)?,
        revision: number("apps", "revision", app.revision)?,
        created_at: app.created_at,
        updated_at: app.updated_at,
        jwks,
        jwks_uri,
    })
}
