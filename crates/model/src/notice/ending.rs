//! When people hear that access ends, and that it has ended.

use chrono::TimeDelta;

use crate::{Timestamp, connection::Connection};

/// So many days before the end; 0: it has come.
pub const ENDING_DAYS: [u32; 4] = [0, 1, 7, 30];

/// Which of [`ENDING_DAYS`] is to be told of by now: the nearest to the end, where it came after the decision. What an
/// admin chose a moment ago is no news.
pub fn due_ending(connection: &Connection, now: Timestamp) -> Option<(Timestamp, u32)> {
    let end = connection.ends_at.filter(|_| connection.is_connected())?;
    let moment = |days: u32| end - TimeDelta::days(i64::from(days));
    let days = ENDING_DAYS.into_iter().find(|days| moment(*days) <= now)?;
    (moment(days) > connection.decided_at).then_some((end, days))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        connection::ConnectionState,
        ids::{AppId, ConnectionId, PersonId, TenantId},
    };

    fn at(day: i64) -> Timestamp {
        Timestamp::default() + TimeDelta::days(day)
    }

    fn decided_on_the_first_day(until: i64) -> Connection {
        let (id, tenant, app) =
            (ConnectionId::new(1, &[1; 10]), TenantId::new(1, &[1; 10]), AppId::new(1, &[1; 10]));
        let awaiting = Connection::awaiting(id, tenant, app, PersonId::new(1, &[1; 10]), at(0));
        Connection { state: ConnectionState::Active, ends_at: Some(at(until)), ..awaiting }
    }

    #[test]
    fn the_nearest_moment_counts_unless_the_decision_came_after_it() {
        let days = |until, now| due_ending(&decided_on_the_first_day(until), at(now)).map(|(_, days)| days);
        for (now, expected) in [
            (10, None),
            (70, Some(30)),
            (92, Some(30)),
            (93, Some(7)),
            (99, Some(1)),
            (100, Some(0)),
            (120, Some(0)),
        ] {
            assert_eq!(days(100, now), expected, "day {now}");
        }
        // Allowed for a week: that it ends in a week is no news.
        assert_eq!([0, 5, 6, 7].map(|now| days(7, now)), [None, None, Some(1), Some(0)]);
    }

    #[test]
    fn what_is_deleted_does_not_end() {
        let deleted = Connection { state: ConnectionState::Deleted, ..decided_on_the_first_day(7) };
        assert_eq!(due_ending(&deleted, at(7)), None);
    }
}
