use crate::{Timestamp, ids::ApiId};

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
    pub created_at: Timestamp,
}

/// The access-token lifetime where the Api does not say otherwise, in seconds.
pub const DEFAULT_TOKEN_LIFETIME: u32 = 1200;
/// The longest that an Api may choose, in seconds.
pub const MAX_TOKEN_LIFETIME: u32 = 3600;
/// The shortest that an Api may choose, in seconds.
pub const MIN_TOKEN_LIFETIME: u32 = 60;
