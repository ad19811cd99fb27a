//! The change log as a whole: its identity, where it ends, and what of it may be forgotten.

use model::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use super::places::{Epoch, Place};
use crate::database::Platform;
use crate::errors::Result;
use crate::rows::{change_log, changes as change, corrupt, one_changed};

impl Platform<'_> {
    pub async fn epoch(&self) -> Result<Epoch> {
        let row = change_log::Entity::find_by_id(1).one(self.conn).await?;
        let row = row.ok_or_else(|| corrupt("change_log", "id", "the log has no epoch"))?;
        Ok(Epoch::from_uuid(row.epoch))
    }

    /// Makes this another log, as a restored database is: every node that follows it loads everything again, and so does
    /// everyone who follows the feed. They see it by the next change.
    pub async fn begin_epoch(&self, epoch: Epoch) -> Result<()> {
        let begin = change_log::Entity::update_many()
            .col_expr(change_log::Column::Epoch, Expr::value(epoch.uuid()))
            .filter(change_log::Column::Id.eq(1));
        one_changed(begin.exec(self.conn).await?.rows_affected)
    }

    /// The place of the last change.
    pub async fn end_of_log(&self) -> Result<Place> {
        let last = change::Entity::find().order_by_desc(change::Column::Sequence).one(self.conn).await?;
        self.place(last.as_ref().map_or((0, None), |row| (row.sequence, Some(row.mark)))).await
    }

    /// The place before the first change that says of itself that it is not from before `at`; the log's end where there
    /// is none. Clocks of nodes differ: there may be later ones that say that they are.
    pub async fn place_before(&self, at: Timestamp) -> Result<Place> {
        let Some(first) = self.first_since(at).await? else { return self.end_of_log().await };
        let before = self.last_below(first).await?;
        self.place(before.map_or((first - 1, None), |row| (row.sequence, Some(row.mark)))).await
    }

    /// Whether the row that was read at this place is still there, in the same log.
    pub async fn holds(&self, place: &Place) -> Result<bool> {
        let row = change::Entity::find_by_id(place.sequence).one(self.conn).await?;
        let same = place.mark.is_none() || row.map(|row| row.mark) == place.mark;
        Ok(same && self.epoch().await? == place.epoch)
    }

    /// Forgets changes from before `at` but for the last of them: a follower that has read everything may stand there.
    /// How many they were.
    pub async fn forget_changes(&self, at: Timestamp) -> Result<u64> {
        let keep = match self.first_since(at).await? {
            Some(first) => self.last_below(first).await?.map_or(first, |row| row.sequence),
            None => self.end_of_log().await?.sequence,
        };
        let old = change::Entity::delete_many().filter(change::Column::Sequence.lt(keep));
        Ok(old.exec(self.conn).await?.rows_affected)
    }

    async fn first_since(&self, at: Timestamp) -> Result<Option<i64>> {
        Ok(change::Entity::find()
            .select_only()
            .column(change::Column::Sequence)
            .filter(change::Column::At.gte(at))
            .order_by_asc(change::Column::Sequence)
            .into_tuple()
            .one(self.conn)
            .await?)
    }

    async fn last_below(&self, sequence: i64) -> Result<Option<change::Model>> {
        Ok(change::Entity::find()
            .filter(change::Column::Sequence.lt(sequence))
            .order_by_desc(change::Column::Sequence)
            .one(self.conn)
            .await?)
    }

    async fn place(&self, (sequence, mark): (i64, Option<Uuid>)) -> Result<Place> {
        Ok(Place { epoch: self.epoch().await?, sequence, mark })
    }
}
