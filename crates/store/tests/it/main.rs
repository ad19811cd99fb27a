//! Every test runs on both databases, as `noun::sqlite::…` and `noun::postgres::…`, but for those of what only
//! one of them has.

mod harness;

mod apps;
mod audit;
mod catalogue;
mod connections;
mod corrupt;
mod crowds;
mod marketplace;
mod organisations;
mod people;
mod transactions;
mod usage;
mod walls;
