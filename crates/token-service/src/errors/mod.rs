//! Why the token service does not do what it is asked, as RFC 6749 section 5.2 has it said.

mod error_responses;
mod token_error;

pub use error_responses::{ErrorResponses, TokenErrorResponse};
pub use token_error::{CHALLENGE, TokenError};
