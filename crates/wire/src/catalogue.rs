//! The scope catalogue, as bodies for developers and operators.

use chrono::{DateTime, Utc};
use model::{
    ids::ApiId,
    scope::{ScopeAction, ScopeName, ScopeState, Sensitivity},
    token::TokenFormat,
};

answers! {
    pub struct Scope {
        pub name: ScopeName,
        pub title: String,
        /// The platform's sentence for people.
        pub sentence: String,
        pub action: ScopeAction,
        pub sensitivity: Sensitivity,
        pub state: ScopeState,
        pub revision: u32,
    }

    /// An Api with its scopes, by name.
    pub struct Api {
        pub id: ApiId,
        /// The identifier URI: `aud` of its tokens, `resource` of RFC 8707.
        pub identifier: String,
        pub name: String,
        pub description: String,
        pub docs_url: Option<String>,
        /// Seconds.
        pub token_lifetime: u32,
        pub token_format: TokenFormat,
        /// Clients must sign their requests, and tokens live at most 300 seconds.
        pub smart_backend_services: bool,
        pub revision: u32,
        pub created_at: DateTime<Utc>,
        pub scopes: Vec<Scope>,
    }
}
