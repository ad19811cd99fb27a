//! The main job from an empty platform to the partner app's call, with the `oauth2` crate as the partner app.

use model::ids::{PublisherId, TenantId};
use oauth2::{
    AuthType, ClientId, ClientSecret, RequestTokenError, Scope, TokenResponse, TokenUrl,
    basic::{BasicClient, BasicErrorResponseType, BasicTokenType},
    reqwest::redirect::Policy,
};
use serde_json::json;
use wire::{
    admin::{Allowed, AvailableApp, Connection, IssuedCredential, Review},
    catalogue,
    developer::{self, App, AppVersion},
    operator::{CreatedPublisher, CreatedTenant},
    page::Page,
    paths,
};

use crate::harness::{Outcome, Partner, Person, Stage, details, timed_on_both, within_a_second};

timed_on_both! { fresh: from_nothing_to_a_call; }

async fn from_nothing_to_a_call(stage: &Stage) -> Outcome {
    let (tenant_id, admin) = the_operator_makes_a_tenant(stage).await?;
    let (publisher_id, developer) = the_operator_makes_a_publisher(stage).await?;

    let app = the_developer_publishes(&developer, publisher_id, tenant_id).await?;
    let allowed = the_admin_allows(&admin, tenant_id, &app).await?;
    the_partner_works(stage, &allowed.credential).await?;

    // The developer sees that it is connected, by which client, and no secret.
    let path = paths::developer::connection(publisher_id, allowed.connection.id);
    let seen = developer.get(&path).await?.ok(200)?;
    assert!(!seen.body.contains("gts_"), "{}", seen.body);
    let seen: developer::Connection = seen.json()?;
    assert_eq!(seen.state.as_str(), "active");
    let granted: Vec<_> = seen.granted.iter().map(|scope| scope.as_str()).collect();
    assert_eq!(granted.join(" "), allowed.credential.scope);

    // The admin turns it off, and the partner's token with it.
    let partner = Partner::new(&stage.anonymous, &allowed.credential);
    let token = partner.token().await?;
    admin.act::<Connection>(&paths::admin::pause(tenant_id, allowed.connection.id)).await?;
    within_a_second(async || Ok(!partner.is_alive(&token).await? && !partner.gets_token().await?)).await
}

async fn the_operator_makes_a_tenant(stage: &Stage) -> Outcome<(TenantId, Person)> {
    let body = json!({"name": "Harbour Clinic", "owner_email": "tessa@harbour.example"});
    let created: CreatedTenant = stage.operator.create(&paths::operator::tenants(), body).await?;
    let admin = Person::join(&stage.anonymous, &created.invited.link).await?;
    assert_eq!(admin.me.tenants[0].name, "Harbour Clinic");
    assert!(!admin.me.operator);
    Ok((created.tenant.id, admin))
}

async fn the_operator_makes_a_publisher(stage: &Stage) -> Outcome<(PublisherId, Person)> {
    let body =
        json!({"name": "Acme Health", "owner_email": "dan@acme.example", "website": "https://acme.example"});
    let created: CreatedPublisher = stage.operator.create(&paths::operator::publishers(), body).await?;
    let developer = Person::join(&stage.anonymous, &created.invited.link).await?;
    assert_eq!(developer.me.publishers[0].sandbox_tenant_id, created.publisher.sandbox_tenant_id);
    Ok((created.publisher.id, developer))
}

async fn the_developer_publishes(
    developer: &Person,
    publisher: PublisherId,
    tenant: TenantId,
) -> Outcome<App> {
    let catalogue: Vec<catalogue::Api> = developer.read(&paths::developer::catalogue(publisher)).await?;
    let names: Vec<_> =
        catalogue.iter().flat_map(|api| &api.scopes).map(|scope| scope.name.as_str()).collect();
    assert!(names.contains(&"patients.read") && names.contains(&"claims.delete"), "{names:?}");

    let app: App = developer.create(&paths::developer::apps(publisher), details("targeted")).await?;
    assert_eq!((app.state.as_str(), app.latest_version), ("draft", 0));
    let body = json!({
        "after_version": 0,
        "scopes": [
            {"name": "patients.read", "required": true, "reason": "We address patients by their name."},
            {"name": "appointments.read", "required": false, "reason": "We remind of appointments."},
            {"name": "appointments.change", "required": false, "reason": "Patients may confirm."},
        ],
        "note": "First version.",
    });
    let version: AppVersion = developer.create(&paths::developer::versions(publisher, app.id), body).await?;
    assert_eq!(version.number, 1);
    let target = json!({"tenant_id": tenant});
    developer.post(&paths::developer::targets(publisher, app.id), target).await?.ok(201)?;
    Ok(app)
}

async fn the_admin_allows(admin: &Person, tenant: TenantId, app: &App) -> Outcome<Allowed> {
    let available: Page<AvailableApp> = admin.read(&paths::admin::available_apps(tenant)).await?;
    assert_eq!(available.items.iter().map(|one| one.id).collect::<Vec<_>>(), [app.id]);
    let review: Review = admin.read(&paths::admin::available_app(tenant, app.id)).await?;
    assert_eq!((review.version, review.publisher.name.as_str()), (1, "Acme Health"));
    let scopes = &review.apis[0].scopes;
    assert_eq!(scopes.iter().map(|scope| scope.required).collect::<Vec<_>>(), [true, false, false]);
    assert_eq!(scopes[0].reason, "We address patients by their name.");

    let body = json!({"version": 1, "optional_scopes": ["appointments.read"]});
    let allowed: Allowed = admin.create(&paths::admin::allow(tenant, app.id), body).await?;
    assert_eq!(allowed.connection.not_granted.len(), 1);
    let secret = allowed.credential.client_secret.as_ref().ok_or("no secret")?;
    assert!(secret.starts_with("gts_") && secret.len() == 53, "the form that secret scanners know");

    // Shown once: afterwards a hint.
    let path = paths::admin::connection(tenant, allowed.connection.id);
    let again = admin.get(&path).await?.ok(200)?;
    assert!(!again.body.contains(secret.as_str()));
    let again: Connection = again.json()?;
    let client = again.client.ok_or("no client")?;
    assert_eq!(client.secrets.len(), 1);
    assert!(secret.ends_with(&client.secrets[0].hint) && client.secrets[0].hint.len() == 4);
    Ok(allowed)
}

/// Basic and form credentials; 200 with the scope, 403 without it, 401 without a token.
async fn the_partner_works(stage: &Stage, issued: &IssuedCredential) -> Outcome {
    let http = oauth2::reqwest::ClientBuilder::new().redirect(Policy::none()).build()?;
    for way in [AuthType::BasicAuth, AuthType::RequestBody] {
        let client = BasicClient::new(ClientId::new(issued.client_id.to_string()))
            .set_client_secret(ClientSecret::new(issued.client_secret.clone().unwrap_or_default()))
            .set_token_uri(TokenUrl::new(issued.token_endpoint.clone())?)
            .set_auth_type(way);
        let token = client.exchange_client_credentials().request_async(&http).await?;
        stage.anonymous.secrets.learn(token.access_token().secret());
        assert_eq!(token.token_type(), &BasicTokenType::Bearer);
        assert_eq!(token.expires_in().ok_or("no expires_in")?.as_secs(), 1200);
        let mut scopes: Vec<_> =
            token.scopes().ok_or("no scope")?.iter().map(|scope| scope.as_str()).collect();
        scopes.sort_unstable();
        assert_eq!(scopes.join(" "), issued.scope);

        let partner = Partner::new(&stage.anonymous, issued);
        let bearer = token.access_token().secret();
        partner.call(bearer, "/patients").await?.ok(200)?;
        partner.call(bearer, "/appointments").await?.ok(200)?;

        let narrow = client.exchange_client_credentials().add_scope(Scope::new("patients.read".into()));
        let narrow = narrow.request_async(&http).await?;
        stage.anonymous.secrets.learn(narrow.access_token().secret());
        let refused = partner.call(narrow.access_token().secret(), "/appointments").await?.ok(403)?;
        assert!(refused.header("www-authenticate").contains("error=\"insufficient_scope\""));

        for beyond in ["appointments.change", "claims.read", "no.such.scope"] {
            let asked = client.exchange_client_credentials().add_scope(Scope::new(beyond.into()));
            let Err(RequestTokenError::ServerResponse(error)) = asked.request_async(&http).await else {
                return Err(format!("{beyond} was granted").into());
            };
            assert_eq!(error.error(), &BasicErrorResponseType::InvalidScope, "{beyond}");
        }
        let stranger = client.set_client_secret(ClientSecret::new("gts_wrong".into()));
        let refused = stranger.exchange_client_credentials().request_async(&http).await;
        let Err(RequestTokenError::ServerResponse(error)) = refused else {
            return Err("a wrong secret was taken".into());
        };
        assert_eq!(error.error(), &BasicErrorResponseType::InvalidClient);
    }
    let anonymous = stage.anonymous.get("/demo-api/v1/patients").await?.ok(401)?;
    assert!(anonymous.header("www-authenticate").starts_with("Bearer"));
    assert!(
        !anonymous.header("www-authenticate").contains("error="),
        "RFC 6750 section 3.1: no error where no token"
    );
    Ok(())
}
