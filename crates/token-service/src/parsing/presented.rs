//! The credentials that a request presents for its client (RFC 6749 section 2.3, RFC 7521 section 4.2).

use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use credentials::{ClientAssertion, claimed_issuer};
use model::ids::{CredentialId, ResourceServerId};

use super::basic;
use super::form::Form;
use crate::errors::TokenError;

/// RFC 7523 section 2.2.
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// What a request offers as proof. It may be anything at all: nothing of it is believed yet.
pub enum Presented<'a> {
    Secret {
        client_id: String,
        secret: Option<String>,
    },
    Assertion(&'a str),
    /// The token of a platform that the client's software runs on (docs/adr/0028).
    Workload {
        client_id: String,
        token: &'a str,
    },
}

const TWO_WAYS: TokenError = TokenError::InvalidRequest("the client authenticates in more than one way");
const OTHER_NAME: TokenError =
    TokenError::InvalidRequest("client_id differs from the one that authenticates");

impl<'a> Presented<'a> {
    /// Takes the credentials from the `Authorization` header or from the body, never from both.
    pub fn read(headers: &HeaderMap, form: &'a Form<'_>) -> Result<Self, TokenError> {
        Self::read_from(headers, form).inspect_err(|_| note_claimed(headers, form.get("client_id")))
    }

    fn read_from(headers: &HeaderMap, form: &'a Form<'_>) -> Result<Self, TokenError> {
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

    /// RFC 7521 section 4.2: `client_id` is not needed, but must not say anything else. An assertion that no client of
    /// ours says it has signed is a platform's, which names no client: then `client_id` does.
    fn assertion(form: &Form<'_>, assertion: &'a str) -> Result<Self, TokenError> {
        match form.get("client_assertion_type") {
            Some(ASSERTION_TYPE) => {}
            Some(_) => return Err(TokenError::InvalidRequest("client_assertion_type must be jwt-bearer")),
            None => return Err(TokenError::InvalidRequest("client_assertion_type is missing")),
        }
        let issuer = claimed_issuer(assertion).unwrap_or_default();
        if let Some(client_id) = form.get("client_id")
            && issuer.parse::<CredentialId>().is_err()
        {
            return Ok(Self::Workload { client_id: client_id.trim_ascii_end().to_owned(), token: assertion });
        }
        let subject = ClientAssertion::parse(assertion).ok().map(|parsed| parsed.client_id().to_owned());
        if form.get("client_id").is_some_and(|id| Some(id) != subject.as_deref()) {
            return Err(OTHER_NAME);
        }
        Ok(Self::Assertion(assertion))
    }

    /// Notes for the log whom the request names.
    pub fn note_claimed(&self) {
        match self {
            Self::Secret { client_id, .. } | Self::Workload { client_id, .. } => note_name(client_id),
            Self::Assertion(assertion) => {
                if let Ok(assertion) = ClientAssertion::parse(assertion) {
                    note_name(assertion.client_id());
                }
            }
        }
    }
}

/// Notes for the log whom a request names that is refused before its credentials are read.
pub fn note_claimed(headers: &HeaderMap, in_body: Option<&str>) {
    let basic = headers.get(AUTHORIZATION).and_then(|header| basic::parse(header.as_bytes()));
    if let Some(name) = basic.as_ref().map(|basic| basic.client_id.as_str()).or(in_body) {
        note_name(name.trim_ascii_end());
    }
}

/// Only an id that there can be is safe to log, whatever was sent in its place.
fn note_name(name: &str) {
    if let Ok(client) = name.parse::<CredentialId>() {
        request_notes::claimed(client);
    } else if let Ok(server) = name.parse::<ResourceServerId>() {
        request_notes::claimed(server);
    }
}
