//! Logos of apps: their state, and the pictures that were made of them.

use model::{
    Timestamp,
    app::App,
    ids::AppId,
    logo::{LogoFetch, LogoImage},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, Statement, sea_query::Expr,
};

use crate::database::Platform;
use crate::errors::{Error, Result};
use crate::rows::{apps as app_row, insert_new, logos as row, number, parse};

/// In place of a reason, as the migration wrote it.
const FROM_BEFORE: &str = "from before";

/// Of app `$1`. A change names a picture by its path, `/logos/HASH.png`; a tenant is shown what the first logo that its
/// admins have not seen has replaced. Another app may have shown the same picture, so changes of all apps count.
const FORGET_UNSHOWN: &str = "DELETE FROM logos WHERE hash IN \
     (SELECT substr(named.before, 8, 64) FROM app_detail_changes AS named \
      WHERE named.app_id = $1 AND named.detail = 'logo') \
     AND NOT EXISTS (SELECT 1 FROM apps WHERE apps.logo_image = logos.hash) \
     AND NOT EXISTS (SELECT 1 FROM app_detail_changes AS told \
      JOIN connections AS unseen ON unseen.app_id = told.app_id AND unseen.details_seen < told.revision \
      WHERE told.detail = 'logo' AND told.before = '/logos/' || logos.hash || '.png' \
      AND unseen.state IN ('active', 'paused') \
      AND NOT EXISTS (SELECT 1 FROM app_detail_changes AS earlier \
       WHERE earlier.app_id = told.app_id AND earlier.detail = 'logo' \
       AND earlier.revision > unseen.details_seen AND earlier.revision < told.revision))";

#[derive(Debug, Clone, Copy)]
pub struct Logos<'a> {
    conn: &'a DatabaseTransaction,
}

impl<'a> Platform<'a> {
    pub const fn logos(&self) -> Logos<'a> {
        Logos { conn: self.conn }
    }
}

impl Logos<'_> {
    /// The bytes of a picture.
    pub async fn png(&self, image: &LogoImage) -> Result<Option<Vec<u8>>> {
        Ok(row::Entity::find_by_id(image.hash()).one(self.conn).await?.map(|row| row.png))
    }

    /// Keeps a picture, unless it is there.
    pub async fn put(&self, image: &LogoImage, png: Vec<u8>, at: Timestamp) -> Result<()> {
        insert_new(self.conn, row::Model { hash: image.hash().to_owned(), png, taken_at: at }).await?;
        Ok(())
    }

    /// Forgets the pictures that the app has shown before, where no app shows them and no connected tenant is to see
    /// them: as what stood there when its admins last looked.
    pub async fn forget_unshown_of(&self, app: AppId) -> Result<()> {
        let backend = self.conn.get_database_backend();
        let forget = Statement::from_sql_and_values(backend, FORGET_UNSHOWN, [app.uuid().into()]);
        self.conn.execute_raw(forget).await?;
        Ok(())
    }

    /// Writes what became of an app's logo, and its details revision. The app's own revision stays: whoever has its form
    /// open has lost no race. The caller holds the app's lock.
    pub async fn settle(&self, app: &App) -> Result<()> {
        let details_revision: i32 = number("apps", "details_revision", app.details_revision)?;
        let image = app.details.logo_image.as_ref().map(|image| image.hash().to_owned());
        let settle = app_row::Entity::update_many()
            .col_expr(app_row::Column::LogoImage, Expr::value(image))
            .col_expr(app_row::Column::LogoState, Expr::value(app.logo.state.as_str()))
            .col_expr(app_row::Column::LogoReason, Expr::value(reason(&app.logo)))
            .col_expr(app_row::Column::LogoDue, Expr::value(app.logo.due))
            .col_expr(app_row::Column::DetailsRevision, Expr::value(details_revision))
            .filter(app_row::Column::Id.eq(app.id.uuid()));
        match settle.exec(self.conn).await?.rows_affected {
            1 => Ok(()),
            _ => Err(Error::NotFound),
        }
    }
}

pub(crate) fn fetch(state: &str, reason: Option<String>, due: Option<Timestamp>) -> Result<LogoFetch> {
    let from_before = reason.as_deref() == Some(FROM_BEFORE);
    let reason = reason.filter(|_| !from_before);
    Ok(LogoFetch { state: parse("apps", "logo_state", state)?, reason, due, from_before })
}

pub(crate) fn reason(logo: &LogoFetch) -> Option<String> {
    if logo.from_before { Some(FROM_BEFORE.to_owned()) } else { logo.reason.clone() }
}
