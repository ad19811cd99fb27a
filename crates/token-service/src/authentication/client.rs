//! Verifies a client's secret or signed assertion (RFC 7523), from memory.

use std::net::IpAddr;
use std::sync::Arc;

use credentials::{AcceptedAudience, ClientAssertion, ClientKeySet, VerifiedAssertion, VerifiedWorkload};
use model::Timestamp;
use model::issuer::TOKEN;
use model::tenant_address::Address;
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
    /// The token of its platform, if it was not used before where it works once.
    Workload(VerifiedWorkload),
}

impl AuthenticatedBy {
    /// Whether the client signed with a key of its own, as SMART Backend Services asks (HL7 SMART App Launch 2.2): the token
    /// of a platform is signed by someone else.
    pub const fn is_signed_by_client(&self) -> bool {
        matches!(self, Self::Assertion(_))
    }

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
                Box::pin(self.authenticate_now(presented, issuer)).await
            }
            authenticated => authenticated,
        };
        authenticated.map_err(|rejection| {
            rejection.note(presented, &self.0.pepper);
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
            Presented::Assertion(assertion) => Box::pin(self.by_assertion(assertion, issuer)).await,
            Presented::Workload { client_id, token } => {
                let (client, verified) = Box::pin(self.by_workload(client_id, token)).await?;
                check_served(&client, issuer, self.now())?;
                Ok(Authenticated { client, by: AuthenticatedBy::Workload(verified) })
            }
        }
    }

    async fn by_assertion(&self, text: &str, issuer: AddressedIssuer) -> Result<Authenticated, Rejection> {
        let assertion = ClientAssertion::parse(text).map_err(Rejection::Assertion)?;
        let client = assertion.client_id().parse().ok().and_then(|id| self.directory().client(id));
        let client = client.ok_or(Rejection::UnknownClient)?;
        let keys = self.keys_of(&client, assertion.kid()).await?;
        let own_issuer = self.accepted_issuer(&client, issuer, assertion.audience());
        let token_urls = self.token_urls(&client, issuer);
        let token_urls: Vec<&str> = token_urls.iter().map(String::as_str).collect();
        let audience = AcceptedAudience { issuer: &own_issuer, token_urls: &token_urls };
        let (now, id) = (self.now(), client.id.to_string());
        let verified =
            assertion.verify(&keys, audience, &id, now.timestamp()).map_err(Rejection::Assertion)?;
        check_served(&client, issuer, now)?;
        Ok(Authenticated { client, by: AuthenticatedBy::Assertion(verified) })
    }

    /// The issuer that must stand in a client's assertion: the one that its tokens name, or another of the tenant's that
    /// is open, while clients move from one to the next. All of them are one server.
    fn accepted_issuer(&self, client: &Client, addressed: AddressedIssuer, named: Option<&str>) -> String {
        let own = self.issuer_named(addressed, client.tenant, client.environment);
        match named {
            Some(named)
                if named != own && self.names_open_issuer(named, client.tenant, client.environment) =>
            {
                named.to_owned()
            }
            _ => own,
        }
    }

    /// The token URLs that may stand in a client's assertion: SMART Backend Services wants the one that is asked there,
    /// where RFC 10070 wants the issuer. For a client that holds nothing of such an API there is none.
    fn token_urls(&self, client: &Client, issuer: AddressedIssuer) -> Vec<String> {
        if !client.grant.load().holds_smart() {
            return Vec::new();
        }
        let aliases = self.urls().token_aliases().iter().map(String::as_str);
        let paths: Vec<&str> = std::iter::once(TOKEN).chain(aliases).collect();
        let below = |base: &str| paths.iter().map(|path| [base, path].concat()).collect::<Vec<_>>();
        let mut urls = Vec::new();
        for (address, open) in self.open_issuers(client.tenant, client.environment) {
            match address {
                Address::Path => urls.push(open + TOKEN),
                Address::Domain(_) => urls.extend(below(&open)),
            }
        }
        if matches!(issuer, AddressedIssuer::Platform(_)) {
            urls.extend(below(&self.base_of(issuer)));
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
        let closed = matches!(issuer, AddressedIssuer::Unknown);
        return Err(if closed { Rejection::ClosedAddress } else { Rejection::OtherIssuer });
    }
    if client.is_live(now) {
        return Ok(());
    }
    Err(if client.active { Rejection::Ended } else { Rejection::NotLive })
}
