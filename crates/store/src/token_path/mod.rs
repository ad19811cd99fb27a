//! What the token path follows and keeps: the change log, the directory of clients, keys, tokens and assertions that may
//! not be used again, and the windows of the rate limits.

mod change_log;
pub mod changes;
pub mod directory;
pub mod looks;
pub mod places;
mod rate_windows;
pub mod revoked_tokens;
pub mod signing_keys;
mod used_assertions;
pub mod wrapped_keys;
