//! Permission as a parameter: the role that a caller has, asked of the database, and again in the transaction of a
//! change.

mod begun;
mod by;
mod idempotency;
mod quotas;
mod rights;
mod roles;

pub(crate) use begun::{Begun, begin};
pub(crate) use by::InTenant;
pub use by::{By, Developer, Operator, PublisherMember, PublisherOwner, TenantAdmin, TenantMember};
pub(crate) use rights::{MayChange, Roles};
pub(crate) use roles::is_operator;
