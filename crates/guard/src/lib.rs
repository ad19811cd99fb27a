#![doc = include_str!("../README.md")]

mod access;
mod bearer;
mod clock;
mod feed;
mod introspection;
mod issuers;
mod keys;
mod known_issuers;
mod known_revocations;
mod possession;
mod presented;
mod proofs;
mod rejected;
mod resource_metadata;
mod resource_server;
mod revocations;
mod sse;
mod verifier;
mod well_known;

pub use access::Access;
pub use bearer::{Bearer, ClientCertificate, Refused, presented_token, protect};
pub use credentials::{
    AccessTokenClaims, DpopRejected, JwkSet, PublicJwk, certificate_thumbprint, client_cert_thumbprint,
};
pub use feed::Feed;
pub use introspection::{Introspection, IntrospectionFailed};
pub use keys::{Keys, KeysUnavailable};
pub use model::environment::Environment;
pub use model::ids::{AppId, ConnectionId, CredentialId, TenantId};
pub use model::token::SigningAlgorithm;
pub use presented::{Presented, Realm, Scheme};
pub use rejected::Rejected;
pub use resource_metadata::ResourceMetadata;
pub use resource_server::ResourceServer;
pub use revocations::{MinimumGenerations, Revocations, Standing};
pub use verifier::Verifier;
pub use well_known::resource_metadata;
