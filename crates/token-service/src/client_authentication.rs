//! Who the client says it is, and whether it is (RFC 6749 section 2.3).

use std::sync::Arc;

use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use credentials::{HashedSecret, Pepper};
use model::{
    Timestamp,
    environment::Environment,
    ids::{CredentialId, TenantId},
};

use crate::basic;
use crate::directory::{Client, Directory};
use crate::error::TokenError;
use crate::form::Form;

/// What a request offers as proof. It may be anything at all: nothing of it is believed yet.
pub struct Presented {
    client_id: String,
    secret: Option<String>,
}

const TWO_WAYS: TokenError = TokenError::InvalidRequest("the client authenticates in more than one way");

impl Presented {
    /// Takes the credentials from the `Authorization` header or from the body, never from both.
    pub fn read(headers: &HeaderMap, form: &Form<'_>) -> Result<Self, TokenError> {
        let mut authorizations = headers.get_all(AUTHORIZATION);
        let (first, second) = (authorizations.next(), authorizations.next());
        let body_secret = form.get("client_secret").or_else(|| form.get("client_assertion"));
        match (first, second) {
            (_, Some(_)) => Err(TWO_WAYS),
            (Some(_), None) if body_secret.is_some() => Err(TWO_WAYS),
            (Some(header), None) => {
                let basic = basic::parse(header.as_bytes()).ok_or(TokenError::InvalidClient)?;
                // Naming oneself in the body too is no second proof, as long as it is the same name.
                if form.get("client_id").is_some_and(|id| id != basic.client_id) {
                    return Err(TokenError::InvalidRequest(
                        "client_id differs from the Authorization header",
                    ));
                }
                Ok(Self { client_id: basic.client_id, secret: Some(basic.client_secret) })
            }
            (None, None) => Ok(Self {
                client_id: form.get("client_id").ok_or(TokenError::InvalidClient)?.to_owned(),
                secret: form.get("client_secret").map(str::to_owned),
            }),
        }
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

/// Why a client was not let in: for the log, never for the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    UnknownClient,
    WrongSecret,
    OtherIssuer,
    NotLive,
}

impl Presented {
    /// Whom the request names, if that can be a client: safe to log, whatever somebody put in its place.
    pub fn claimed_id(&self) -> Option<CredentialId> {
        self.client_id.parse().ok()
    }

    /// Finds the client and its secret (the number of it in the list). Every refusal takes the same steps: one look-up, one HMAC, one comparison.
    pub fn authenticate(
        &self,
        directory: &Directory,
        pepper: &Pepper,
        addressed: Addressed,
        now: Timestamp,
    ) -> Result<(Arc<Client>, usize), Refusal> {
        let client = self.claimed_id().and_then(|id| directory.client(id));
        let presented = pepper.hash(self.secret.as_deref().unwrap_or_default().as_bytes());
        let secret = match &client {
            Some(client) => client.secret(&presented, now),
            None => nothing_matches(pepper, &presented),
        };
        let client = client.ok_or(Refusal::UnknownClient)?;
        let secret = secret.ok_or(Refusal::WrongSecret)?;
        let ours = match addressed {
            Addressed::Anyone => true,
            Addressed::Issuer(tenant, environment) => {
                (client.tenant, client.environment) == (tenant, environment)
            }
            Addressed::Nobody => false,
        };
        if !ours {
            return Err(Refusal::OtherIssuer);
        }
        if !client.is_live(now) {
            return Err(Refusal::NotLive);
        }
        Ok((client, secret))
    }
}

fn nothing_matches(pepper: &Pepper, presented: &HashedSecret) -> Option<usize> {
    std::hint::black_box(presented.matches(&pepper.decoy()));
    None
}
