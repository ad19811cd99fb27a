//! Why an operation was not done.

mod code_needed;
mod error;

pub use code_needed::CodeNeeded;
pub use error::Error;
pub(crate) use error::{not_yet_a_member, owners_business, refused};
