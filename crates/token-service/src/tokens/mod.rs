//! Access tokens from their issuance to their end, and whether a call with one may pass.

mod access_token;
mod admission;
mod issuance;
mod own_tokens;
mod possession;
mod revocation;

pub use access_token::IssuedToken;
pub use admission::{Admitted, NotAdmitted, Requirements};
pub use issuance::GrantRequest;
