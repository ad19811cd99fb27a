//! The history of an app's details that admins read.

use model::{
    app::{App, Detail, DetailChange},
    ids::AppId,
};
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel, Statement};

use crate::database::Shared;
use crate::errors::Result;
use crate::rows::{app_detail_changes as row, insert_all, number, parse};

impl Shared<'_> {
    /// Writes down what the app's newest details revision has changed.
    pub async fn add_detail_changes(&self, app: &App, changes: &[DetailChange]) -> Result<()> {
        let revision = number("app_detail_changes", "revision", app.details_revision)?;
        let model = |change: &DetailChange| row::Model {
            app_id: app.id.uuid(),
            revision,
            detail: change.detail.to_string(),
            before: change.before.clone(),
            after: change.after.clone(),
            at: change.at,
        };
        insert_all(self.conn, changes.iter().map(|change| model(change).into_active_model()).collect()).await
    }

    /// What of these has changed since a details revision, a detail at most once: as it was then, and as it is now.
    /// However often it changed, two rows of it are read.
    pub async fn detail_changes(
        &self,
        app: AppId,
        since: u32,
        details: &[Detail],
    ) -> Result<Vec<DetailChange>> {
        // None can be later than one that no row can have.
        let Ok(since) = i32::try_from(since) else { return Ok(Vec::new()) };
        if details.is_empty() {
            return Ok(Vec::new());
        }
        let ends = details.iter().flat_map(|detail| ["ASC", "DESC"].map(|order| end(*detail, order)));
        let sql = format!("{} ORDER BY revision", ends.collect::<Vec<_>>().join(" UNION ALL "));
        let backend = self.conn.get_database_backend();
        let sql = Statement::from_sql_and_values(backend, sql, [app.uuid().into(), since.into()]);
        let mut changes: Vec<DetailChange> = Vec::new();
        for row in row::Entity::find().from_raw_sql(sql).all(self.conn).await? {
            let detail = parse("app_detail_changes", "detail", &row.detail)?;
            match changes.iter_mut().find(|change| change.detail == detail) {
                Some(change) => (change.after, change.at) = (row.after, row.at),
                None => {
                    changes.push(DetailChange { detail, before: row.before, after: row.after, at: row.at });
                }
            }
        }
        changes.retain(|change| change.before != change.after);
        Ok(changes)
    }
}

/// The first or the last change of a detail of app `$1` after revision `$2`, as the primary key finds it. A select
/// around it lets both databases take it as a part of a larger one.
fn end(detail: Detail, order: &str) -> String {
    format!(
        "SELECT * FROM (SELECT * FROM app_detail_changes WHERE app_id = $1 AND revision > $2 AND detail = '{detail}' \
         ORDER BY revision {order} LIMIT 1) AS {detail}_{order}"
    )
}
