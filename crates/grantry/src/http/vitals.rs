//! The health of a node: what must work, and what an operator must know.

use std::{path::PathBuf, time::Duration};

use chrono::TimeDelta;
use foundation::Clock;
use store::{Share, Store, refused_by_full_disk};
use token_service::TokenService;
use web::{Finding, Vitals};

use crate::{node::Node, settings::Settings};

/// A node whose clock is further off signs tokens that others take for expired, or for not good yet.
const CLOCK: TimeDelta = TimeDelta::seconds(30);
/// A write that a full disk refused is reported for so long, unless another comes.
const REMEMBERED: Duration = Duration::from_mins(1);
/// Fewer free bytes under the embedded database are too few.
const FREE: u64 = 64 << 20;

pub fn vitals(settings: &Settings, node: &Node) -> Vitals {
    let database = if settings.is_embedded() { "sqlite" } else { "postgres" };
    let store = node.store.share(Share::Follower);
    let (tokens, clock) = (node.tokens.clone(), node.marketplace.clock().clone());
    let (of_clock, folder) = (store.clone(), settings.database_folder());
    Vitals::new(env!("CARGO_PKG_VERSION"), database, clock.now())
        .required("Database", move || database_check(store.clone()))
        .required("Change log", move || change_log_check(tokens.clone()))
        .required("Clock", move || clock_check(of_clock.clone(), clock.clone()))
        .watched("Disk", move || disk_check(folder.clone()))
}

async fn database_check(store: Store) -> Finding {
    match store.condition().await {
        Ok(condition) if condition.read_only => (false, "is read-only: it takes no changes".into()),
        Ok(_) => (true, "answers".into()),
        Err(_) => (false, "does not answer".into()),
    }
}

async fn change_log_check(tokens: TokenService) -> Finding {
    match tokens.is_ready() {
        true => (true, "at most one second old".into()),
        false => (false, "older than one second: no tokens are issued".into()),
    }
}

/// A database that does not answer is another check's matter.
async fn clock_check(store: Store, clock: Clock) -> Finding {
    let before = clock.now();
    let Ok(condition) = store.condition().await else { return (true, "cannot be compared now".into()) };
    let Some(theirs) = condition.clock else { return (true, "the same clock as the database".into()) };
    // Its clock was read at some moment between.
    let half = (clock.now() - before) / 2;
    compared(before + half - theirs, half)
}

/// How far our clock is ahead of the database's, give or take `doubt`.
fn compared(off: TimeDelta, doubt: TimeDelta) -> Finding {
    if off.abs() <= CLOCK + doubt {
        return (true, "within 30 seconds of the database's".into());
    }
    let way = if off > TimeDelta::zero() { "ahead of" } else { "behind" };
    (false, format!("is {} s {way} the database's", off.abs().num_seconds()))
}

async fn disk_check(folder: Option<PathBuf>) -> Finding {
    let (refused, last) = refused_by_full_disk();
    if last.is_some_and(|ago| ago < REMEMBERED) {
        return (false, full(refused));
    }
    match folder.and_then(|folder| free_bytes(&folder)) {
        Some(free) => room(free),
        None => (true, "takes writes".into()),
    }
}

fn full(refused: u64) -> String {
    match refused {
        1 => "is full: one write was refused".into(),
        more => format!("is full: {more} writes were refused"),
    }
}

fn room(free: u64) -> Finding {
    match (free >> 20, free >> 30) {
        (mb, _) if free < FREE => (false, format!("is nearly full: {mb} MB is free")),
        (mb, 0) => (true, format!("{mb} MB is free")),
        (_, gb) => (true, format!("{gb} GB is free")),
    }
}

/// Bytes that this process may still write there.
pub fn free_bytes(folder: &std::path::Path) -> Option<u64> {
    let folder = rustix::fs::statvfs(folder).ok()?;
    Some(folder.f_bavail.saturating_mul(folder.f_frsize))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_may_differ_by_half_a_minute() {
        let compare = |off, doubt| compared(TimeDelta::seconds(off), TimeDelta::seconds(doubt));
        for well in [0, 1, -1, 30, -30] {
            assert!(compare(well, 0).0, "{well}");
        }
        for (off, said) in [
            (31, "is 31 s ahead of the database's"),
            (-31, "is 31 s behind the database's"),
            (86_400, "is 86400 s ahead of the database's"),
        ] {
            assert_eq!(compare(off, 0), (false, said.to_owned()));
        }
        // It took four seconds to ask.
        assert!(compare(32, 2).0 && compare(-32, 2).0);
        assert!(!compare(33, 2).0 && !compare(-33, 2).0);
    }

    #[test]
    fn one_write_is_one() {
        assert_eq!(full(1), "is full: one write was refused");
        assert_eq!(full(2), "is full: 2 writes were refused");
    }

    #[test]
    fn less_than_a_gigabyte_is_told_in_megabytes() {
        for (free, finding) in [
            (10 << 20, (false, "is nearly full: 10 MB is free")),
            (FREE, (true, "64 MB is free")),
            ((1 << 30) - 1, (true, "1023 MB is free")),
            (1 << 30, (true, "1 GB is free")),
            (46 << 30, (true, "46 GB is free")),
        ] {
            assert_eq!(room(free), (finding.0, finding.1.to_owned()));
        }
    }
}
