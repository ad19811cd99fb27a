use wire::{developer::Connection, page::Page, problem::ProblemCode};

use crate::harness::{Outcome, Partner, Stage, on_both, timed_on_both, within_a_second};

on_both! { shared: a_developer_sees_states_and_never_secrets another_publishers_are_not_there; }
timed_on_both! { shared: a_developers_pause_stops_and_lifts; }

async fn a_developer_sees_states_and_never_secrets(stage: &Stage) -> Outcome {
    let (publisher, tenant, other) = (stage.publisher().await?, stage.tenant().await?, stage.tenant().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &["claims.read"]).await?;
    publisher.target(app.id, other.id).await?;
    let second = publisher.app(tenant.id, &["claims.read"], &[]).await?;
    tenant.allow(app.id, &[]).await?;
    other.allow(app.id, &["claims.read"]).await?;
    tenant.allow(second.id, &[]).await?;

    let of_app =
        publisher.owner.get(&publisher.at(&format!("/apps/{}/connections", app.id))).await?.ok(200)?;
    for secret in ["\"client_secret\":", "gts_"] {
        assert!(!of_app.body.contains(secret), "{secret}");
    }
    let of_app: Page<Connection> = of_app.json()?;
    let seen: Vec<_> = of_app.items.iter().map(|one| (one.tenant_id, one.not_granted.len())).collect();
    assert_eq!(seen, [(other.id, 0), (tenant.id, 1)]);
    let of_all: Page<Connection> = publisher.owner.read(&publisher.at("/connections")).await?;
    assert_eq!(of_all.items.len(), 3);
    let one: Connection =
        publisher.owner.read(&publisher.at(&format!("/connections/{}", of_all.items[0].id))).await?;
    assert_eq!(one, of_all.items[0]);
    Ok(())
}

async fn a_developers_pause_stops_and_lifts(stage: &Stage) -> Outcome {
    let (publisher, tenant) = (stage.publisher().await?, stage.tenant().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let partner = Partner::new(&stage.anonymous, &allowed.credential);
    let token = partner.token().await?;
    let path = publisher.at(&format!("/connections/{}", allowed.connection.id));
    let paused: Connection = publisher.owner.act(&format!("{path}/pause")).await?;
    assert_eq!(paused.paused_by.iter().map(|by| by.as_str()).collect::<Vec<_>>(), ["developer"]);
    within_a_second(async || Ok(!partner.gets_token().await? && !partner.is_alive(&token).await?)).await?;
    let not_theirs =
        tenant.owner.verb(&tenant.connection(allowed.connection.id, "/resume")).await?.ok(409)?;
    not_theirs.problem(ProblemCode::InvalidTransition)?;
    publisher.owner.act::<Connection>(&format!("{path}/resume")).await?;
    within_a_second(async || partner.gets_token().await).await?;
    publisher
        .owner
        .verb(&format!("{path}/resume"))
        .await?
        .ok(409)?
        .problem(ProblemCode::InvalidTransition)?;
    Ok(())
}

async fn another_publishers_are_not_there(stage: &Stage) -> Outcome {
    let (publisher, other, tenant) =
        (stage.publisher().await?, stage.publisher().await?, stage.tenant().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let path = other.at(&format!("/connections/{}", allowed.connection.id));
    other.owner.get(&path).await?.ok(404)?;
    for verb in ["pause", "resume"] {
        other.owner.verb(&format!("{path}/{verb}")).await?.ok(404)?.problem(ProblemCode::NotFound)?;
    }
    assert!(Partner::new(&stage.anonymous, &allowed.credential).gets_token().await?);
    Ok(())
}
