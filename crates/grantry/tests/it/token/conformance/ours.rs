//! Grantry as a target: a tenant's issuer, and clients of every kind.

use serde_json::{Value, json};
use wire::{admin::IssuedCredential, catalogue::Api, operator::RegisteredResourceServer, page::Page, paths};

use super::hosts::Hosts;
use super::keys::Key;
use super::target::{Secret, Signer, Target};
use super::workloads::Workloads;
use crate::harness::{Outcome, Publisher, Stage, Tenant, change_of, next};
use crate::token::{HELD, NOT_HELD};

/// What only our product has.
pub struct Ours<'a> {
    pub stage: &'a Stage,
    pub tenant: Tenant,
    pub publisher: Publisher,
    /// Holds scopes of the demo API and of another one.
    pub of_two_apis: Secret,
    /// Verifies the other API's tokens.
    pub other_server: Secret,
    pub opaque: Special,
    pub rs256: Special,
    /// SMART Backend Services, by ES384 and by RS384.
    pub smart: [Signer; 2],
    /// Holds a scope of the same API, and has a secret.
    pub smart_by_secret: Secret,
    /// Its registered key names no algorithm.
    pub ed25519: Signer,
    pub hosts: Hosts<'a>,
    pub workloads: Workloads<'a>,
}

/// A client of an API with a token format of its own, and a verifier of that API.
pub struct Special {
    pub client: Secret,
    pub server: Secret,
}

const OTHER: &str = "https://claims.example/v1";

pub async fn target(stage: &Stage) -> Outcome<Target<'_>> {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &HELD, &[NOT_HELD]).await?;
    let client = secret(&tenant.allow(app.id, &[]).await?.credential)?;
    let neighbour = secret(&tenant.generate(&HELD).await?.issued)?;
    let of_two_apis = secret(&tenant.generate(&["patients.read", "claims.read"]).await?.issued)?;
    let base = stage.server().base.clone();
    let path = format!("/t/{}", tenant.id);
    let smart = api(stage, json!({}), "system.read").await?;
    // From before the API took signed requests alone; since then its scopes are given to no client with a secret.
    let smart_by_secret = secret(&tenant.generate(&[&smart.scope]).await?.issued)?;
    turn_smart(stage, &smart.api).await?;
    let signer = signer(&publisher, &tenant, Key::es256()?, &HELD).await?;
    let other_signer = self::signer(&publisher, &tenant, Key::es256()?, &HELD).await?;
    let ours = Ours {
        of_two_apis,
        other_server: server(stage, &api_of(stage, OTHER).await?).await?,
        opaque: special(stage, &tenant, "opaque").await?,
        rs256: special(stage, &tenant, "RS256").await?,
        smart: [
            self::signer(&publisher, &tenant, Key::es384()?, &[&smart.scope]).await?,
            self::signer(&publisher, &tenant, Key::rs384()?, &[&smart.scope]).await?,
        ],
        smart_by_secret,
        ed25519: self::signer(&publisher, &tenant, Key::ed25519()?, &HELD).await?,
        hosts: Box::pin(Hosts::on(stage, &publisher)).await?,
        workloads: Box::pin(Workloads::on(stage)).await?,
        stage,
        tenant,
        publisher,
    };
    Ok(Target {
        issuer: format!("{base}{path}"),
        token: format!("{path}/oauth2/token"),
        introspection: format!("{path}/oauth2/introspect"),
        revocation: format!("{path}/oauth2/revoke"),
        jwks: format!("{path}/oauth2/jwks"),
        metadata: format!("/.well-known/oauth-authorization-server{path}"),
        in_body: client.clone(),
        client,
        neighbour,
        signer,
        other_signer,
        resource_server: server(stage, &api_of(stage, demo_api::IDENTIFIER).await?).await?,
        introspectable: "",
        held: HELD,
        not_held: NOT_HELD,
        resource: demo_api::IDENTIFIER.to_owned(),
        ours: Some(ours),
        base,
    })
}

pub fn secret(issued: &IssuedCredential) -> Outcome<Secret> {
    let secret = issued.client_secret.clone().ok_or("no secret")?;
    Ok(Secret { id: issued.client_id.to_string(), secret })
}

/// A keyless app with this key, allowed by the tenant.
pub async fn signer(publisher: &Publisher, tenant: &Tenant, key: Key, scopes: &[&str]) -> Outcome<Signer> {
    let credential = publisher.keyless(tenant, json!({"jwks": {"keys": [key.jwk]}}), scopes).await?;
    Ok(Signer { id: credential.client_id.to_string(), key })
}

async fn special(stage: &Stage, tenant: &Tenant, format: &str) -> Outcome<Special> {
    let made = api(stage, json!({"token_format": format}), "images.read").await?;
    let client = secret(&tenant.generate(&[&made.scope]).await?.issued)?;
    Ok(Special { client, server: server(stage, &made.api).await? })
}

struct Made {
    api: Api,
    scope: String,
}

/// A new API with one scope, named after `scope`.
async fn api(stage: &Stage, more: Value, scope: &str) -> Outcome<Made> {
    let number = next();
    let identifier = format!("https://conformance{number}.example/v1");
    let body =
        super::keys::with(json!({"identifier": identifier, "name": format!("Imaging {number}")}), more);
    let api: Api = stage.operator.create(&paths::operator::apis(), body).await?;
    let scope = format!("c{number}.{scope}");
    let body = json!({
        "name": scope, "title": "Read images", "sentence": "Can read images.", "action": "read",
        "sensitivity": "sensitive",
    });
    let path = paths::operator::scopes(api.id);
    stage.operator.create::<wire::catalogue::Scope>(&path, body).await?;
    Ok(Made { api, scope })
}

async fn turn_smart(stage: &Stage, api: &Api) -> Outcome {
    let body = change_of(api, json!({"token_lifetime": 300, "smart_backend_services": true}));
    let changed = stage.operator.put(&paths::operator::api(api.id), body).await?;
    changed.ok(200)?;
    Ok(())
}

async fn api_of(stage: &Stage, identifier: &str) -> Outcome<Api> {
    let apis: Page<Api> = stage.operator.read(&paths::operator::apis()).await?;
    Ok(apis.items.into_iter().find(|api| api.identifier == identifier).ok_or("no such API")?)
}

async fn server(stage: &Stage, api: &Api) -> Outcome<Secret> {
    let path = paths::operator::resource_servers(api.id);
    let body = json!({"name": format!("Gateway {}", next())});
    let made: RegisteredResourceServer = stage.operator.create(&path, body).await?;
    Ok(Secret { id: made.resource_server.id.to_string(), secret: made.client_secret })
}
