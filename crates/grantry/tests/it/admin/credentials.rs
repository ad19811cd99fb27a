use std::time::Duration;

use serde_json::json;
use wire::{
    activity::Activity,
    admin::{Credential, GeneratedCredential, IssuedCredential},
    page::Page,
    problem::ProblemCode,
};

use crate::harness::{Outcome, Partner, Stage, claims, on_both, soon, timed_on_both, within_a_second};

on_both! {
    shared: generated_and_used wrong_requests_are_refused another_tenants_are_not_there;
}

timed_on_both! {
    shared: regenerated deleted ended_as_they_were_generated;
}

async fn generated_and_used(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let made: GeneratedCredential = tenant.generate(&["patients.read", "claims.read"]).await?;
    assert_eq!(made.issued.scope, "claims.read patients.read");
    assert_eq!(made.credential.created_by_id, tenant.owner.me.id);
    let partner = Partner::new(&stage.anonymous, &made.issued);
    let token = partner.token().await?;
    partner.call(&token, "/patients").await?.ok(200)?;
    partner.call(&token, "/appointments").await?.ok(403)?;
    let claims = claims(&token)?;
    assert_eq!(
        (claims["tenant_id"].as_str(), claims.get("connection_id")),
        (Some(tenant.id.to_string().as_str()), None)
    );

    let listed = tenant.owner.get(&tenant.at("/credentials")).await?.ok(200)?;
    let listed: Page<Credential> = listed.json()?;
    let client = &listed.items[0].client;
    assert_eq!(client.client_id, made.issued.client_id);
    assert_eq!(client.created_by, tenant.owner.me.name);
    assert!(made.issued.client_secret.unwrap_or_default().ends_with(&client.secrets[0].hint));
    assert_eq!(client.regenerated_at, None);
    Ok(())
}

async fn regenerated(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let made = tenant.generate(&["patients.read"]).await?;
    let old = Partner::new(&stage.anonymous, &made.issued);
    let token = old.token().await?;
    let path = tenant.at(&format!("/credentials/{}", made.issued.client_id));
    let issued: IssuedCredential = tenant.owner.act(&format!("{path}/regenerate-secret")).await?;
    within_a_second(async || Ok(!old.gets_token().await? && !old.is_alive(&token).await?)).await?;
    let new = Partner::new(&stage.anonymous, &issued);
    assert!(new.is_alive(&new.token().await?).await?);
    let seen: Credential = tenant.owner.read(&path).await?;
    assert_eq!(seen.client.regenerated_by.as_deref(), Some(tenant.owner.me.name.as_str()));
    // Twice: the generation goes on.
    let token = new.token().await?;
    tenant.owner.act::<IssuedCredential>(&format!("{path}/regenerate-secret")).await?;
    within_a_second(async || Ok(!new.gets_token().await? && !new.is_alive(&token).await?)).await
}

async fn deleted(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let made = tenant.generate(&["patients.read"]).await?;
    let partner = Partner::new(&stage.anonymous, &made.issued);
    let token = partner.token().await?;
    let path = tenant.at(&format!("/credentials/{}", made.issued.client_id));
    let wrong = json!({"confirmation": "something else"});
    assert_eq!(tenant.owner.post(&format!("{path}/delete"), wrong).await?.wrong_fields()?, ["confirmation"]);
    assert!(partner.gets_token().await?);
    let right = json!({"confirmation": made.credential.name});
    tenant.owner.post(&format!("{path}/delete"), &right).await?.ok(204)?;
    within_a_second(async || Ok(!partner.gets_token().await? && !partner.is_alive(&token).await?)).await?;
    tenant.owner.get(&path).await?.ok(404)?;
    tenant.owner.verb(&format!("{path}/regenerate-secret")).await?.ok(404)?;
    tenant.owner.post(&format!("{path}/delete"), &right).await?.ok(404)?;
    let listed: Page<Credential> = tenant.owner.read(&tenant.at("/credentials")).await?;
    assert!(listed.items.is_empty());
    Ok(())
}

async fn wrong_requests_are_refused(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let path = tenant.at("/credentials");
    for (body, wrong) in [
        (json!({"name": "", "scopes": []}), vec!["name", "scopes"]),
        (json!({"name": "x".repeat(81), "scopes": ["claims.read"]}), vec!["name"]),
        (
            json!({"name": "a", "scopes": ["claims.read", "no.such", "claims.read"]}),
            vec!["scopes[1]", "scopes[2]"],
        ),
        (json!({"name": "a", "scopes": ["claims.read"], "ends_at": soon(-1000)}), vec!["ends_at"]),
    ] {
        assert_eq!(tenant.owner.post(&path, body).await?.wrong_fields()?, wrong);
    }
    let listed: Page<Credential> = tenant.owner.read(&path).await?;
    assert!(listed.items.is_empty(), "what was refused made nothing");
    Ok(())
}

async fn ended_as_they_were_generated(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let end = soon(4_000);
    let made = tenant.generate_until(&["claims.read"], end).await?;
    assert_eq!((made.credential.ends_at, made.credential.stops.len()), (end, 0));
    let partner = Partner::new(&stage.anonymous, &made.issued);
    let token = partner.token().await?;
    let (expires, end) = (claims(&token)?["exp"].as_i64(), end.map(|end| end.timestamp()));
    assert!(expires <= end, "{expires:?} {end:?}");
    let history: Page<Activity> = tenant.owner.read(&tenant.at("/activity")).await?;
    let told = history.items.into_iter().find(|one| one.action.as_str() == "credential.created");
    let detail = told.and_then(|told| told.detail).unwrap_or_default();
    assert!(detail.contains(" until "), "{detail}");

    tokio::time::sleep(Duration::from_secs(4)).await;
    within_a_second(async || Ok(!partner.gets_token().await? && !partner.is_alive(&token).await?)).await?;
    let path = tenant.at(&format!("/credentials/{}", made.issued.client_id));
    let seen: Credential = tenant.owner.read(&path).await?;
    let stops: Vec<_> = seen.stops.iter().map(|stop| stop.by.as_str()).collect();
    assert_eq!(stops, ["end_date"]);
    Ok(())
}

/// Nor is a connection's credential one of the organisation's own.
async fn another_tenants_are_not_there(stage: &Stage) -> Outcome {
    let (tenant, other, publisher) = (stage.tenant().await?, stage.tenant().await?, stage.publisher().await?);
    let made = tenant.generate(&["claims.read"]).await?;
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let connected = tenant.allow(app.id, &[]).await?;
    for (who, at, id) in [
        (&other.owner, other.at("/credentials"), made.issued.client_id),
        (&tenant.owner, tenant.at("/credentials"), connected.credential.client_id),
    ] {
        who.get(&format!("{at}/{id}")).await?.ok(404)?.problem(ProblemCode::NotFound)?;
        who.verb(&format!("{at}/{id}/regenerate-secret")).await?.ok(404)?;
        who.post(&format!("{at}/{id}/delete"), json!({"confirmation": "x"})).await?.ok(404)?;
    }
    assert!(Partner::new(&stage.anonymous, &made.issued).gets_token().await?);
    Ok(())
}
