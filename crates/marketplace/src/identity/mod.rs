//! People who prove who they are: passwords, second factors, sessions, and the limits on guessing.

mod attempts;
mod own_names;
mod own_password;
mod own_second_factor;
mod own_sessions;
mod password_guesses;
mod pending_sign_ins;
mod second_factors;
mod sessions;
mod sign_ins;
mod signed_in;
mod token_sign_ins;

pub(crate) use attempts::settle;
pub(crate) use sessions::PASSWORD_REPLACED;
pub use sessions::Started;
pub(crate) use sign_ins::{histories_of, record_everywhere};
pub use signed_in::SignedIn;
pub use token_sign_ins::TokenHolder;
