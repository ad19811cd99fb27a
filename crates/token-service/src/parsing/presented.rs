//! Who the client says it is, and whether it is (RFC 6749 section 2.3, RFC 7521 section 4.2).

use std::sync::Arc;

use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use credentials::{AssertionRejected, ClientAssertion, HashedSecret, Pepper};
use model::{
    Timestamp,
    environment::Environment,
    ids::{CredentialId, TenantId},
};

use crate::basic;
use crate::client::Client;
use crate::directory::Directory;
use crate::error::TokenError;
use crate::form::Form;

/// RFC 7523 section 2.2.
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// What a request offers as proof. It may be anything at all: nothing of it is believed yet.
pub enum Presented<'a> {
    Secret { client_id: String, secret: Option<String> },
    Assertion(&'a str),
}

const TWO_WAYS: TokenError = TokenError::InvalidRequest("the client authenticates in more than one way");
const OTHER_NAME: TokenError =
    TokenError::InvalidRequest("client_id differs from the one that authenticates");

impl<'a> Presented<'a> {
    /// Takes the credentials from the `Authorization` header or from the body, never from both.
    pub fn read(headers: &HeaderMap, form: &'a Form<'_>) -> Result<Self, TokenError> {
        // One without a value proves nothing, and is as good as none.
        let mut authorizations =
            headers.get_all(AUTHORIZATION).filter(|value| !value.as_bytes().trim_ascii().is_empty());
        let (header, second) = (authorizations.next(), authorizations.next());
        let (secret, assertion) = (form.get("client_secret"), form.get("client_assertion"));
        match (header, secret, assertion) {
            _ if second.is_some() => Err(TWO_WAYS),
            (Some(_), Some(_), _) | (Some(_), _, Some(_)) | (_, Some(_), Some(_)) => Err(TWO_WAYS),
            (Some(header), None, None) => {
                let basic = basic::parse(header.as_bytes()).ok_or(TokenError::InvalidClient)?;
                // Naming oneself in the body too is no second proof, as long as it is the same name.
                if form.get("client_id").is_some_and(|id| id != basic.client_id) {
                    return Err(OTHER_NAME);
                }
                Ok(Self::secret(&basic.client_id, Some(&basic.client_secret)))
            }
            (None, None, Some(assertion)) => Self::assertion(form, assertion),
            (None, secret, None) if form.get("client_assertion_type").is_none() => {
                Ok(Self::secret(form.get("client_id").ok_or(TokenError::InvalidClient)?, secret))
            }
            (None, _, None) => Err(TokenError::InvalidRequest("client_assertion is missing")),
        }
    }

    /// White space behind either is what a file or a copied line ended with: no id and no secret of ours does.
    fn secret(client_id: &str, secret: Option<&str>) -> Self {
        let trimmed = |text: &str| text.trim_ascii_end().to_owned();
        Self::Secret { client_id: trimmed(client_id), secret: secret.map(trimmed) }
    }

    /// RFC 7521 section 4.2: `client_id` is not needed, but must not say anything else.
    fn assertion(form: &Form<'_>, assertion: &'a str) -> Result<Self, TokenError> {
        match form.get("client_assertion_type") {
            Some(ASSERTION_TYPE) => {}
            Some(_) => return Err(TokenError::InvalidRequest("client_assertion_type must be jwt-bearer")),
            None => return Err(TokenError::InvalidRequest("client_assertion_type is missing")),
        }
        let subject = ClientAssertion::parse(assertion).ok().map(|parsed| parsed.client_id().to_owned());
        if form.get("client_id").is_some_and(|id| Some(id) != subject.as_deref()) {
            return Err(OTHER_NAME);
        }
        Ok(Self::Assertion(assertion))
    }
}

/// Which token endpoint was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Addressed {
    /// The platform's own: the client says the tenant.
    Anyone,
    /// A tenant's issuer: only that tenant's clients.
    Issuer(TenantId, Environment),
    /// The issuer of no tenant.
    Nobody,
}

/// Why a client was not let in: for the log, and but for one kind never for the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    UnknownClient,
    WrongSecret,
    OtherIssuer,
    NotLive,
    /// The assertion says why.
    Assertion(AssertionRejected),
    /// The client proves itself in another way.
    WrongMethod,
    /// Its keys cannot be fetched now: nobody can tell whether it is the client.
    KeysUnavailable,
    /// What it registered or publishes are no keys.
    BadKeys,
}

impl Refusal {
    /// For the log, which says what the answer does not.
    pub fn note(self, claimed: Option<CredentialId>) {
        if let Some(client) = claimed {
            request_notes::claimed(client);
        }
        let reason = match self {
            Self::UnknownClient => "unknown client",
            Self::WrongSecret => "wrong secret",
            Self::OtherIssuer => "a client of another issuer",
            Self::NotLive => "the client is disabled or has ended",
            Self::Assertion(why) => return request_notes::reason_with("client assertion rejected", why),
            Self::WrongMethod => "the client authenticates in another way",
            Self::KeysUnavailable => "the client's keys cannot be fetched",
            Self::BadKeys => "what the client registered or publishes are no keys",
        };
        request_notes::reason(reason);
    }

    /// Whether a node that has not heard of the latest changes could be wrong about it.
    pub fn may_be_out_of_date(self) -> bool {
        self != Self::KeysUnavailable
    }
}

impl From<Refusal> for TokenError {
    fn from(refusal: Refusal) -> Self {
        if refusal == Refusal::KeysUnavailable { Self::ClientKeysUnavailable } else { Self::InvalidClient }
    }
}

impl Presented<'_> {
    /// Whom the request names, if that can be a client.
    pub fn claimed_id(&self) -> Option<CredentialId> {
        match self {
            Self::Secret { client_id, .. } => claimed_id(client_id),
            Self::Assertion(assertion) => {
                ClientAssertion::parse(assertion).ok().and_then(|parsed| claimed_id(parsed.client_id()))
            }
        }
    }
}

/// Whom a request names, if that can be a client: safe to log, whatever somebody put in its place.
pub fn claimed_id(client_id: &str) -> Option<CredentialId> {
    client_id.parse().ok()
}

impl Addressed {
    /// Whether a client that has proved itself may be served: it belongs to the issuer, and is not disabled or ended.
    pub fn admits(self, client: &Client, now: Timestamp) -> Result<(), Refusal> {
        let ours = match self {
            Self::Anyone => true,
            Self::Issuer(tenant, environment) => (client.tenant, client.environment) == (tenant, environment),
            Self::Nobody => false,
        };
        if !ours {
            return Err(Refusal::OtherIssuer);
        }
        if client.is_live(now) { Ok(()) } else { Err(Refusal::NotLive) }
    }
}

/// Finds the client and its secret (the number of it in the list). Every refusal takes the same steps: one look-up, one
/// HMAC, one comparison.
pub fn by_secret(
    client_id: &str,
    secret: Option<&str>,
    directory: &Directory,
    pepper: &Pepper,
    now: Timestamp,
) -> Result<(Arc<Client>, usize), Refusal> {
    let client = claimed_id(client_id).and_then(|id| directory.client(id));
    let presented = pepper.hash(secret.unwrap_or_default().as_bytes());
    let secret = match &client {
        Some(client) if !client.secrets().is_empty() => client.secret(&presented, now),
        _ => nothing_matches(pepper, &presented),
    };
    let client = client.ok_or(Refusal::UnknownClient)?;
    let secret = secret.ok_or(Refusal::WrongSecret)?;
    Ok((client, secret))
}

fn nothing_matches(pepper: &Pepper, presented: &HashedSecret) -> Option<usize> {
    std::hint::black_box(presented.matches(&pepper.decoy()));
    None
}
