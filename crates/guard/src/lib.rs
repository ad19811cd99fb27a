#![doc = include_str!("../README.md")]

mod access;
mod bearer;
mod keys;
mod rejected;
mod revocations;
mod verifier;

pub use access::Access;
pub use bearer::{Bearer, Refused, protect};
pub use credentials::{JwkSet, PublicJwk};
pub use keys::{Keys, KeysUnavailable};
pub use model::environment::Environment;
pub use model::ids::{AppId, ConnectionId, CredentialId, TenantId};
pub use model::token::SigningAlgorithm;
pub use rejected::Rejected;
pub use revocations::{MinimumGenerations, Revocations, Standing};
pub use verifier::Verifier;
