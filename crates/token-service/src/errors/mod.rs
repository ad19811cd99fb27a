//! The errors of the token service (RFC 6749 section 5.2).

mod error_responses;
mod token_error;

pub use error_responses::{ErrorResponses, TokenErrorResponse};
pub use token_error::{CHALLENGE, TokenError};
