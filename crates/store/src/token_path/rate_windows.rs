//! Counts of requests by subject, node and minute, which make up the rate limits over all nodes.

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{ExprTrait, OnConflict},
};
use uuid::Uuid;

use crate::database::Platform;
use crate::errors::Result;
use crate::rows::{number, usage_counts as row};

impl Platform<'_> {
    /// Writes this node's counts of a window, over those it wrote before.
    pub async fn write_rate_window(
        &self,
        window_start: i64,
        node: Uuid,
        counts: &[(String, u64)],
    ) -> Result<()> {
        if counts.is_empty() {
            return Ok(());
        }
        let rows = counts.iter().map(|(subject, used)| {
            let used = i64::try_from(*used).unwrap_or(i64::MAX);
            sea_orm::IntoActiveModel::into_active_model(row::Model {
                window_start,
                node,
                subject: subject.clone(),
                used,
            })
        });
        let key = [row::Column::WindowStart, row::Column::Node, row::Column::Subject];
        let replace = OnConflict::columns(key).update_column(row::Column::Used).to_owned();
        row::Entity::insert_many(rows).on_conflict(replace).exec_without_returning(self.conn).await?;
        Ok(())
    }

    /// What all nodes but this one counted in a window, summed for each subject whose name begins with `kind`: the `most`
    /// highest sums.
    pub async fn rate_window_elsewhere(
        &self,
        window_start: i64,
        node: Uuid,
        kind: char,
        most: u64,
    ) -> Result<HashMap<String, u64>> {
        let sum = || row::Column::Used.sum().cast_as("bigint");
        let rows: Vec<(String, i64)> = row::Entity::find()
            .select_only()
            .column(row::Column::Subject)
            .column_as(sum(), "used")
            .filter(row::Column::WindowStart.eq(window_start))
            .filter(row::Column::Node.ne(node))
            .filter(row::Column::Subject.starts_with(kind))
            .group_by(row::Column::Subject)
            .order_by_desc(sum())
            .limit(most)
            .into_tuple()
            .all(self.conn)
            .await?;
        rows.into_iter()
            .map(|(subject, used)| Ok((subject, number::<_, u64>("usage_counts", "used", used)?)))
            .collect()
    }

    /// Forgets windows that began before this one; how many rows they were.
    pub async fn forget_rate_windows(&self, before: i64) -> Result<u64> {
        let old = row::Entity::delete_many().filter(row::Column::WindowStart.lt(before));
        Ok(old.exec(self.conn).await?.rows_affected)
    }
}
