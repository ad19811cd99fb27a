//! The checks of RFC 9068 section 4, and our own.

use std::sync::Arc;

use credentials::{AccessTokenClaims, TokenRejected, UnverifiedToken};
use model::environment::Environment;

use crate::keys::Keys;
use crate::revocations::{NothingRevoked, Revocations, Standing};
use crate::{Access, Rejected};

/// Seconds that two clocks may differ.
const LEEWAY: i64 = 5;

/// Verifies access tokens for one API, offline. Cheap to clone; clones share their keys.
#[derive(Clone)]
pub struct Verifier(Arc<Parts>);

#[derive(Clone)]
struct Parts {
    /// Without a slash at its end.
    public_url: String,
    audience: String,
    keys: Keys,
    revocations: Arc<dyn Revocations>,
    sandbox: bool,
    /// Seconds since 1970.
    now: fn() -> i64,
}

impl Verifier {
    /// For the API with this identifier, and tokens of the Grantry server with this public URL.
    pub fn new(public_url: &str, api_identifier: &str, keys: Keys) -> Self {
        Self(Arc::new(Parts {
            public_url: public_url.trim_end_matches('/').to_owned(),
            audience: api_identifier.to_owned(),
            keys,
            revocations: Arc::new(NothingRevoked),
            sandbox: false,
            now: system_time,
        }))
    }

    /// Takes sandbox tokens too. Look at [`Access::environment`] then: they must never reach live data.
    #[must_use]
    pub fn accept_sandbox(self) -> Self {
        self.with(|parts| parts.sandbox = true)
    }

    /// Asks here whether an access was withdrawn. Without it tokens live until they expire.
    #[must_use]
    pub fn revocations(self, revocations: impl Revocations + 'static) -> Self {
        self.with(|parts| parts.revocations = Arc::new(revocations))
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

    /// The realm of challenges: the API's identifier.
    pub fn realm(&self) -> &str {
        &self.0.audience
    }

    /// Checks a token.
    ///
    /// # Errors
    /// `InvalidToken` with a word on why; `Unavailable` when keys or revocations cannot be had.
    pub async fn verify(&self, token: &str) -> Result<Access, Rejected> {
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
        match self.0.revocations.standing(access.client, access.generation) {
            Standing::Alive => Ok(access),
            Standing::Dead => {
                Err(Rejected::InvalidToken("the access was withdrawn after the token was issued"))
            }
            Standing::Unsure => Err(Rejected::Unavailable),
        }
    }

    fn check(&self, claims: &AccessTokenClaims<'_>, environment: Environment) -> Result<(), Rejected> {
        let (parts, now) = (&self.0, (self.0.now)());
        let path = match environment {
            Environment::Live => "/t/",
            Environment::Sandbox => "/sandbox/t/",
        };
        let tenant =
            claims.iss.strip_prefix(parts.public_url.as_str()).and_then(|rest| rest.strip_prefix(path));
        let wrong = if claims.env != environment || tenant != Some(claims.tenant_id.as_ref()) {
            "the access token is of another issuer"
        } else if environment == Environment::Sandbox && !parts.sandbox {
            "sandbox access tokens are not accepted here"
        } else if !claims.aud.contains(&parts.audience) {
            "the access token is for another API"
        } else if claims.exp.saturating_add(LEEWAY) <= now {
            "the access token expired"
        } else if claims.iat.saturating_sub(LEEWAY) > now {
            "the access token is not valid yet"
        } else {
            return Ok(());
        };
        Err(Rejected::InvalidToken(wrong))
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

#[expect(clippy::disallowed_methods, reason = "the one place that reads the system clock")]
fn system_time() -> i64 {
    let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since_1970.as_secs()).unwrap_or(i64::MAX)
}
