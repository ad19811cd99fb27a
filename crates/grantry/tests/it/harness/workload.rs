//! A platform whose workloads sign in: its issuer, and an app that names one of its workloads.

use std::time::{SystemTime, UNIX_EPOCH};

use api_client::admin;
use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use serde_json::{Value, json};
use wire::{
    admin::{Allowed, Connection},
    developer::App,
    paths,
    workload::WorkloadIssuer,
};

use super::{Answer, Outcome, Partner, Publisher, Stage, Tenant, details, next, until, wanted};

/// The workload that apps of tests name.
pub const SUBJECT: &str = "repo:acme/sync:ref:refs/heads/main";

pub const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The key of an issuer.
pub struct Signer(EcdsaKeyPair);

/// An issuer that the operator allows by its keys.
pub struct Platform {
    pub allowed: WorkloadIssuer,
    signer: Signer,
}

fn encode(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// Seconds since 1970.
#[expect(clippy::disallowed_methods, reason = "the server under test has the machine's clock")]
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// Publishes the next version with these scopes, which names this workload or none.
pub async fn publish_naming(
    publisher: &Publisher,
    app: &App,
    after: u32,
    scopes: &[&str],
    workload: Option<Value>,
) -> Outcome {
    let body = json!({"after_version": after, "scopes": wanted(scopes, &[]), "workload": workload});
    publisher.owner.post(&publisher.at(&format!("/apps/{}/versions", app.id)), body).await?.ok(201)?;
    Ok(())
}

/// What an operator says of an issuer with these keys.
pub fn issuer_details(jwks: &Value) -> Value {
    let number = next();
    json!({
        "name": format!("Actions {number}"), "preset": "github_actions",
        "issuer": format!("https://actions{number}.example"), "jwks": jwks, "audience": null, "once_by_hash": false,
    })
}

impl Signer {
    pub fn generate() -> Outcome<Self> {
        Ok(Self(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)?))
    }

    pub fn jwks(&self) -> Value {
        let point = &self.0.public_key().as_ref()[1..];
        let (x, y) = point.split_at(32);
        let key =
            json!({"kty": "EC", "crv": "P-256", "kid": "1", "alg": "ES256", "x": encode(x), "y": encode(y)});
        json!({"keys": [key]})
    }

    /// A token of the workload with this subject of the issuer, for this audience, in its first second.
    pub fn token(&self, issuer: &str, subject: &str, audience: &str, now: u64) -> Outcome<String> {
        let header = json!({"alg": "ES256", "kid": "1", "typ": "JWT"});
        let claims = json!({
            "iss": issuer, "sub": subject, "aud": audience, "iat": now, "exp": now + 300,
            "jti": format!("workload-{}-{}", std::process::id(), next()),
        });
        let signed = format!("{}.{}", encode(header.to_string()), encode(claims.to_string()));
        let signature = self.0.sign(&SystemRandom::new(), signed.as_bytes())?;
        Ok(format!("{signed}.{}", encode(signature)))
    }
}

impl Platform {
    pub async fn allowed_on(stage: &Stage) -> Outcome<Self> {
        let signer = Signer::generate()?;
        let body = issuer_details(&signer.jwks());
        let allowed = stage.operator.create(&paths::operator::workload_issuers(), body).await?;
        Ok(Self { allowed, signer })
    }

    /// The workload that apps of tests name.
    pub fn in_words(&self) -> String {
        format!("repository acme/sync, branch main (GitHub Actions: {})", self.allowed.name)
    }

    /// What a version says of the workload with this subject.
    pub fn names(&self, subject: &str) -> Value {
        json!({"issuer_id": self.allowed.id, "claims": {"sub": subject}})
    }

    /// A token of the workload with this subject, for this audience.
    pub fn token(&self, subject: &str, audience: &str) -> Outcome<String> {
        self.signer.token(&self.allowed.issuer, subject, audience, now())
    }

    /// The token endpoint's answer to the workload with this subject.
    pub async fn ask(&self, stage: &Stage, allowed: &Allowed, subject: &str) -> Outcome<Answer> {
        let credential = &allowed.credential;
        let (client_id, assertion) =
            (credential.client_id.to_string(), self.token(subject, &credential.issuer)?);
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", client_id.as_str()),
            ("client_assertion_type", ASSERTION),
            ("client_assertion", assertion.as_str()),
        ];
        let client = &stage.anonymous;
        let endpoint = credential.token_endpoint.strip_prefix(&client.base).unwrap_or_default();
        client.send(client.request(reqwest::Method::POST, endpoint).form(&form)).await
    }

    /// An app at version 1 with this hand-over that names the workload, and that this tenant sees.
    pub async fn app(&self, publisher: &Publisher, hand_over: &str, tenant: &Tenant) -> Outcome<App> {
        let mut details = details("targeted");
        details["hand_over"] = hand_over.into();
        let app: App = publisher.owner.create(&publisher.at("/apps"), details).await?;
        self.publish(publisher, &app, 0, Some(SUBJECT)).await?;
        publisher.target(app.id, tenant.id).await?;
        Ok(app)
    }

    /// Publishes the next version, which names this workload or none.
    pub async fn publish(
        &self,
        publisher: &Publisher,
        app: &App,
        after: u32,
        subject: Option<&str>,
    ) -> Outcome {
        let workload = subject.map(|subject| self.names(subject));
        publish_naming(publisher, app, after, &["patients.read"], workload).await
    }

    /// A connection that has a secret, and whose workload has signed in.
    pub async fn moving(&self, stage: &Stage, publisher: &Publisher, tenant: &Tenant) -> Outcome<Allowed> {
        let app = self.app(publisher, "admin_shares", tenant).await?;
        let allowed = tenant.allow(app.id, &[]).await?;
        self.ask(stage, &allowed, SUBJECT).await?.ok(200)?;
        until(async || {
            let call = admin::connection(tenant.id, allowed.connection.id);
            let seen: Connection = tenant.owner.call(call).await?;
            Ok(seen.client.and_then(|client| client.workload_last_used_at))
        })
        .await?;
        Ok(allowed)
    }
}

/// A workload that has signed in at a new tenant.
pub struct SignedIn {
    pub tenant: Tenant,
    pub publisher: Publisher,
    pub platform: Platform,
    pub app: App,
    pub allowed: Allowed,
    /// What it got.
    pub token: String,
    pub partner: Partner,
}

impl SignedIn {
    /// Of a new app with this hand-over.
    pub async fn on(stage: &Stage, hand_over: &str) -> Outcome<Self> {
        let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
        let platform = Platform::allowed_on(stage).await?;
        let app = platform.app(&publisher, hand_over, &tenant).await?;
        let allowed = tenant.allow(app.id, &[]).await?;
        let answer: Value = platform.ask(stage, &allowed, SUBJECT).await?.ok(200)?.json()?;
        let token = answer["access_token"].as_str().ok_or("no token")?.to_owned();
        let partner = Partner::new(&stage.anonymous, &allowed.credential);
        Ok(Self { tenant, publisher, platform, app, allowed, token, partner })
    }
}
