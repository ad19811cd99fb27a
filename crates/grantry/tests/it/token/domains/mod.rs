//! Tenants' issuers at hosts of their own, over a real socket. What specifications want of them is checked in
//! `conformance/hosts.rs`, with what stands here.

mod hosts;
mod moving;

use api_client::admin;
use model::ids::TenantId;
use serde_json::{Value, json};
use wire::admin::{IssuedCredential, NewCredential};

use super::{FORM, HELD, raw, raw::Raw};
use crate::harness::{Outcome, Person, Stage, claims, next, stage::BASE_DOMAIN};

pub const ALIASES: [&str; 2] = ["/connect/token", "/api/identity/connect/token"];

/// A client at hosts of the platform.
pub struct AtHosts<'a> {
    stage: &'a Stage,
    client: IssuedCredential,
}

/// A slug that no other test has.
pub fn new_slug() -> String {
    format!("clinic-{}-{}", std::process::id(), next())
}

/// The port of the stage, as it stands in a URL.
pub fn port(stage: &Stage) -> &str {
    stage.anonymous.base.trim_start_matches("http://").split_once(':').map_or("", |(_, port)| port)
}

/// The host of a tenant with this slug: of a live one, or below `sandbox.`.
pub fn host(stage: &Stage, slug: &str) -> String {
    format!("{slug}.{BASE_DOMAIN}:{}", port(stage))
}

async fn addresses(stage: &Stage, tenant: TenantId) -> Outcome<Value> {
    stage.operator.read(&format!("/api/operator/v1/tenants/{tenant}/addresses")).await
}

pub async fn set_slug(stage: &Stage, tenant: TenantId, slug: &str) -> Outcome {
    let revision = addresses(stage, tenant).await?["revision"].clone();
    let body = json!({"slug": slug, "keep_old_until": null, "revision": revision});
    let path = format!("/api/operator/v1/tenants/{tenant}/slug");
    stage.operator.put(&path, body).await?.ok(200)?;
    Ok(())
}

pub async fn close(stage: &Stage, tenant: TenantId, issuer: &str) -> Outcome {
    let revision = addresses(stage, tenant).await?["revision"].clone();
    let body = json!({"issuer": issuer, "at": null, "revision": revision});
    let path = format!("/api/operator/v1/tenants/{tenant}/addresses/close");
    stage.operator.post(&path, body).await?.ok(200)?;
    Ok(())
}

async fn open(stage: &Stage, tenant: TenantId, issuer: &str) -> Outcome {
    let revision = addresses(stage, tenant).await?["revision"].clone();
    let path = format!("/api/operator/v1/tenants/{tenant}/addresses/open");
    stage.operator.post(&path, json!({"issuer": issuer, "revision": revision})).await?.ok(200)?;
    Ok(())
}

impl<'a> AtHosts<'a> {
    /// A client of the tenant itself.
    pub async fn of(stage: &'a Stage, tenant: TenantId, admin: &Person) -> Outcome<Self> {
        let scopes = HELD.iter().map(|name| name.parse()).collect::<Result<_, _>>()?;
        let request = NewCredential { name: format!("Reporting {}", next()).into(), scopes, ends_at: None };
        let client = admin.call(admin::generate_credential(tenant, request)).await?.issued;
        Ok(Self { stage, client })
    }

    pub fn form(&self) -> String {
        let secret = self.client.client_secret.as_deref().unwrap_or_default();
        format!("grant_type=client_credentials&client_id={}&client_secret={secret}", self.client.client_id)
    }

    pub async fn ask(&self, host: &str, path: &str) -> Outcome<Raw> {
        post(self.stage, host, path, "", &self.form()).await
    }

    /// A token, and the issuer that it names.
    pub async fn token(&self, host: &str, path: &str) -> Outcome<(String, String)> {
        let answer = self.ask(host, path).await?;
        let body = answer.json()?;
        let token = body["access_token"].as_str().ok_or_else(|| format!("no token: {answer:?}"))?.to_owned();
        let issuer = claims(&token)?["iss"].as_str().ok_or("no iss")?.to_owned();
        Ok((token, issuer))
    }

    /// What `/oauth2/verify` answers about a token.
    pub async fn verified(&self, token: &str) -> Outcome<u16> {
        let path = format!("/oauth2/verify?api={}&environment=sandbox", demo_api::IDENTIFIER);
        let request = self.stage.anonymous.with(None).request(reqwest::Method::GET, &path).bearer_auth(token);
        Ok(self.stage.anonymous.send(request).await?.status)
    }

    /// What the demo API answers to a call with a token.
    async fn called(&self, token: &str) -> Outcome<u16> {
        let client = self.stage.anonymous.with(None);
        let request = client.request(reqwest::Method::GET, "/demo-api/v1/patients").bearer_auth(token);
        Ok(client.send(request).await?.status)
    }
}

/// Posts a form to a host; `head` holds further header lines.
pub async fn post(stage: &Stage, host: &str, path: &str, head: &str, form: &str) -> Outcome<Raw> {
    let head = format!("{FORM}{head}");
    raw::request_to(&stage.anonymous.base, host, "POST", path, &head, form.as_bytes()).await
}

pub async fn get(stage: &Stage, host: &str, path: &str) -> Outcome<Raw> {
    raw::request_to(&stage.anonymous.base, host, "GET", path, "", b"").await
}

/// Whether an answer says anything of a tenant.
pub fn tells_of(answer: &Raw, tenant: TenantId) -> bool {
    let whole = format!("{answer:?}");
    whole.contains(&tenant.to_string()) || whole.contains("Clinic")
}
