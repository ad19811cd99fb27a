//! Every test runs on both databases, as `noun::sqlite::…` and `noun::postgres::…`, but for those of what only
//! one of them has.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails where it panics")]

mod harness;
mod made_once;

mod api_documents;
mod app_details;
mod app_requests;
mod apps;
mod attempts;
mod audit;
mod backup;
mod catalogue;
mod connections;
mod corrupt;
mod counts;
mod crowds;
mod links;
mod logos;
mod marketplace;
mod needs;
mod notices;
mod organisations;
mod outbox;
mod people;
mod places;
mod plans;
mod plans_of_filters;
mod rate_windows;
mod records;
mod rotation;
mod scope_uses;
mod searching;
mod shares;
mod stops;
mod tenant_addresses;
mod transactions;
mod updates;
mod walls;
mod webhooks;
