//! Protected APIs, their resource servers, and the bounds on the lifetime of their tokens.

use crate::{
    Timestamp,
    ids::{ApiId, PersonId, ResourceServerId},
    token::TokenFormat,
};

/// A protected API: a resource of RFC 8707.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Api {
    pub id: ApiId,
    /// The identifier URI that stands in `aud` and in the `resource` parameter.
    pub identifier: String,
    pub name: String,
    pub description: String,
    pub docs_url: Option<String>,
    /// Lifetime of its access tokens in seconds.
    pub token_lifetime: u32,
    pub token_format: TokenFormat,
    /// SMART Backend Services: clients authenticate with a signed assertion, tokens live at most five minutes.
    pub smart_backend_services: bool,
    /// Counts the changes.
    pub revision: u32,
    pub created_at: Timestamp,
}

/// A registered verifier of an Api's tokens: it may introspect them and read the revocation feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceServer {
    pub id: ResourceServerId,
    pub api: ApiId,
    pub name: String,
    /// The last four characters of its secret.
    pub hint: String,
    pub created_by: PersonId,
    pub created_at: Timestamp,
    /// When its secret was reported as leaked, and revoked for it.
    pub reported_at: Option<Timestamp>,
}

/// The access-token lifetime where the Api does not say otherwise, in seconds.
pub const DEFAULT_TOKEN_LIFETIME: u32 = 1200;
/// The longest of a SMART Backend Services Api (HL7 SMART App Launch 2.2, backend services), in seconds.
pub const SMART_TOKEN_LIFETIME: u32 = 300;
/// The longest that an Api may choose, in seconds.
pub const MAX_TOKEN_LIFETIME: u32 = 3600;
/// The shortest that an Api may choose, in seconds.
pub const MIN_TOKEN_LIFETIME: u32 = 60;
