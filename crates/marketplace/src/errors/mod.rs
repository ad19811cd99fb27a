//! Why an operation was not done.

mod error;

pub use error::Error;
pub(crate) use error::{not_yet_a_member, owners_business, refused};
