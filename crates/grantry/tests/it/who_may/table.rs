//! The table: an operation, whose it is, its own answer, and a request that gets it.

use std::pin::Pin;

use model::notice::NoticeKind;
use serde_json::json;
use wire::paths;

use crate::harness::{Outcome, Person, World, people::token_of};

use super::{
    personas::Whose,
    request::{Made, Request, plain},
    table_admin, table_developer, table_operator, table_webhooks,
};

pub type Making<'a> = Pin<Box<dyn Future<Output = Outcome<Request>> + 'a>>;

pub struct Row {
    pub method: &'static str,
    /// As the document has it.
    pub path: &'static str,
    pub whose: Whose,
    /// The status of its success.
    pub own: u16,
    pub make: for<'a> fn(&'a World<'a>) -> Making<'a>,
}

/// Rows: `method path whose status |world| what it makes`.
macro_rules! table {
    ($($method:literal $path:literal $whose:ident $own:literal |$world:ident| $make:expr;)*) => {
        vec![$(crate::who_may::table::Row {
            method: $method,
            path: $path,
            whose: crate::who_may::personas::Whose::$whose,
            own: $own,
            make: |$world| Box::pin(async move {
                let made: crate::who_may::request::Made = $make;
                Ok(crate::who_may::table::fill($method, $path, made, $world))
            }),
        }),*]
    };
}
pub(super) use table;

/// The world's own tenant, publisher, app, connection and credential, where the row names no other.
pub fn fill(method: &str, path: &str, made: Made, world: &World<'_>) -> Request {
    let usual = [
        ("publisher_id", world.publisher.id.to_string()),
        ("tenant_id", world.tenant.id.to_string()),
        ("app_id", world.app.id.to_string()),
        ("connection_id", world.connected.connection.id.to_string()),
        ("client_id", world.own.issued.client_id.to_string()),
    ];
    Request::new(method, path, made, &usual)
}

pub fn rows() -> Vec<Row> {
    let mut rows = account();
    rows.extend(table_developer::rows());
    rows.extend(table_admin::rows());
    rows.extend(table_operator::rows());
    rows.extend(token());
    rows.extend(demo());
    // Last: what a webhook hears of costs more.
    rows.extend(table_webhooks::rows());
    rows
}

async fn invitation(world: &World<'_>) -> Outcome<String> {
    let invited = world.tenant.invite(model::role::TenantRole::Viewer, &Person::new_email("guest")).await?;
    Ok(token_of(&invited.link).to_owned())
}

async fn password_link(world: &World<'_>) -> Outcome<String> {
    let person = world.tenant.join(model::role::TenantRole::Viewer).await?;
    let made: wire::operator::PasswordLink = world
        .stage
        .operator
        .create(&paths::operator::password_links(), json!({"email": person.me.email}))
        .await?;
    Ok(token_of(&made.link).to_owned())
}

/// What opens a one-time link to a secret.
async fn secret_link(world: &World<'_>) -> Outcome<String> {
    let made = world.tenant.secret_link(&world.tenant.generate(&["claims.read"]).await?.issued).await?;
    Ok(token_of(&made.link).to_owned())
}
/// Older than all that there are.
const NO_NOTICE: &str = "ntc_00000000000000000000000001";
const NO_TOKEN: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const NO_ACCESS_TOKEN: &str = "atk_00000000000000000000000001";
const NO_SESSION: &str = "ses_00000000000000000000000001";

fn account() -> Vec<Row> {
    table! {
        "POST" "/api/account/v1/session" Everybodys 200 |world| {
            let person = &world.tenant_viewer;
            // Whoever signs in takes the place of the session that they had.
            plain().json(json!({"email": person.me.email, "password": person.password})).ending_the_session()
        };
        // No sign-in waits for a code.
        "POST" "/api/account/v1/session/code" Everybodys 401 |_world| plain().json(json!({"code": "000000"}));
        "GET" "/api/account/v1/second-factor" SignedIns 200 |_world| plain();
        "POST" "/api/account/v1/second-factor" SignedIns 422 |_world| {
            plain().json(json!({"password": "a wrong pass phrase"}))
        };
        // No one has begun to set one up.
        "POST" "/api/account/v1/second-factor/confirm" SignedIns 409 |_world| plain().json(json!({"code": "000000"}));
        "POST" "/api/account/v1/second-factor/remove" SignedIns 422 |_world| {
            plain().json(json!({"password": "a wrong pass phrase", "code": "000000"}))
        };
        "POST" "/api/account/v1/second-factor/recovery-codes" SignedIns 422 |_world| {
            plain().json(json!({"code": "000000"}))
        };
        "GET" "/api/account/v1/session" SignedIns 200 |_world| plain();
        "DELETE" "/api/account/v1/session" SignedIns 204 |_world| plain().ending_the_session();
        // Each has sessions of their own: there is nothing of another's to end.
        "GET" "/api/account/v1/sessions" SignedIns 200 |_world| plain();
        "DELETE" "/api/account/v1/sessions/{session_id}" SignedIns 404 |_world| {
            plain().at("session_id", NO_SESSION)
        };
        "POST" "/api/account/v1/other-sessions/end" SignedIns 204 |world| {
            // The first who may has one to end.
            world.stage.operator.sign_in_again().await?;
            plain()
        };
        "GET" "/api/account/v1/access-tokens" SignedIns 200 |_world| plain();
        "POST" "/api/account/v1/access-tokens" SignedIns 201 |_world| {
            plain().json(json!({"name": "Nightly sync", "scopes": ["read"], "days": 30, "networks": []}))
        };
        // Each has tokens of their own: there is nothing of another's to end.
        "DELETE" "/api/account/v1/access-tokens/{access_token_id}" SignedIns 404 |_world| {
            plain().at("access_token_id", NO_ACCESS_TOKEN)
        };
        "POST" "/api/account/v1/invitations/look" Everybodys 200 |world| {
            plain().json(json!({"token": invitation(world).await?}))
        };
        "POST" "/api/account/v1/invitations/accept" Everybodys 200 |world| {
            let password = Person::new_password();
            let body = json!({"token": invitation(world).await?, "name": "Guest", "password": password});
            plain().json(body).ending_the_session()
        };
        "POST" "/api/account/v1/password-links/look" Everybodys 200 |world| {
            plain().json(json!({"token": password_link(world).await?}))
        };
        "POST" "/api/account/v1/password-links/use" Everybodys 200 |world| {
            let body = json!({"token": password_link(world).await?, "password": Person::new_password()});
            plain().json(body).ending_the_session()
        };
        "POST" "/api/account/v1/password-resets" Everybodys 202 |_world| {
            plain().json(json!({"email": Person::new_email("lost")}))
        };
        // Each has a password of their own, which the table does not know.
        "POST" "/api/account/v1/password" SignedIns 422 |_world| {
            let new = Person::new_password();
            plain().json(json!({"current_password": "a wrong pass phrase", "new_password": new}))
        };
        // Each has another name, and the stage keeps it.
        "PUT" "/api/account/v1/name" SignedIns 422 |_world| {
            plain().json(json!({"before": "Hanna Quill", "name": " "}))
        };
        "POST" "/api/account/v1/address-changes" SignedIns 422 |_world| {
            plain().json(json!({"email": Person::new_email("new"), "password": "a wrong pass phrase"}))
        };
        // The token is in a mail alone.
        "POST" "/api/account/v1/address-changes/look" Everybodys 404 |_world| {
            plain().json(json!({"token": NO_TOKEN}))
        };
        "POST" "/api/account/v1/address-changes/use" Everybodys 404 |_world| {
            plain().json(json!({"token": NO_TOKEN, "password": "a wrong pass phrase"}))
        };
        "POST" "/api/account/v1/secret-links/look" Everybodys 200 |world| {
            plain().json(json!({"token": secret_link(world).await?}))
        };
        "POST" "/api/account/v1/secret-links/open" Everybodys 200 |world| {
            plain().json(json!({"token": secret_link(world).await?}))
        };
        "GET" "/api/account/v1/notices" SignedIns 200 |_world| plain();
        "GET" "/api/account/v1/notices/unread" SignedIns 200 |_world| plain();
        // Each has notices and settings of their own: of another's one finds nothing, and a revision that no one has is taken.
        "POST" "/api/account/v1/notices/{notice_id}/read" SignedIns 404 |_world| plain().at("notice_id", NO_NOTICE);
        "POST" "/api/account/v1/notices/read" SignedIns 204 |_world| plain().json(json!({"newest": NO_NOTICE}));
        "GET" "/api/account/v1/notices/settings" SignedIns 200 |_world| plain();
        "PUT" "/api/account/v1/notices/settings" SignedIns 412 |_world| {
            let choice = |kind: &NoticeKind| json!({"kind": kind, "mail": "daily"});
            let choices: Vec<_> = NoticeKind::ALL.iter().map(choice).collect();
            plain().json(json!({"revision": 999_999, "choices": choices}))
        };
        "POST" "/api/account/v1/found-secrets" Everybodys 202 |world| {
            let found = world.tenant.generate(&["claims.read"]).await?.issued;
            plain().json(json!({"secret": found.client_secret}))
        };
        "GET" "/api/account/v1/apps/{app_id}/tenants" AdminsAnywhere 200 |_world| plain();
    }
}

/// A form that proves who the connected app is.
fn grant(world: &World<'_>) -> Vec<(&'static str, String)> {
    let partner = &world.partner;
    vec![
        ("grant_type", "client_credentials".into()),
        ("client_id", partner.client_id.clone()),
        ("client_secret", partner.client_secret.clone()),
    ]
}

/// The same for an app that is connected to the publisher's sandbox.
async fn sandbox_grant(world: &World<'_>) -> Outcome<Vec<(&'static str, String)>> {
    let (publisher, sandbox) = (&world.publisher, world.publisher.sandbox);
    let app = publisher.app(sandbox, &["patients.read"], &[]).await?;
    let allowed = crate::harness::organisations::allow_at(&publisher.owner, sandbox, app.id, &[]).await?;
    Ok(vec![
        ("grant_type", "client_credentials".into()),
        ("client_id", allowed.credential.client_id.to_string()),
        ("client_secret", allowed.credential.client_secret.unwrap_or_default()),
    ])
}

/// What a proxy before the demo API asks.
const VERIFY: &str = "?api=https%3A%2F%2Fpractice-api.grantry.example%2Fv1&scope=patients.read";

/// A client's form, to give a token back that was none.
fn revocation(mut form: Vec<(&'static str, String)>) -> Vec<(&'static str, String)> {
    form.retain(|(name, _)| name.starts_with("client_"));
    form.push(("token", "x".into()));
    form
}

fn token() -> Vec<Row> {
    table! {
        "POST" "/oauth2/token" TokenEndpoint 200 |world| plain().form(grant(world));
        "POST" "/t/{tenant_id}/oauth2/token" TokenEndpoint 200 |world| plain().form(grant(world));
        "POST" "/sandbox/t/{tenant_id}/oauth2/token" TokenEndpoint 200 |world| {
            plain().at("tenant_id", world.publisher.sandbox).form(sandbox_grant(world).await?)
        };
        "POST" "/oauth2/revoke" TokenEndpoint 200 |world| plain().form(revocation(grant(world)));
        "POST" "/t/{tenant_id}/oauth2/revoke" TokenEndpoint 200 |world| plain().form(revocation(grant(world)));
        "POST" "/sandbox/t/{tenant_id}/oauth2/revoke" TokenEndpoint 200 |world| {
            plain().at("tenant_id", world.publisher.sandbox).form(revocation(sandbox_grant(world).await?))
        };
        "POST" "/oauth2/introspect" ResourceServers 401 |_world| plain().form(vec![("token", "x".into())]);
        "POST" "/t/{tenant_id}/oauth2/introspect" ResourceServers 401 |_world| {
            plain().form(vec![("token", "x".into())])
        };
        "POST" "/sandbox/t/{tenant_id}/oauth2/introspect" ResourceServers 401 |world| {
            plain().at("tenant_id", world.publisher.sandbox).form(vec![("token", "x".into())])
        };
        "GET" "/oauth2/feed" ResourceServers 401 |_world| plain();
        "GET" "/oauth2/verify" ClientsWithScope 200 |_world| plain().asking(VERIFY);
        "GET" "/.well-known/oauth-protected-resource/{api_id}" Everybodys 200 |world| {
            plain().at("api_id", table_operator::api(world).await?.id)
        };
        "GET" "/oauth2/jwks" Everybodys 200 |_world| plain();
        "GET" "/t/{tenant_id}/oauth2/jwks" Everybodys 200 |_world| plain();
        "GET" "/t/{tenant_id}/.well-known/oauth-authorization-server" Everybodys 200 |_world| plain();
        "GET" "/sandbox/oauth2/jwks" Everybodys 200 |_world| plain();
        "GET" "/sandbox/t/{tenant_id}/oauth2/jwks" Everybodys 200 |world| {
            plain().at("tenant_id", world.publisher.sandbox)
        };
        "GET" "/sandbox/t/{tenant_id}/.well-known/oauth-authorization-server" Everybodys 200 |world| {
            plain().at("tenant_id", world.publisher.sandbox)
        };
    }
}

/// A patient of the world's tenant.
async fn patient(world: &World<'_>) -> Outcome<String> {
    let token = world.partner.token().await?;
    let patients: serde_json::Value = world.partner.call(&token, "/patients").await?.ok(200)?.json()?;
    Ok(patients["items"][0]["id"].as_str().ok_or("no patient")?.to_owned())
}

fn demo() -> Vec<Row> {
    table! {
        "GET" "/demo-api/v1/patients" ClientsWithScope 200 |_world| plain();
        "GET" "/demo-api/v1/patients/{patient_id}" ClientsWithScope 200 |world| {
            plain().at("patient_id", patient(world).await?)
        };
        "GET" "/demo-api/v1/appointments" ClientsWithScope 200 |_world| plain();
        "POST" "/demo-api/v1/appointments" ClientsWithScope 201 |world| plain().json(json!({
            "patient_id": patient(world).await?, "starts_at": "2027-03-01T09:30:00Z", "minutes": 30,
            "reason": "Follow-up",
        }));
    }
}
