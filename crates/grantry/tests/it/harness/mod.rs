//! What all tests stand on: a real server, clients, people and organisations.
//!
//! A test is `async fn name(stage: &Stage) -> Outcome`, listed in `on_both!`, which runs it on SQLite and on PostgreSQL:
//! on the server that all tests of this process share (it makes organisations of its own there), or on a fresh one. What
//! promises something within seconds of the clock is listed in `timed_on_both!`: `cargo xtask test` runs the modules called
//! `timed` one test at a time, when all others are done.

pub mod authenticator;
mod beginning;
pub mod client;
pub mod filled;
pub mod mail_server;
pub mod organisations;
pub mod partner;
pub mod people;
pub mod pictures;
pub mod receiver;
pub mod secret_ends;
pub mod secrets;
pub mod server;
pub mod stage;
pub mod workload;
pub mod world;

use std::{
    error::Error,
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

pub use client::{Answer, Client};
pub use filled::{change_of, filled};
pub use mail_server::{MailServer, Manner};
pub use organisations::{Publisher, Tenant, allow_at, answering, at_tenant, details, soon, wanted};
pub use partner::{Partner, claims};
pub use people::Person;
pub use secret_ends::let_oldest_secret_end;
pub use server::{Kind, Server};
pub use stage::Stage;
pub use workload::Platform;
pub use world::World;

pub type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// A number that no other call of this process gets.
pub fn next() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Polls until it holds, for one second: what the product promises of a revocation.
pub async fn within_a_second(holds: impl AsyncFn() -> Outcome<bool>) -> Outcome {
    assert!(may_promise_seconds(thread::current().name()), "list this test in `timed_on_both!`");
    let began = Instant::now();
    loop {
        let asked_at = began.elapsed();
        if holds().await? {
            return Ok(());
        }
        if asked_at > Duration::from_secs(1) {
            return Err("it did not hold within a second".into());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Whether the test of this name is timed. Those of a single thread have no name of their own.
fn may_promise_seconds(test: Option<&str>) -> bool {
    test.is_none_or(|name| !name.contains("::") || name.contains("timed::"))
}

#[test]
fn only_timed_tests_promise_seconds() {
    for name in [None, Some("main"), Some("admin::credentials::timed::sqlite::deleted")] {
        assert!(may_promise_seconds(name), "{name:?}");
    }
    assert!(!may_promise_seconds(Some("admin::credentials::sqlite::deleted")));
}

/// Polls what is written aside from the request.
pub async fn until<T>(look: impl AsyncFn() -> Outcome<Option<T>>) -> Outcome<T> {
    let began = Instant::now();
    loop {
        if let Some(found) = look().await? {
            return Ok(found);
        }
        if began.elapsed() > Duration::from_secs(20) {
            return Err("it was not found in time".into());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Makes a test in `sqlite` and one in `postgres` of each function; `shared` or `fresh` says on which server.
macro_rules! on_both {
    ($($server:ident: $($name:ident)*;)*) => {
        mod sqlite {
            $($(#[tokio::test]
            async fn $name() -> crate::harness::Outcome {
                let stage = crate::harness::Stage::$server(crate::harness::Kind::Sqlite).await?;
                stage.end(Box::pin(super::$name(&stage)).await)
            })*)*
        }

        mod postgres {
            $($(#[tokio::test]
            async fn $name() -> crate::harness::Outcome {
                let stage = crate::harness::Stage::$server(crate::harness::Kind::Postgres).await?;
                stage.end(Box::pin(super::$name(&stage)).await)
            })*)*
        }
    };
}
pub(crate) use on_both;

/// Makes a test in `sqlite` and one in `postgres` of each function that takes a [`Kind`].
macro_rules! on_both_kinds {
    ($($name:ident)*) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $name() -> crate::harness::Outcome {
                Box::pin(super::$name(crate::harness::Kind::Sqlite)).await
            })*
        }

        mod postgres {
            $(#[tokio::test]
            async fn $name() -> crate::harness::Outcome {
                Box::pin(super::$name(crate::harness::Kind::Postgres)).await
            })*
        }
    };
}
pub(crate) use on_both_kinds;

/// As `on_both!`, for tests that promise something within seconds.
macro_rules! timed_on_both {
    ($($server:ident: $($name:ident)*;)*) => {
        mod timed {
            use super::{$($($name,)*)*};

            crate::harness::on_both! { $($server: $($name)*;)* }
        }
    };
}
pub(crate) use timed_on_both;

/// Makes a test in `sqlite` and one in `postgres` of each function, which gets the URL of an empty database: for what is
/// asked in this process.
macro_rules! on_both_databases {
    ($($name:ident)*) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $name() -> crate::harness::Outcome {
                let folder = tempfile::tempdir()?;
                let url = format!("sqlite:{}", folder.path().join("grantry.db").display());
                Box::pin(super::$name(&url)).await
            })*
        }

        mod postgres {
            $(#[tokio::test]
            async fn $name() -> crate::harness::Outcome {
                Box::pin(super::$name(&throwaway_postgres::fresh_database()?)).await
            })*
        }
    };
}
pub(crate) use on_both_databases;
