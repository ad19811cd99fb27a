//! Counts of wrong passwords by the hour, which slow down guessing across accounts, addresses and nodes.

use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::{Alias, Expr, ExprTrait, OnConflict},
};

use crate::database::Platform;
use crate::errors::Result;
use crate::rows::sign_in_failures as row;

impl Platform<'_> {
    /// The failures of each of these subjects in each hour since `since` (hours since 1970).
    pub async fn sign_in_failures(&self, subjects: &[String], since: i64) -> Result<Vec<(String, i64, u64)>> {
        let find = row::Entity::find()
            .filter(row::Column::Subject.is_in(subjects.iter().cloned()))
            .filter(row::Column::Hour.gte(since));
        let rows = find.all(self.conn).await?;
        Ok(rows
            .into_iter()
            .map(|row| (row.subject, row.hour, u64::try_from(row.failures).unwrap_or_default()))
            .collect())
    }

    /// Counts one failure of each, and forgets hours before `forget_before`.
    pub async fn count_sign_in_failure(
        &self,
        subjects: &[String],
        hour: i64,
        forget_before: i64,
    ) -> Result<()> {
        let mut sorted = subjects.to_vec();
        // One order for all, so that two nodes never wait for each other.
        sorted.sort();
        let rows =
            sorted.into_iter().map(|subject| row::Model { subject, hour, failures: 1 }.into_active_model());
        let more = Expr::col((row::Entity, row::Column::Failures))
            .add(Expr::col((Alias::new("excluded"), row::Column::Failures)));
        let add = OnConflict::columns([row::Column::Subject, row::Column::Hour])
            .value(row::Column::Failures, more)
            .to_owned();
        row::Entity::insert_many(rows).on_conflict(add).exec_without_returning(self.conn).await?;
        let old = row::Entity::delete_many().filter(row::Column::Hour.lt(forget_before));
        old.exec(self.conn).await?;
        Ok(())
    }

    /// Takes back one failure of each in that hour.
    pub async fn forgive_sign_in_failure(&self, subjects: &[String], hour: i64) -> Result<()> {
        let mut sorted = subjects.to_vec();
        sorted.sort();
        for subject in sorted {
            let less = Expr::col(row::Column::Failures).sub(1);
            row::Entity::update_many()
                .col_expr(row::Column::Failures, less)
                .filter(row::Column::Subject.eq(subject))
                .filter(row::Column::Hour.eq(hour))
                .filter(row::Column::Failures.gt(0))
                .exec(self.conn)
                .await?;
        }
        Ok(())
    }
}
