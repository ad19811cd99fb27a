//! A server to check, and what is known about it.

use std::net::Ipv4Addr;

use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::{Value, json};

use super::check::{NotApplicable, need, same};
use super::keys::{Key, jti, now, with};
use super::ours::Ours;
use crate::harness::Outcome;
use crate::token::{FORM, raw, raw::Raw};

pub const JWT_BEARER: &str = "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";

#[derive(Debug, Clone)]
pub struct Secret {
    pub id: String,
    pub secret: String,
}

/// A client that signs its requests.
pub struct Signer {
    pub id: String,
    pub key: Key,
}

/// Where it answers, and who may ask there.
pub struct Target<'a> {
    /// `http://127.0.0.1:port`
    pub base: String,
    pub issuer: String,
    /// Paths.
    pub token: String,
    pub introspection: String,
    pub revocation: String,
    pub jwks: String,
    pub metadata: String,
    /// Authenticates by HTTP Basic, and holds `held` alone.
    pub client: Secret,
    /// Authenticates in the body; the same client where one may do both.
    pub in_body: Secret,
    /// May ask for tokens too.
    pub neighbour: Secret,
    pub signer: Signer,
    pub other_signer: Signer,
    /// May introspect, by HTTP Basic.
    pub resource_server: Secret,
    /// Parameters that make a token which can be introspected and revoked.
    pub introspectable: &'static str,
    pub held: [&'static str; 2],
    pub not_held: &'static str,
    /// Both scopes belong to it.
    pub resource: String,
    /// What only our product has.
    pub ours: Option<Ours<'a>>,
}

impl Secret {
    /// The header line of HTTP Basic.
    pub fn basic(&self) -> String {
        basic(&self.id, &self.secret)
    }

    pub fn body(&self) -> String {
        format!("client_id={}&client_secret={}", self.id, self.secret)
    }
}

pub fn basic(id: &str, secret: &str) -> String {
    format!("authorization: Basic {}\r\n", BASE64_STANDARD.encode(format!("{id}:{secret}")))
}

pub const GRANT: &str = "grant_type=client_credentials";

impl Target<'_> {
    pub fn ours(&self) -> Outcome<&Ours<'_>> {
        Ok(self.ours.as_ref().ok_or(NotApplicable("it has no such part"))?)
    }

    pub fn token_url(&self) -> String {
        format!("{}{}", self.base, self.token)
    }

    /// `head` holds header lines, each ended by CRLF.
    pub async fn send(&self, method: &str, path: &str, head: &str, body: &[u8]) -> Outcome<Raw> {
        raw::request(&self.base, method, path, head, body).await
    }

    pub async fn get(&self, path: &str, head: &str) -> Outcome<Raw> {
        self.send("GET", path, head, b"").await
    }

    pub async fn form(&self, path: &str, head: &str, form: &str) -> Outcome<Raw> {
        self.send("POST", path, &format!("{FORM}{head}"), form.as_bytes()).await
    }

    pub async fn form_from(&self, from: Ipv4Addr, path: &str, head: &str, form: &str) -> Outcome<Raw> {
        raw::request_from(from, &self.base, "POST", path, &format!("{FORM}{head}"), form.as_bytes()).await
    }

    /// A token request of the client that uses HTTP Basic.
    pub async fn ask(&self, more: &str) -> Outcome<Raw> {
        self.form(&self.token, &self.client.basic(), &format!("{GRANT}{more}")).await
    }

    /// One that must succeed.
    pub async fn issue(&self, more: &str) -> Outcome<Value> {
        granted(&self.ask(more).await?)
    }

    pub async fn access_token(&self, more: &str) -> Outcome<String> {
        token_of(&self.issue(more).await?)
    }

    /// With the whole request's form.
    pub async fn refused(&self, form: &str, error: &str) -> Outcome {
        is_error(&self.form(&self.token, &self.client.basic(), form).await?, 400, error)
    }

    /// Refused by a 4xx; by ourselves with this status and this error (RFC 6749 section 5.2).
    pub fn must_refuse(&self, answer: &Raw, status: u16, error: &str) -> Outcome {
        match self.ours {
            Some(_) => is_error(answer, status, error),
            None => need((400..500).contains(&answer.status()), format_args!("not refused: {answer:?}")),
        }
    }

    pub async fn introspect(&self, token: &str) -> Outcome<Raw> {
        let form = format!("token={token}");
        self.form(&self.introspection, &self.resource_server.basic(), &form).await
    }

    pub async fn is_active(&self, token: &str) -> Outcome<bool> {
        let answer = self.introspect(token).await?;
        need(answer.status() == 200, format_args!("introspection: {answer:?}"))?;
        answer.json()?["active"].as_bool().ok_or_else(|| "active is no boolean".into())
    }

    pub async fn revoke(&self, client: &Secret, form: &str) -> Outcome<Raw> {
        self.form(&self.revocation, &client.basic(), form).await
    }

    /// An assertion of the signing client; `more` changes claims, and takes away those that it sets to null.
    pub fn assertion(&self, more: Value) -> Outcome<String> {
        self.signer.assertion(&self.issuer, more)
    }

    pub async fn ask_with(&self, assertion: &str, more: &str) -> Outcome<Raw> {
        let form = format!("{GRANT}&client_assertion_type={JWT_BEARER}&client_assertion={assertion}{more}");
        self.form(&self.token, "", &form).await
    }

    /// Fails unless the assertion is refused as RFC 7521 section 4.2.1 says.
    pub async fn no_proof(&self, assertion: &str) -> Outcome {
        is_client_error(&self.ask_with(assertion, "").await?)
    }

    /// As [`no_proof`](Self::no_proof), for an assertion whose claims are right but for these.
    pub async fn no_proof_with(&self, more: Value) -> Outcome {
        self.no_proof(&self.assertion(more)?).await
    }

    pub async fn keys(&self) -> Outcome<Vec<Value>> {
        let set = self.get(&self.jwks, "").await?.json()?;
        Ok(set["keys"].as_array().ok_or("no keys")?.clone())
    }

    pub async fn metadata(&self) -> Outcome<Value> {
        self.get(&self.metadata, "").await?.json()
    }

    /// A token request with a DPoP proof.
    pub async fn ask_with_proof(&self, proof: &str, more: &str) -> Outcome<Raw> {
        let head = format!("{}dpop: {proof}\r\n", self.client.basic());
        self.form(&self.token, &head, &format!("{GRANT}{more}")).await
    }
}

impl Signer {
    pub fn claims(&self, issuer: &str) -> Value {
        json!({"iss": self.id, "sub": self.id, "aud": issuer, "exp": now() + 60, "iat": now(), "jti": jti()})
    }

    pub fn assertion(&self, issuer: &str, more: Value) -> Outcome<String> {
        self.key.jwt(self.header(), &with(self.claims(issuer), more))
    }

    pub fn header(&self) -> Value {
        json!({"typ": "JWT", "kid": self.key.kid()})
    }
}

pub fn granted(answer: &Raw) -> Outcome<Value> {
    if answer.status() == 200 { answer.json() } else { Err(format!("no token: {answer:?}").into()) }
}

pub fn token_of(answer: &Value) -> Outcome<String> {
    Ok(answer["access_token"].as_str().ok_or("no access_token")?.to_owned())
}

/// Of RFC 6749 section 5.2.
pub fn is_error(answer: &Raw, status: u16, error: &str) -> Outcome {
    let seen = answer.json().unwrap_or_default();
    let right = answer.status() == status && seen["error"] == error;
    need(right, format_args!("expected {status} {error}, got {answer:?}"))
}

/// A client that did not prove itself: 401, or 400 where it did not use the Authorization header.
pub fn is_client_error(answer: &Raw) -> Outcome {
    let seen = answer.json().unwrap_or_default();
    let right = matches!(answer.status(), 400 | 401) && seen["error"] == "invalid_client";
    need(right, format_args!("expected invalid_client, got {answer:?}"))
}

/// Exactly what says nothing (RFC 7662 section 2.2).
pub fn is_inactive(answer: &Raw) -> Outcome {
    same("the status", answer.status(), 200)?;
    same("the answer", answer.json()?, json!({"active": false}))
}
