//! Tenants, publishers and the platform itself, and the people who belong to them.

mod departure;
mod members;
mod operators;
mod publishers;
mod tenants;
mod webhooks;
