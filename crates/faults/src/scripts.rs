//! The fault scripts. Each has a stage of its own.

mod clocks;
mod crowds;
mod disks;
mod far;
mod going_back;
mod network;
mod nodes;
mod postgres;
mod rolling;
mod slow_clients;
mod tools;

use std::pin::Pin;

use crate::Outcome;
use crate::play::{Task, Verdict};

type Playing<'a> = Pin<Box<dyn Future<Output = Outcome<Verdict>> + 'a>>;

pub struct Script {
    pub name: &'static str,
    /// Part of the short set.
    pub short: bool,
    /// Why this machine cannot make its fault, where it cannot: a failure unless told to skip.
    pub missing: fn() -> Option<String>,
    pub play: for<'a> fn(&'a Task) -> Playing<'a>,
}

macro_rules! script {
    ($name:literal, $short:literal, $missing:path, $play:path) => {
        Script { name: $name, short: $short, missing: $missing, play: |task| Box::pin($play(task)) }
    };
}

pub const ALL: &[Script] = &[
    script!("kill-node", true, tools::nothing, nodes::kill),
    script!("kill-node-sqlite", false, tools::nothing, nodes::kill_sqlite),
    script!("stop-node", true, tools::nothing, nodes::stop),
    script!("postgres-stopped", true, tools::nothing, postgres::stopped),
    script!("postgres-hung", false, tools::nothing, postgres::hung),
    script!("partition", true, tools::nothing, network::partition),
    script!("slow-network", false, tools::nothing, network::slow),
    script!("far-database", false, tools::nothing, far::database),
    script!("farther-database", false, tools::nothing, far::farther),
    script!("failed-over-database", true, tools::nothing, going_back::failed_over),
    script!("swapped-in-dump", false, tools::nothing, going_back::swapped_in),
    script!("disk-full-sqlite", false, tools::mount, disks::full_sqlite),
    script!("disk-full-postgres", false, tools::mount, disks::full_postgres),
    script!("fsync-sqlite", false, tools::strace, disks::fsync_sqlite),
    script!("fsync-postgres", false, tools::strace, disks::fsync_postgres),
    script!("clock-steps", false, tools::faketime, clocks::steps),
    script!("rolling-restart", false, tools::nothing, rolling::restart),
    script!("key-rotation", false, tools::nothing, rolling::rotate_keys),
    script!("starved-pool", true, tools::nothing, crowds::starved_pool),
    script!("many-feeds", false, tools::nothing, crowds::many_feeds),
    script!("slowloris", false, tools::nothing, slow_clients::slowloris),
];
