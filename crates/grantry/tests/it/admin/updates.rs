//! A new version: narrowing acts at once, widening waits for the admin.

use serde_json::json;
use wire::{
    admin::{Connection, ConnectionSummary, Review},
    page::Page,
    problem::ProblemCode,
};

use crate::harness::{Outcome, Partner, Stage, claims, on_both, timed_on_both, wanted, within_a_second};

on_both! {
    shared: accepting_is_bound_to_the_version;
}

timed_on_both! {
    shared: narrowing_acts_at_once widening_needs_the_admin a_paused_connection_is_narrowed_too;
}

async fn narrowing_acts_at_once(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read", "appointments.read"], &[]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let partner = Partner::new(&stage.anonymous, &allowed.credential);
    let token = partner.token().await?;
    partner.call(&token, "/appointments").await?.ok(200)?;

    publisher.publish(app.id, 1, wanted(&["patients.read"], &[])).await?;
    within_a_second(async || {
        let gone = partner.error(Some("appointments.read")).await? == "400 invalid_scope";
        Ok(gone && !partner.is_alive(&token).await?)
    })
    .await?;
    let token = partner.token().await?;
    assert_eq!(claims(&token)?["scope"], "patients.read");
    partner.call(&token, "/patients").await?.ok(200)?;
    let seen: Connection = tenant.owner.read(&tenant.connection(allowed.connection.id, "")).await?;
    let granted: Vec<_> =
        seen.granted.iter().flat_map(|api| &api.scopes).map(|one| one.name.as_str()).collect();
    assert_eq!(granted, ["patients.read"]);
    Ok(())
}

async fn widening_needs_the_admin(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let partner = Partner::new(&stage.anonymous, &allowed.credential);
    let before = partner.token().await?;
    publisher.publish(app.id, 1, wanted(&["patients.read", "appointments.read"], &["claims.read"])).await?;
    assert_eq!(partner.error(Some("appointments.read")).await?, "400 invalid_scope");
    assert!(partner.is_alive(&before).await?, "who loses nothing goes on");
    let listed: Page<ConnectionSummary> = tenant.owner.read(&tenant.at("/connections")).await?;
    assert_eq!((listed.items[0].version, listed.items[0].latest_version), (1, 2));

    let path = tenant.connection(allowed.connection.id, "");
    let review: Review = tenant.owner.read(&format!("{path}/review")).await?;
    assert_eq!(review.version, 2);
    let body = json!({"version": 2, "optional_scopes": ["claims.read"]});
    let accepted = tenant.owner.post(&format!("{path}/accept"), body).await?.ok(200)?;
    let accepted: Connection = accepted.json()?;
    assert_eq!((accepted.version, accepted.latest_version), (2, 2));
    within_a_second(async || {
        Ok(claims(&partner.token().await?)?["scope"] == "appointments.read claims.read patients.read")
    })
    .await?;
    assert!(partner.is_alive(&before).await?, "the old token says less than the grant: it lives on");
    Ok(())
}

async fn accepting_is_bound_to_the_version(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    publisher.publish(app.id, 1, wanted(&["patients.read", "claims.read"], &[])).await?;
    publisher.publish(app.id, 2, wanted(&["patients.read", "claims.change"], &[])).await?;
    let path = tenant.connection(allowed.connection.id, "/accept");
    let stale = tenant.owner.post(&path, json!({"version": 2})).await?.ok(409)?;
    assert_eq!(stale.problem(ProblemCode::VersionChanged)?.current_version, Some(3));
    let beyond = json!({"version": 3, "optional_scopes": ["claims.read"]});
    assert_eq!(tenant.owner.post(&path, beyond).await?.wrong_fields()?, ["optional_scopes"]);
    tenant.owner.post(&path, json!({"version": 3})).await?.ok(200)?;
    tenant
        .owner
        .post(&path, json!({"version": 3}))
        .await?
        .ok(409)?
        .problem(ProblemCode::InvalidTransition)?;
    Ok(())
}

async fn a_paused_connection_is_narrowed_too(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read", "claims.read"], &[]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let path = tenant.connection(allowed.connection.id, "");
    tenant.owner.verb(&format!("{path}/pause")).await?.ok(200)?;
    publisher.publish(app.id, 1, wanted(&["patients.read"], &[])).await?;
    tenant.owner.verb(&format!("{path}/resume")).await?.ok(200)?;
    let partner = Partner::new(&stage.anonymous, &allowed.credential);
    within_a_second(async || partner.gets_token().await).await?;
    assert_eq!(claims(&partner.token().await?)?["scope"], "patients.read");
    Ok(())
}
