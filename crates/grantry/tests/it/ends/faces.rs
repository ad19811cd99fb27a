//! The faces that show whether access works, and what each of them says.

/// Where a client, an API or a proxy notices that access has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Face {
    TokenBySecret,
    TokenByAssertion,
    TokenByWorkload,
    Introspection,
    /// `/oauth2/verify`.
    Verify,
    /// A guard whose feed is never interrupted.
    GuardByFeed,
    /// A guard whose feed is cut while the access ends.
    GuardReconnected,
    /// A guard that starts when the access has ended.
    NewGuard,
    /// The feed itself, as it arrives.
    Feed,
    /// The JWK Set, for an end of a key.
    Jwks,
}

impl Face {
    pub const ALL: [Self; 10] = [
        Self::TokenBySecret,
        Self::TokenByAssertion,
        Self::TokenByWorkload,
        Self::Introspection,
        Self::Verify,
        Self::GuardByFeed,
        Self::GuardReconnected,
        Self::NewGuard,
        Self::Feed,
        Self::Jwks,
    ];

    /// How a client proves itself there; `None` for what is no token endpoint.
    pub const fn proof(self) -> Option<Proof> {
        match self {
            Self::TokenBySecret => Some(Proof::Secret),
            Self::TokenByAssertion => Some(Proof::Assertion),
            Self::TokenByWorkload => Some(Proof::Workload),
            Self::Introspection
            | Self::Verify
            | Self::GuardByFeed
            | Self::GuardReconnected
            | Self::NewGuard
            | Self::Feed
            | Self::Jwks => None,
        }
    }

    pub const fn is_guard(self) -> bool {
        matches!(self, Self::GuardByFeed | Self::GuardReconnected | Self::NewGuard)
    }

    /// Whether it is shown a token.
    pub const fn takes_tokens(self) -> bool {
        self.is_guard() || matches!(self, Self::Introspection | Self::Verify)
    }
}

/// What a client shows of itself in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    Secret,
    Assertion,
    Workload,
}

/// What the tokens of an API look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Jwt,
    Opaque,
}

impl Format {
    pub const ALL: [Self; 2] = [Self::Jwt, Self::Opaque];

    /// As the API's `token_format` says it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jwt => "ES256",
            Self::Opaque => "opaque",
        }
    }
}

/// At which of a tenant's addresses the token was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Path,
    Domain,
}

impl Place {
    pub const ALL: [Self; 2] = [Self::Path, Self::Domain];
}

/// What a face said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Alive,
    /// In the face's own words.
    Refused(String),
    /// 503: nothing passes, but that is not the last word.
    Away,
}

impl Verdict {
    pub const fn is_refusal(&self) -> bool {
        matches!(self, Self::Refused(_))
    }
}
