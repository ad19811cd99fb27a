//! One question to one face of one node.

use grantry_guard::Presented;
use model::issuer;
use reqwest::{RequestBuilder, header::HOST};
use serde_json::{Value, json};

use super::faces::{Face, Format, Place, Proof, Verdict};
use super::nodes::{Node, Nodes};
use super::relay::authority;
use super::subjects::Subject;
use crate::harness::{Outcome, until, workload::SUBJECT};
use crate::token::conformance::keys::{jti, now};

const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

#[derive(Clone, Copy)]
pub struct Question<'a> {
    pub node: &'a Node,
    pub face: Face,
    pub format: Format,
    pub place: Place,
    pub subject: &'a Subject,
}

impl Nodes<'_> {
    /// `None` where there is no one to ask yet, and for the feed, which speaks unasked.
    pub async fn ask(&self, question: Question<'_>) -> Outcome<Option<Verdict>> {
        let Question { node, face, format, place, subject } = question;
        if let Some(proof) = face.proof() {
            let (verdict, _) = answer(self.token_request(question, proof)?).await?;
            return Ok(Some(verdict));
        }
        match face {
            Face::Introspection => {
                self.introspect(node, format, subject.token(format, place)?).await.map(Some)
            }
            Face::Verify => self.verify(node, format, subject.token(format, place)?).await.map(Some),
            Face::Jwks => self.published(question).await.map(Some),
            _ => match node.guard(face, format) {
                None => Ok(None),
                Some(guard) => {
                    let access = guard.verify(&Presented::bearer(subject.token(format, place)?)).await;
                    Ok(Some(match access {
                        Ok(_) => Verdict::Alive,
                        Err(rejected) if rejected.status() == 503 => Verdict::Away,
                        Err(rejected) => Verdict::Refused(rejected.to_string()),
                    }))
                }
            },
        }
    }

    /// By the first proof of its kind, from the first node.
    pub async fn new_token(&self, subject: &Subject, format: Format, place: Place) -> Outcome<String> {
        let (node, proof) = (&self.nodes[0], subject.prepared.kind.proofs()[0]);
        let question = Question { node, face: Face::TokenBySecret, format, place, subject };
        until(async || match answer(self.token_request(question, proof)?).await? {
            (Verdict::Alive, body) => {
                Ok(Some(body["access_token"].as_str().ok_or("no access_token")?.to_owned()))
            }
            (Verdict::Away, _) => Ok(None),
            (Verdict::Refused(why), _) => Err(format!("{:?}: {why}", subject.prepared.kind).into()),
        })
        .await
    }

    fn token_request(&self, question: Question<'_>, proof: Proof) -> Outcome<RequestBuilder> {
        let Question { node, format, place, subject, .. } = question;
        let of = subject.prepared.issuer(place);
        let (host, path) = authority(of);
        let url = [node.base.as_str(), path, issuer::TOKEN].concat();
        let request = self.stage.anonymous.http.post(url).header(HOST, host);
        let client_id = subject.credential.client_id.to_string();
        let scope = self.api(format).scope.clone();
        let mut form = vec![("grant_type", "client_credentials".to_owned()), ("scope", scope)];
        let asserted = match proof {
            Proof::Secret => {
                let request = request.basic_auth(client_id, subject.credential.client_secret.as_ref());
                return Ok(request.form(&form));
            }
            Proof::Assertion => {
                let (key, at) = (&subject.prepared.key, now());
                let claims = json!({
                    "iss": client_id, "sub": client_id, "aud": of, "iat": at, "exp": at + 60, "jti": jti(),
                });
                key.jwt(json!({"kid": key.kid()}), &claims)?
            }
            Proof::Workload => {
                form.push(("client_id", client_id));
                subject.prepared.platform.as_ref().ok_or("it runs nowhere")?.token(SUBJECT, of)?
            }
        };
        form.push(("client_assertion_type", ASSERTION.to_owned()));
        form.push(("client_assertion", asserted));
        Ok(request.form(&form))
    }

    async fn introspect(&self, node: &Node, format: Format, token: &str) -> Outcome<Verdict> {
        let api = self.api(format);
        let request = self.stage.anonymous.http.post([node.base.as_str(), issuer::INTROSPECTION].concat());
        let request = request.header(HOST, self.host()).basic_auth(&api.server_id, Some(&api.server_secret));
        match answer(request.form(&[("token", token)])).await? {
            (Verdict::Alive, body) if body["active"] == false => Ok(Verdict::Refused("inactive".into())),
            (Verdict::Refused(why), _) => Err(why.into()),
            (verdict, _) => Ok(verdict),
        }
    }

    async fn verify(&self, node: &Node, format: Format, token: &str) -> Outcome<Verdict> {
        let request = self.stage.anonymous.http.get([node.base.as_str(), issuer::VERIFICATION].concat());
        let request = request.header(HOST, self.host()).query(&[("api", &self.api(format).identifier)]);
        Ok(answer(request.bearer_auth(token)).await?.0)
    }

    /// Whether the key that signed the tokens is in the JWK Set of their issuer.
    async fn published(&self, question: Question<'_>) -> Outcome<Verdict> {
        let Question { node, format, place, subject, .. } = question;
        let (host, path) = authority(subject.prepared.issuer(place));
        let url = [node.base.as_str(), path, issuer::JWKS].concat();
        let request = self.stage.anonymous.http.get(url).header(HOST, host);
        let kid = subject.kid(format)?;
        match answer(request).await? {
            (Verdict::Alive, body) => {
                let keys = body["keys"].as_array().ok_or("no keys")?;
                let is_there = keys.iter().any(|key| key["kid"] == kid);
                Ok(if is_there { Verdict::Alive } else { Verdict::Refused("not published".into()) })
            }
            (verdict, _) => Ok(verdict),
        }
    }
}

/// What the status says, and the body.
async fn answer(request: RequestBuilder) -> Outcome<(Verdict, Value)> {
    let answer = request.send().await?;
    let (status, url) = (answer.status().as_u16(), answer.url().clone());
    let text = answer.text().await?;
    let body: Value = serde_json::from_str(&text).unwrap_or_default();
    let verdict = match status {
        200 => Verdict::Alive,
        400 | 401 | 403 | 404 => {
            Verdict::Refused(format!("{status} {}", body["error"].as_str().unwrap_or_default()))
        }
        503 => Verdict::Away,
        _ => return Err(format!("{url}: {status}: {text}").into()),
    };
    Ok((verdict, body))
}
