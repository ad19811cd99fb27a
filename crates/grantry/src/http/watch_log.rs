//! Reports in the log about the log itself: lines left out, lines dropped, bytes that were no HTTP.

use std::time::Duration;

use actix_web::web::Data;
use tokio::time::{MissedTickBehavior, interval};

use super::refused::Refused;
use crate::logging::{dropped_lines, malformed_connections};

const EVERY: Duration = Duration::from_secs(1);
/// Turns between two lines on what is no HTTP.
const SOMETIMES: u32 = 60;

/// Without end.
pub async fn run(refused: Data<Refused>) {
    let mut turns = interval(EVERY);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut said_dropped, mut said_malformed, mut turn) = (0, 0, 0_u32);
    loop {
        turns.tick().await;
        turn = turn.wrapping_add(1);
        refused.sum_up();
        said_dropped = say_dropped(said_dropped, dropped_lines());
        if turn.is_multiple_of(SOMETIMES) && malformed_connections() > said_malformed {
            let connections = malformed_connections() - said_malformed;
            tracing::info!(connections, "connections were closed: what they sent is no HTTP request");
            said_malformed += connections;
        }
    }
}

/// Said when lines flow again: while they do not, this one is dropped too, and tried again.
fn say_dropped(said: u64, dropped: u64) -> u64 {
    if dropped <= said {
        return said;
    }
    tracing::warn!(lines = dropped - said, "log lines were dropped: no one read the log");
    if dropped_lines() > dropped { said } else { dropped }
}
