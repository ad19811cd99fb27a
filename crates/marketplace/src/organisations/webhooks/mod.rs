//! The webhooks of tenants and of publishers, maintained by their own people.

mod handles;
mod log;
mod management;
mod own;
mod secrets;
mod views;
mod wanted;
