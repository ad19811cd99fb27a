//! The checks of RFC 9068 section 4, and our own.

use std::sync::Arc;

use credentials::{AccessTokenClaims, OPAQUE_PREFIX, TokenRejected, UnverifiedToken, opaque_kid};
use model::environment::Environment;

use crate::clock::system_time;
use crate::introspection::{Found, Introspection};
use crate::issuers::Issuers;
use crate::keys::Keys;
use crate::possession::Possession;
use crate::resource_metadata::ResourceMetadata;
use crate::revocations::{NothingRevoked, Revocations, Standing};
use crate::{Access, Feed, KeysUnavailable, Presented, Realm, Rejected, ResourceServer, Scheme};

/// Verifies access tokens for one API. Cheap to clone; clones share their keys and what they know.
#[derive(Clone)]
pub struct Verifier(Arc<Parts>);

#[derive(Clone)]
struct Parts {
    issuers: Issuers,
    audience: String,
    keys: Keys,
    revocations: Arc<dyn Revocations>,
    introspection: Option<Introspection>,
    possession: Arc<Possession>,
    sandbox: bool,
    metadata: Option<ResourceMetadata>,
    /// Where challenges say that the document is.
    metadata_url: Option<String>,
    /// Seconds since 1970.
    now: fn() -> i64,
}

impl Verifier {
    /// For the API with this identifier, and tokens of the Grantry server with this public URL. It verifies JWTs
    /// offline, and lets them live until they expire.
    pub fn new(public_url: &str, api_identifier: &str, keys: Keys) -> Self {
        Self(Arc::new(Parts {
            issuers: Issuers::new(public_url),
            audience: api_identifier.to_owned(),
            keys,
            revocations: Arc::new(NothingRevoked),
            introspection: None,
            possession: Arc::default(),
            sandbox: false,
            metadata: None,
            metadata_url: None,
            now: system_time,
        }))
    }

    /// For the API with this identifier, registered at Grantry as this resource server: follows the revocation feed and
    /// takes opaque tokens too. Call it on a Tokio runtime; the feed is followed until the last clone is gone.
    ///
    /// # Errors
    /// The HTTP client cannot be made (no TLS roots).
    pub fn connected(server: &ResourceServer, api_identifier: &str) -> Result<Self, KeysUnavailable> {
        let keys = Keys::from_server(server.public_url())?;
        let feed = Feed::follow(server, &keys);
        Ok(Self::new(server.public_url(), api_identifier, keys)
            .revocations(feed)
            .introspection(Introspection::by_server(server)))
    }

    /// Takes sandbox tokens too. Look at [`Access::environment`] then: they must never reach live data.
    #[must_use]
    pub fn accept_sandbox(self) -> Self {
        self.with(|parts| parts.sandbox = true)
    }

    /// Takes tokens whose issuer is a tenant's host right below this domain: `https://harbour.api.example.com` for
    /// `api.example.com`, with the scheme and port of Grantry's public URL. Those of sandbox tenants are below
    /// `sandbox.` and this domain, unless [`sandbox_base_domain`](Self::sandbox_base_domain) says otherwise. A [`Feed`]
    /// tells the domains by itself.
    #[must_use]
    pub fn base_domain(self, domain: &str) -> Self {
        self.with(|parts| parts.issuers.set_base_domain(domain))
    }

    /// The domain of sandbox tenants' hosts, where it is another one.
    #[must_use]
    pub fn sandbox_base_domain(self, domain: &str) -> Self {
        self.with(|parts| parts.issuers.set_sandbox_base_domain(domain))
    }

    /// Asks here whether an access was revoked: a [`Feed`], or what you know yourself.
    #[must_use]
    pub fn revocations(self, revocations: impl Revocations + 'static) -> Self {
        self.with(|parts| parts.revocations = Arc::new(revocations))
    }

    /// Asks here about opaque tokens. Without it they are refused.
    #[must_use]
    pub fn introspection(self, introspection: Introspection) -> Self {
        self.with(|parts| parts.introspection = Some(introspection))
    }

    /// Takes tokens that are bound to a key by DPoP. Proofs are for URLs below this one, as callers write it: scheme,
    /// host, and the path that a proxy removes, if any. Without it such tokens are refused.
    #[must_use]
    pub fn base_url(self, base_url: &str) -> Self {
        self.with(|parts| parts.possession = Arc::new(Possession::of(base_url)))
    }

    /// Describes the API by RFC 9728: challenges name the document, which [`crate::resource_metadata()`] serves.
    #[must_use]
    pub fn metadata(self, metadata: ResourceMetadata) -> Self {
        self.with(|parts| {
            parts.metadata_url = metadata.url(&parts.audience);
            parts.metadata = Some(metadata);
        })
    }

    /// Has challenges name this document (RFC 9728 section 5.1), such as the one that Grantry serves for the API.
    #[must_use]
    pub fn metadata_url(self, url: &str) -> Self {
        self.with(|parts| parts.metadata_url = Some(url.to_owned()))
    }

    /// Takes the time (seconds since 1970) from elsewhere, for tests.
    #[must_use]
    pub fn clock(self, now: fn() -> i64) -> Self {
        self.with(|parts| parts.now = now)
    }

    fn with(mut self, change: impl FnOnce(&mut Parts)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// Whether they are clones of one.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// The realm of challenges: the API's identifier, and where its document is.
    pub fn realm(&self) -> Realm<'_> {
        Realm { name: &self.0.audience, resource_metadata: self.0.metadata_url.as_deref() }
    }

    /// What the API says about itself.
    pub(crate) fn described(&self) -> ResourceMetadata {
        self.0.metadata.clone().unwrap_or_default()
    }

    pub(crate) fn takes_dpop(&self) -> bool {
        self.0.possession.takes_dpop()
    }

    /// The value of `WWW-Authenticate` for a request whose token came with this scheme; `None` for an answer without
    /// one.
    pub fn challenge(&self, rejected: &Rejected, scheme: Scheme) -> Option<String> {
        let challenge = rejected.challenge(self.realm(), scheme)?;
        let both =
            *rejected == Rejected::NoToken && self.0.possession.takes_dpop() && scheme == Scheme::Bearer;
        let dpop = both.then(|| rejected.challenge(self.realm(), Scheme::Dpop)).flatten();
        Some(dpop.map_or_else(|| challenge.clone(), |dpop| format!("{challenge}, {dpop}")))
    }

    /// Checks a request's token, and that the caller may use it.
    ///
    /// # Errors
    /// `InvalidToken` with a word on why; `NotProved`, `InvalidProof` or `ProofUsed` for a token that is bound to a key;
    /// `Unavailable` when keys or revocations cannot be had.
    pub async fn verify(&self, presented: &Presented<'_>) -> Result<Access, Rejected> {
        let access = if presented.token.starts_with(OPAQUE_PREFIX) {
            self.verify_opaque(presented.token).await?
        } else {
            self.verify_signed(presented.token).await?
        };
        self.0.possession.check(&access, presented, (self.0.now)())?;
        Ok(access)
    }

    async fn verify_signed(&self, token: &str) -> Result<Access, Rejected> {
        let unverified = UnverifiedToken::parse(token).map_err(not_ours)?;
        let found = self.0.keys.find(unverified.kid()).await.map_err(|error| {
            tracing::error!(%error, "access tokens cannot be checked");
            Rejected::Unavailable
        })?;
        let (environment, key) =
            found.ok_or(Rejected::InvalidToken("the access token is signed by an unknown key"))?;
        let claims = unverified.verify(&key).map_err(not_ours)?;
        self.check(&claims, environment)?;
        let access = Access::try_from(&claims)?;
        self.check_standing(&access, false)?;
        Ok(access)
    }

    async fn verify_opaque(&self, token: &str) -> Result<Access, Rejected> {
        let only_jwts = Rejected::InvalidToken("this API takes signed access tokens (JWTs) only");
        let introspection = self.0.introspection.as_ref().ok_or(only_jwts)?;
        if opaque_kid(token).is_none() {
            return Err(Rejected::InvalidToken("the access token is malformed"));
        }
        let found = introspection.find(token, self.0.revocations.is_live()).await;
        let Found { claims, asked_now } = found.map_err(|error| {
            tracing::error!(%error, "opaque access tokens cannot be checked");
            Rejected::Unavailable
        })?;
        let claims = claims.ok_or(Rejected::InvalidToken(
            "the access token is not active: it expired, was revoked, or is for another API",
        ))?;
        self.check(&claims, claims.env)?;
        let access = Access::try_from(&*claims)?;
        self.check_standing(&access, asked_now)?;
        Ok(access)
    }

    /// `just_asked`: Grantry itself said a moment ago that the token is good.
    fn check_standing(&self, access: &Access, just_asked: bool) -> Result<(), Rejected> {
        match self.0.revocations.standing(access) {
            Standing::Active => Ok(()),
            Standing::Revoked => {
                Err(Rejected::InvalidToken("the access was revoked after the token was issued"))
            }
            Standing::Unsure if just_asked => Ok(()),
            Standing::Unsure => Err(Rejected::Unavailable),
        }
    }

    fn check(&self, claims: &AccessTokenClaims<'_>, environment: Environment) -> Result<(), Rejected> {
        let (parts, now) = (&self.0, (self.0.now)());
        let wrong = if !self.is_of_tenant(claims, environment)? {
            "the access token is of another issuer"
        } else if parts.revocations.is_closed(&claims.iss) {
            "the access token's issuer was closed"
        } else if environment == Environment::Sandbox && !parts.sandbox {
            "sandbox access tokens are not accepted here"
        } else if !claims.aud.contains(&parts.audience) {
            "the access token is for another API"
        } else if claims.exp <= now {
            "the access token expired"
        } else if claims.iat.saturating_sub(credentials::AHEAD) > now {
            "the access token is not valid yet"
        } else {
            return Ok(());
        };
        Err(Rejected::InvalidToken(wrong))
    }

    /// Whether the issuer is one of the tenant that the token names. Whose host it is, Grantry's signature says.
    ///
    /// # Errors
    /// `Unavailable` as long as it is unknown below which domains tenants have hosts.
    fn is_of_tenant(
        &self,
        claims: &AccessTokenClaims<'_>,
        environment: Environment,
    ) -> Result<bool, Rejected> {
        let Parts { issuers, revocations, .. } = &*self.0;
        if claims.env != environment {
            return Ok(false);
        }
        if issuers.is_path(&claims.iss, &claims.tenant_id, environment) {
            return Ok(true);
        }
        let Some(domain) = issuers.domain_in(&claims.iss) else { return Ok(false) };
        if issuers.has_domain(domain, environment) {
            return Ok(true);
        }
        revocations.has_domain(domain, environment).ok_or(Rejected::Unavailable)
    }
}

fn not_ours(why: TokenRejected) -> Rejected {
    Rejected::InvalidToken(match why {
        TokenRejected::Malformed => "the access token is malformed",
        TokenRejected::WrongType => "the token is not an access token",
        TokenRejected::WrongAlgorithm | TokenRejected::CriticalHeader => {
            "the access token's header is not acceptable"
        }
        TokenRejected::BadSignature => "the access token's signature is not valid",
        TokenRejected::BadClaims => "the access token's claims are malformed",
    })
}
