//! Letting a client in, from memory: by its secret, or by a signed assertion (RFC 7523), which is to be used up after.

use std::net::IpAddr;
use std::sync::Arc;

use credentials::{AcceptedAudience, ClientAssertion, ClientKeySet, VerifiedAssertion, VerifiedProof};
use request_notes::Caller;
use tokio::time::Instant;

use crate::TokenService;
use crate::client::{Client, Method};
use crate::client_authentication::{Addressed, Presented, Refusal, by_secret, claimed_id};
use crate::error::TokenError;
use crate::once::Once;

/// A client that proved itself.
pub(crate) struct Authenticated {
    pub client: Arc<Client>,
    pub by: Proved,
}

/// How.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Proved {
    /// With this one of its secrets.
    Secret(usize),
    /// With this assertion, if it was not used before.
    Assertion(VerifiedAssertion),
}

impl Proved {
    /// Whether the proof was made for a token endpoint, and so proves nothing anywhere else.
    pub fn is_for_token_endpoint(&self) -> bool {
        matches!(self, Self::Assertion(assertion) if assertion.for_token_endpoint)
    }
}

impl TokenService {
    /// A refusal is never given on grounds older than the request: a client that was made or restored a moment ago is
    /// not turned away because this node has not heard of it. Nothing is written: what the request does in the client's
    /// name comes after [`use_up`](Self::use_up).
    ///
    /// # Errors
    /// `invalid_client`, whatever the reason; `rate_limited`; `temporarily_unavailable`, also while the client's keys
    /// cannot be had.
    pub(crate) async fn authenticate(
        &self,
        presented: &Presented<'_>,
        addressed: Addressed,
        address: Option<IpAddr>,
    ) -> Result<Authenticated, TokenError> {
        self.trusted()?;
        let asked = Instant::now();
        let refusal = match self.authenticate_now(presented, addressed).await {
            Err(refusal) if refusal.may_be_out_of_date() => {
                self.0.freshness.newer_than(asked).await?;
                self.authenticate_now(presented, addressed).await
            }
            answer => answer,
        };
        match refusal {
            Ok(known) => {
                request_notes::caller(Caller::Client(known.client.id));
                Ok(known)
            }
            Err(refusal) => {
                refusal.note(presented.claimed_id());
                Err(self.refused(refusal.into(), address))
            }
        }
    }

    /// Uses up what the request brought that works once: the client's assertion and its DPoP proof, both or neither.
    ///
    /// # Errors
    /// As [`authenticate`](Self::authenticate) for an assertion, `invalid_dpop_proof` for a proof that was used before.
    pub(crate) async fn use_up(
        &self,
        known: &Authenticated,
        proof: Option<&VerifiedProof>,
        address: Option<IpAddr>,
    ) -> Result<(), TokenError> {
        let assertion = match &known.by {
            Proved::Secret(_) => None,
            Proved::Assertion(assertion) => Some(Once::from(assertion)),
        };
        let all: Vec<Once> = assertion.into_iter().chain(proof.map(Once::from)).collect();
        let used = self.use_once(known.client.id, &all).await;
        used.map_err(|error| self.refused(error, address))
    }

    async fn authenticate_now(
        &self,
        presented: &Presented<'_>,
        addressed: Addressed,
    ) -> Result<Authenticated, Refusal> {
        match presented {
            Presented::Secret { client_id, secret } => {
                let (parts, now) = (&self.0, self.now());
                let found = by_secret(client_id, secret.as_deref(), &parts.directory, &parts.pepper, now);
                let (client, secret) = found?;
                addressed.admits(&client, now)?;
                Ok(Authenticated { client, by: Proved::Secret(secret) })
            }
            Presented::Assertion(assertion) => self.by_assertion(assertion, addressed).await,
        }
    }

    async fn by_assertion(&self, text: &str, addressed: Addressed) -> Result<Authenticated, Refusal> {
        let assertion = ClientAssertion::parse(text).map_err(Refusal::Assertion)?;
        let client = claimed_id(assertion.client_id()).and_then(|id| self.directory().client(id));
        let client = client.ok_or(Refusal::UnknownClient)?;
        let keys = self.keys_of(&client, assertion.kid()).await?;
        let issuer = self.urls().issuer(client.tenant, client.environment);
        let token_urls = self.token_urls(&client, addressed);
        let token_urls: Vec<&str> = token_urls.iter().map(String::as_str).collect();
        let audience = AcceptedAudience { issuer: &issuer, token_urls: &token_urls };
        let (now, id) = (self.now(), client.id.to_string());
        let verified = assertion.verify(&keys, audience, &id, now.timestamp()).map_err(Refusal::Assertion)?;
        addressed.admits(&client, now)?;
        Ok(Authenticated { client, by: Proved::Assertion(verified) })
    }

    /// The token URLs that may stand in a client's assertion: SMART Backend Services wants the one that is asked there,
    /// where RFC 10070 wants the issuer. For a client that holds nothing of such an API there is none.
    fn token_urls(&self, client: &Client, addressed: Addressed) -> Vec<String> {
        if !client.grant.load().holds_smart() {
            return Vec::new();
        }
        let mut urls = vec![self.urls().token_endpoint(client.tenant, client.environment)];
        if addressed == Addressed::Anyone {
            urls.push(self.urls().platform_token_endpoint());
        }
        urls
    }

    /// The keys that may have signed a client's assertion.
    async fn keys_of(&self, client: &Client, kid: Option<&str>) -> Result<Arc<ClientKeySet>, Refusal> {
        match &client.method {
            Method::Keys(keys) => Ok(Arc::clone(keys)),
            Method::KeysAt(uri) => {
                let keys = self.0.jwks_uris.keys(uri, kid).await;
                keys.map_err(|why| if why.may_pass() { Refusal::KeysUnavailable } else { Refusal::BadKeys })
            }
            Method::Secrets(_) | Method::Nothing => Err(Refusal::WrongMethod),
        }
    }
}
