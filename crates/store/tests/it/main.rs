//! Every test runs on both databases: `sqlite_…` and `postgres_…`.

mod harness;

mod audit;
mod catalogue;
mod organisations;
mod people;
mod transactions;
mod walls;
