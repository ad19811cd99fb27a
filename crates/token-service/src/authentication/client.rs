//! Verifies a client's secret or signed assertion (RFC 7523), from memory.

use std::net::IpAddr;
use std::sync::Arc;

use credentials::{AcceptedAudience, ClientAssertion, ClientKeySet, VerifiedAssertion};
use model::Timestamp;
use request_notes::Caller;
use tokio::time::Instant;

use super::rejection::Rejection;
use super::secret::by_secret;
use crate::clients::{AddressedIssuer, Client, Method};
use crate::errors::TokenError;
use crate::parsing::Presented;
use crate::service::TokenService;

/// A client that proved who it is.
pub struct Authenticated {
    pub client: Arc<Client>,
    pub by: AuthenticatedBy,
}

#[derive(Debug, PartialEq, Eq)]
pub enum AuthenticatedBy {
    /// This one of its secrets.
    Secret(usize),
    /// This assertion, if it was not used before.
    Assertion(VerifiedAssertion),
}

impl AuthenticatedBy {
    /// Whether the proof was made for a token endpoint, so that it proves nothing anywhere else.
    pub fn is_for_token_endpoint(&self) -> bool {
        matches!(self, Self::Assertion(assertion) if assertion.for_token_endpoint)
    }
}

impl TokenService {
    /// A client that was made or restored a moment ago is never rejected because this node has not read of it: before
    /// it rejects, it reads what was committed before the request. Nothing is written: what the request does in the
    /// client's name comes after [`check_replay`](Self::check_replay).
    ///
    /// # Errors
    /// `invalid_client`, whatever the reason; `rate_limited`; `temporarily_unavailable`, also while the client's keys
    /// cannot be fetched.
    pub(crate) async fn authenticate(
        &self,
        presented: &Presented<'_>,
        issuer: AddressedIssuer,
        address: Option<IpAddr>,
    ) -> Result<Authenticated, TokenError> {
        let authenticated = self.authenticate_with_news(presented, issuer).await;
        match &authenticated {
            Ok(authenticated) => request_notes::caller(Caller::Client(authenticated.client.id)),
            Err(_) => presented.note_claimed(),
        }
        authenticated.map_err(|error| self.count_failure(error, address))
    }

    async fn authenticate_with_news(
        &self,
        presented: &Presented<'_>,
        issuer: AddressedIssuer,
    ) -> Result<Authenticated, TokenError> {
        self.check_ready()?;
        let asked = Instant::now();
        let authenticated = match self.authenticate_now(presented, issuer).await {
            Err(rejection) if rejection.may_be_out_of_date() => {
                self.0.freshness.newer_than(asked).await?;
                self.authenticate_now(presented, issuer).await
            }
            authenticated => authenticated,
        };
        authenticated.map_err(|rejection| {
            rejection.note();
            rejection.into()
        })
    }

    async fn authenticate_now(
        &self,
        presented: &Presented<'_>,
        issuer: AddressedIssuer,
    ) -> Result<Authenticated, Rejection> {
        match presented {
            Presented::Secret { client_id, secret } => {
                let (inner, now) = (&self.0, self.now());
                let found = by_secret(client_id, secret.as_deref(), &inner.directory, &inner.pepper, now);
                let (client, secret) = found?;
                check_served(&client, issuer, now)?;
                Ok(Authenticated { client, by: AuthenticatedBy::Secret(secret) })
            }
            Presented::Assertion(assertion) => self.by_assertion(assertion, issuer).await,
        }
    }

    async fn by_assertion(&self, text: &str, issuer: AddressedIssuer) -> Result<Authenticated, Rejection> {
        let assertion = ClientAssertion::parse(text).map_err(Rejection::Assertion)?;
        let client = assertion.client_id().parse().ok().and_then(|id| self.directory().client(id));
        let client = client.ok_or(Rejection::UnknownClient)?;
        let keys = self.keys_of(&client, assertion.kid()).await?;
        let own_issuer = self.urls().issuer(client.tenant, client.environment);
        let token_urls = self.token_urls(&client, issuer);
        let token_urls: Vec<&str> = token_urls.iter().map(String::as_str).collect();
        let audience = AcceptedAudience { issuer: &own_issuer, token_urls: &token_urls };
        let (now, id) = (self.now(), client.id.to_string());
        let verified =
            assertion.verify(&keys, audience, &id, now.timestamp()).map_err(Rejection::Assertion)?;
        check_served(&client, issuer, now)?;
        Ok(Authenticated { client, by: AuthenticatedBy::Assertion(verified) })
    }

    /// The token URLs that may stand in a client's assertion: SMART Backend Services wants the one that is asked there,
    /// where RFC 10070 wants the issuer. For a client that holds nothing of such an API there is none.
    fn token_urls(&self, client: &Client, issuer: AddressedIssuer) -> Vec<String> {
        if !client.grant.load().holds_smart() {
            return Vec::new();
        }
        let mut urls = vec![self.urls().token_endpoint(client.tenant, client.environment)];
        if matches!(issuer, AddressedIssuer::Platform(_)) {
            urls.push(self.urls().platform_token_endpoint());
        }
        urls
    }

    /// The keys that may have signed a client's assertion.
    async fn keys_of(&self, client: &Client, kid: Option<&str>) -> Result<Arc<ClientKeySet>, Rejection> {
        match &client.method {
            Method::Keys(keys) => Ok(Arc::clone(keys)),
            Method::KeysAt(uri) => {
                let keys = self.0.jwks_uris.keys(uri, kid).await;
                keys.map_err(
                    |why| if why.may_pass() { Rejection::KeysUnavailable } else { Rejection::BadKeys },
                )
            }
            Method::Secrets(_) | Method::Nothing => Err(Rejection::WrongMethod),
        }
    }
}

/// A client that has proved who it is may be served: the issuer is its own, and it is not disabled or ended.
fn check_served(client: &Client, issuer: AddressedIssuer, now: Timestamp) -> Result<(), Rejection> {
    if !issuer.serves(client.tenant, client.environment) {
        return Err(Rejection::OtherIssuer);
    }
    if client.is_live(now) { Ok(()) } else { Err(Rejection::NotLive) }
}
