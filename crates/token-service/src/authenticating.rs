//! Letting a client in: by its secret from memory alone, or by a signed assertion (RFC 7523) that works once.

use std::net::IpAddr;
use std::sync::Arc;

use chrono::DateTime;
use credentials::{ClientAssertion, ClientKeySet, JwsAlgorithm, VerifiedAssertion};
use tokio::time::Instant;

use crate::TokenService;
use crate::client::{Client, Method};
use crate::client_authentication::{Addressed, Presented, Refusal, by_secret, claimed_id};
use crate::error::TokenError;

/// A client that proved itself.
pub(crate) struct Authenticated {
    pub client: Arc<Client>,
    pub by: Proved,
}

/// How.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proved {
    /// With this one of its secrets.
    Secret(usize),
    /// With an assertion signed so.
    Assertion(JwsAlgorithm),
}

impl TokenService {
    /// A refusal is never given on grounds older than the request: a client that was made or restored a moment ago is
    /// not turned away because this node has not heard of it.
    ///
    /// # Errors
    /// `invalid_client`, whatever the reason; `rate_limited`; `temporarily_unavailable`.
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
        refusal.map_err(|refusal| {
            tracing::debug!(client = ?presented.claimed_id(), ?refusal, "client refused");
            self.refused(refusal.into(), address)
        })
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
        let (now, id) = (self.now(), client.id.to_string());
        let verified = assertion.verify(&keys, &issuer, &id, now.timestamp()).map_err(Refusal::Assertion)?;
        addressed.admits(&client, now)?;
        self.use_assertion(&client, &verified).await?;
        Ok(Authenticated { client, by: Proved::Assertion(verified.algorithm) })
    }

    async fn use_assertion(&self, client: &Client, verified: &VerifiedAssertion) -> Result<(), Refusal> {
        let expires_at = DateTime::from_timestamp(verified.exp, 0).unwrap_or_else(|| self.now());
        // A minute more than its life: the clocks of nodes differ.
        let expires_at = expires_at + chrono::TimeDelta::minutes(1);
        match self.use_once(client.id, &verified.jti, expires_at).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(Refusal::UsedAssertion),
            Err(error) => Err(Refusal::Failed(error)),
        }
    }

    /// The keys that may have signed a client's assertion.
    async fn keys_of(&self, client: &Client, kid: Option<&str>) -> Result<Arc<ClientKeySet>, Refusal> {
        match &client.method {
            Method::Keys(keys) => Ok(Arc::clone(keys)),
            Method::KeysAt(uri) => {
                self.0.jwks_uris.keys(uri, kid).await.map_err(|_| Refusal::KeysUnavailable)
            }
            Method::Secrets(_) | Method::Nothing => Err(Refusal::WrongMethod),
        }
    }
}
