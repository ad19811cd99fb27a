//! Every test runs on both databases, as `noun::sqlite::…` and `noun::postgres::…`, but for those of what only
//! one of them has.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails where it panics")]

mod harness;
mod made_once;

mod app_details;
mod apps;
mod audit;
mod backup;
mod catalogue;
mod connections;
mod corrupt;
mod counts;
mod crowds;
mod logos;
mod marketplace;
mod organisations;
mod outbox;
mod people;
mod places;
mod plans;
mod rate_windows;
mod records;
mod searching;
mod shares;
mod stops;
mod transactions;
mod walls;
