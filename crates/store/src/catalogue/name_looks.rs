//! Apps and publishers with names that look alike.

use model::{
    ids::{AppId, PublisherId},
    name::look,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, prelude::Uuid, sea_query::Expr};

use crate::database::{Platform, Shared};
use crate::errors::Result;
use crate::rows::{apps as app, publishers as publisher};

/// How many rows from before are looked at at once.
const PART: u64 = 500;

/// An app or a publisher, and how its name looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looking {
    pub look: String,
    pub name: String,
    pub publisher: PublisherId,
    /// `None` for the publisher itself.
    pub app: Option<AppId>,
}

impl Shared<'_> {
    /// The apps and publishers whose names have one of these looks.
    pub async fn looking_like(&self, looks: &[String]) -> Result<Vec<Looking>> {
        let apps = app::Entity::find().filter(app::Column::Look.is_in(looks)).all(self.conn).await?;
        let publishers = publisher::Entity::find().filter(publisher::Column::Look.is_in(looks));
        let of_app = |row: app::Model| Looking {
            look: row.look.unwrap_or_default(),
            name: row.name,
            publisher: PublisherId::from_uuid(row.publisher_id),
            app: Some(AppId::from_uuid(row.id)),
        };
        let of_publisher = |row: publisher::Model| Looking {
            look: row.look.unwrap_or_default(),
            name: row.name,
            publisher: PublisherId::from_uuid(row.id),
            app: None,
        };
        let publishers = publishers.all(self.conn).await?.into_iter().map(of_publisher);
        Ok(apps.into_iter().map(of_app).chain(publishers).collect())
    }
}

impl Platform<'_> {
    /// Fills in the looks of names from before there were any; whether there may be more.
    pub(crate) async fn fill_looks(&self) -> Result<bool> {
        let apps: Vec<(Uuid, String)> = app::Entity::find()
            .select_only()
            .columns([app::Column::Id, app::Column::Name])
            .filter(app::Column::Look.is_null())
            .limit(PART)
            .into_tuple()
            .all(self.conn)
            .await?;
        let publishers: Vec<(Uuid, String)> = publisher::Entity::find()
            .select_only()
            .columns([publisher::Column::Id, publisher::Column::Name])
            .filter(publisher::Column::Look.is_null())
            .limit(PART)
            .into_tuple()
            .all(self.conn)
            .await?;
        for (id, name) in &apps {
            let update = app::Entity::update_many().col_expr(app::Column::Look, Expr::value(look(name)));
            update.filter(app::Column::Id.eq(*id)).exec(self.conn).await?;
        }
        for (id, name) in &publishers {
            let update =
                publisher::Entity::update_many().col_expr(publisher::Column::Look, Expr::value(look(name)));
            update.filter(publisher::Column::Id.eq(*id)).exec(self.conn).await?;
        }
        Ok(!apps.is_empty() || !publishers.is_empty())
    }
}
