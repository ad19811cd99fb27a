//! Platforms that imitate others: who signs, how the operator allows it, and clients that are their workloads.

use std::net::Ipv4Addr;
use std::sync::Arc;

use parking_lot::Mutex;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use wire::{
    admin::{Allowed, IssuedCredential},
    developer::App,
    paths,
};

use crate::harness::{Outcome, Publisher, Stage, Tenant, details, next, workload::publish_naming};
use crate::token::conformance::keys::{Key, with};
use crate::token::raw::{self, Raw};
use crate::token::{FORM, HELD};

const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// What a platform signs for one of its workloads.
#[derive(Clone)]
pub struct Signed {
    pub header: Value,
    pub claims: Value,
}

/// A platform of these tests.
pub struct Imitation {
    pub issuer: String,
    pub key: Key,
    /// The issuer's id here.
    pub id: String,
}

impl Imitation {
    /// An issuer that the operator allows with its keys.
    pub async fn inline(stage: &Stage, preset: &str, issuer: String, key: Key, once: bool) -> Outcome<Self> {
        let jwks = json!({"keys": [key.jwk]});
        Self::allow(stage, preset, issuer, key, jwks, once).await
    }

    /// An issuer whose keys are found by discovery, and where: a server of this machine.
    pub async fn discovered(stage: &Stage, preset: &str, key: Key) -> Outcome<(Self, Published)> {
        let published = Published::start(&[&key]).await?;
        let issuer = published.issuer.clone();
        Ok((Self::allow(stage, preset, issuer, key, Value::Null, false).await?, published))
    }

    async fn allow(
        stage: &Stage,
        preset: &str,
        issuer: String,
        key: Key,
        jwks: Value,
        once_by_hash: bool,
    ) -> Outcome<Self> {
        let body = json!({
            "name": format!("Platform {}", next()), "preset": preset, "issuer": issuer, "jwks": jwks,
            "audience": format!("https://platform.example/{preset}"), "once_by_hash": once_by_hash,
        });
        let allowed: Value = stage.operator.create(&paths::operator::workload_issuers(), body).await?;
        let id = allowed["id"].as_str().ok_or("no id")?.to_owned();
        Ok(Self { issuer, key, id })
    }

    pub fn sign(&self, signed: &Signed) -> Outcome<String> {
        self.key.jwt(with(json!({"kid": self.key.kid()}), signed.header.clone()), &signed.claims)
    }

    /// An app with this hand-over, published and seen by these tenants.
    pub async fn app(
        &self,
        publisher: &Publisher,
        hand_over: &str,
        claims: &Value,
        tenants: &[&Tenant],
    ) -> Outcome<App> {
        let mut details = details("targeted");
        details["hand_over"] = hand_over.into();
        let app: App = publisher.owner.create(&publisher.at("/apps"), details).await?;
        self.publish(publisher, &app, 0, Some(claims)).await?;
        for tenant in tenants {
            publisher.target(app.id, tenant.id).await?;
        }
        Ok(app)
    }

    /// Publishes the next version, which names this workload or none.
    pub async fn publish(
        &self,
        publisher: &Publisher,
        app: &App,
        after: u32,
        claims: Option<&Value>,
    ) -> Outcome {
        let workload = claims.map(|claims| json!({"issuer_id": self.id, "claims": claims}));
        publish_naming(publisher, app, after, &HELD, workload).await
    }

    /// The client of a new app that signs in as this workload, at a new tenant.
    pub async fn client(&self, stage: &Stage, claims: &Value) -> Outcome<IssuedCredential> {
        let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
        let app = self.app(&publisher, "workload", claims, &[&tenant]).await?;
        let Allowed { credential, .. } = tenant.allow(app.id, &[]).await?;
        assert_eq!(credential.client_secret, None);
        Ok(credential)
    }
}

/// Anything at all, in a form.
fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// Presents a token for this client, each time from another address: failures count against it.
pub async fn present(stage: &Stage, client: &IssuedCredential, token: &str) -> Outcome<Raw> {
    present_for(stage, client, &client.client_id.to_string(), token, "").await
}

/// As [`present`], naming this client and with more in the form.
pub async fn present_for(
    stage: &Stage,
    at: &IssuedCredential,
    client_id: &str,
    token: &str,
    more: &str,
) -> Outcome<Raw> {
    let form = format!(
        "grant_type=client_credentials&client_id={client_id}&client_assertion_type={}&client_assertion={}{more}",
        encoded(ASSERTION),
        encoded(token)
    );
    post(stage, &at.token_endpoint, &form).await
}

/// Sends a form to an address of the server.
pub async fn post(stage: &Stage, url: &str, form: &str) -> Outcome<Raw> {
    let base = &stage.anonymous.base;
    let path = url.strip_prefix(base.as_str()).ok_or("another server's endpoint")?;
    let [.., high, low] = next().to_be_bytes();
    let from = Ipv4Addr::new(127, 3, high, low.max(1));
    raw::request_from(from, base, "POST", path, FORM, form.as_bytes()).await
}

pub fn is_granted(answer: &Raw) -> Outcome {
    assert_eq!(answer.status(), 200, "{answer:?}");
    assert_eq!(answer.json()?["scope"], HELD.join(" "));
    Ok(())
}

/// A discovery document and a key set, on this machine.
pub struct Published {
    pub issuer: String,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// An answer to each path; none to others.
    answers: Vec<(&'static str, String)>,
    asked: Vec<String>,
}

impl State {
    fn answer(&mut self, request: &str) -> String {
        let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
        let found = self.answers.iter().find(|(known, _)| *known == path).map(|(_, answer)| answer.clone());
        self.asked.push(path);
        found.unwrap_or_else(|| "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n".to_owned())
    }
}

pub const DOCUMENT: &str = "/.well-known/openid-configuration";
pub const KEYS: &str = "/.well-known/jwks";

/// A JSON body with status 200.
pub fn ok(body: &Value) -> String {
    let body = body.to_string();
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

impl Published {
    pub async fn start(keys: &[&Key]) -> Outcome<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let issuer = format!("http://{}", listener.local_addr()?);
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut request = [0; 4096];
                let read = stream.read(&mut request).await.unwrap_or_default();
                let answer = shared.lock().answer(&String::from_utf8_lossy(&request[..read]));
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        let published = Self { issuer, state };
        published.says(&json!({}));
        published.has(keys);
        Ok(published)
    }

    /// Its discovery document, with these members in the place of its own.
    pub fn says(&self, more: &Value) {
        let (issuer, keys) = (&self.issuer, KEYS);
        let own = json!({
            "issuer": issuer, "jwks_uri": format!("{issuer}{keys}"),
            "subject_types_supported": ["public"], "response_types_supported": ["id_token"],
            "id_token_signing_alg_values_supported": ["RS256"],
        });
        self.answers(DOCUMENT, ok(&with(own, more.clone())));
    }

    pub fn has(&self, keys: &[&Key]) {
        let keys: Vec<&Value> = keys.iter().map(|key| &key.jwk).collect();
        self.answers(KEYS, ok(&json!({"keys": keys})));
    }

    pub fn answers(&self, path: &'static str, answer: String) {
        let mut state = self.state.lock();
        state.answers.retain(|(known, _)| *known != path);
        state.answers.push((path, answer));
    }

    /// The paths that were asked for.
    pub fn asked(&self) -> Vec<String> {
        self.state.lock().asked.clone()
    }
}
