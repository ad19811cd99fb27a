//! The content of a token.

use std::sync::Arc;

use credentials::Audience;
use model::api::SMART_TOKEN_LIFETIME;
use model::scope::ScopeName;
use model::token::TokenFormat;

use crate::errors::TokenError;

const FORMATS_DIFFER: TokenError = TokenError::InvalidTarget(
    "the APIs of these scopes take different kinds of tokens: name one API in resource",
);

/// An API as the token path knows it.
#[derive(Debug, PartialEq, Eq)]
pub struct Api {
    /// What stands in `aud` and in the `resource` parameter.
    pub identifier: String,
    /// Seconds that its tokens live.
    pub token_lifetime: u32,
    pub token_format: TokenFormat,
    pub smart_backend_services: bool,
}

impl Api {
    fn lifetime(&self) -> u32 {
        let most = if self.smart_backend_services { SMART_TOKEN_LIFETIME } else { u32::MAX };
        self.token_lifetime.min(most)
    }
}

/// A scope that a client holds, and the API it belongs to.
#[derive(Debug, Clone)]
pub struct Held {
    pub name: ScopeName,
    pub api: Arc<Api>,
}

/// What goes into a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// Names in alphabetical order, separated by spaces.
    pub scope: String,
    /// Each API once, in order of its identifier; never empty.
    pub apis: Vec<Arc<Api>>,
}

impl Granted {
    /// `None` when nothing is granted: a token without scope or audience is never made.
    pub fn of<'a>(held: impl Iterator<Item = &'a Held>) -> Option<Self> {
        let mut scope = String::new();
        let mut apis: Vec<Arc<Api>> = Vec::with_capacity(1);
        for one in held {
            if !scope.is_empty() {
                scope.push(' ');
            }
            scope.push_str(one.name.as_str());
            if !apis.iter().any(|api| api.identifier == one.api.identifier) {
                apis.push(Arc::clone(&one.api));
            }
        }
        apis.sort_unstable_by(|a, b| a.identifier.cmp(&b.identifier));
        (!apis.is_empty()).then_some(Self { scope, apis })
    }

    pub fn audience(&self) -> Audience<'_> {
        match self.apis.as_slice() {
            [one] => Audience::One(one.identifier.as_str().into()),
            many => Audience::Many(many.iter().map(|api| api.identifier.as_str().into()).collect()),
        }
    }

    /// Seconds: the shortest of what the audiences allow.
    pub fn lifetime(&self) -> u32 {
        self.apis.iter().map(|api| api.lifetime()).min().unwrap_or_default()
    }

    /// How the token is written. A request for several APIs gets one token, which all of them must be able to read.
    pub fn format(&self) -> Result<TokenFormat, TokenError> {
        match self.apis.split_first() {
            Some((first, rest)) if rest.iter().all(|api| api.token_format == first.token_format) => {
                Ok(first.token_format)
            }
            _ => Err(FORMATS_DIFFER),
        }
    }

    /// Whether each audience follows SMART Backend Services.
    pub fn is_for_smart_alone(&self) -> bool {
        self.apis.iter().all(|api| api.smart_backend_services)
    }

    /// Whether an audience gives tokens only to clients that sign their requests.
    pub fn wants_signed_request(&self) -> bool {
        self.apis.iter().any(|api| api.smart_backend_services)
    }
}
