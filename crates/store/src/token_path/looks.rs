//! A look at the change log: what came after a place, and whether it is still the log that the place was in. One round
//! trip.

use sea_orm::{FromQueryResult, QueryResult, Statement};
use uuid::Uuid;

use super::changes::Recorded;
use super::places::{Epoch, Place};
use crate::database::Store;
use crate::errors::{Error, Result};
use crate::rows::changes as change;

/// What a look has found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Look {
    /// At most as many changes as were asked for, in their order.
    Changes(Vec<Recorded>),
    /// The row at the place is not the one that was read there: this log went back in time, is another one, or has
    /// forgotten the place. What is known of the changes up to it says nothing.
    Elsewhere,
}

impl Store {
    /// At most `limit` changes after a place.
    ///
    /// # Errors
    /// `Unavailable` from a standby too.
    pub async fn look(&self, place: &Place, limit: u64) -> Result<Look> {
        let answers = self.at_once(&[self.statement(place, limit)]).await?;
        let rows = answers.into_iter().next().unwrap_or_default();
        let log = rows.first().ok_or(Error::Corrupt {
            table: "change_log",
            column: "epoch".into(),
            why: "the log has no epoch".into(),
        })?;
        let epoch = Epoch::from_uuid(log.try_get("", "epoch")?);
        let here: Option<Uuid> = log.try_get("", "here")?;
        if epoch != place.epoch || (place.mark.is_some() && here != place.mark) {
            return Ok(Look::Elsewhere);
        }
        rows.iter()
            .filter_map(|row| recorded(row, epoch).transpose())
            .collect::<Result<_>>()
            .map(Look::Changes)
    }

    fn statement(&self, place: &Place, limit: u64) -> Statement {
        const SQL: &str = "SELECT change_log.epoch AS epoch, here.mark AS here, later.*
            FROM change_log
            LEFT JOIN changes AS here ON here.sequence = $1
            LEFT JOIN (SELECT * FROM changes WHERE sequence > $1 ORDER BY sequence LIMIT $2) AS later
                ON later.sequence IS NOT NULL
            ORDER BY later.sequence";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        Statement::from_sql_and_values(
            self.database().get_database_backend(),
            SQL,
            [place.sequence.into(), limit.into()],
        )
    }
}

/// `None` for the one row of a look that finds nothing.
fn recorded(row: &QueryResult, epoch: Epoch) -> Result<Option<Recorded>> {
    if row.try_get::<Option<i64>>("", "sequence")?.is_none() {
        return Ok(None);
    }
    Ok(Some(Recorded::read(&change::Model::from_query_result(row, "")?, epoch)))
}
