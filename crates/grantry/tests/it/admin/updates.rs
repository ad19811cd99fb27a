//! A new version: narrowing acts at once, widening waits for the admin.

use wire::{
    activity::Activity,
    admin::{Connection, ConnectionSummary},
    page::Page,
    problem::ProblemCode,
    updates::UpdateReview,
};

use crate::harness::{
    Outcome, Partner, Stage, answering, claims, on_both, timed_on_both, wanted, within_a_second,
};

on_both! {
    shared: accepting_is_bound_to_the_version what_is_left_out_is_asked_about_as_it_was_answered
        a_version_without_what_it_requires_is_not_taken_up;
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
    let update: UpdateReview = tenant.owner.read(&format!("{path}/update")).await?;
    assert_eq!((update.review.version, update.accepted_version), (2, 1));
    assert_eq!(standings(&update), ["appointments.read new", "claims.read new", "patients.read held"]);
    let body = answering(2, &[("appointments.read", "grant"), ("claims.read", "grant")]);
    let accepted = tenant.owner.post(&format!("{path}/update"), body).await?.ok(200)?;
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
    let path = tenant.connection(allowed.connection.id, "/update");
    let stale = tenant.owner.post(&path, answering(2, &[])).await?.ok(409)?;
    assert_eq!(stale.problem(ProblemCode::VersionChanged)?.current_version, Some(3));
    let beyond = answering(3, &[("claims.change", "grant"), ("claims.read", "grant")]);
    assert_eq!(tenant.owner.post(&path, beyond).await?.wrong_fields()?, ["answers[1].name"]);
    let twice = answering(3, &[("claims.change", "grant"), ("claims.change", "never")]);
    assert_eq!(tenant.owner.post(&path, twice).await?.wrong_fields()?, ["answers[1].name"]);
    assert_eq!(tenant.owner.post(&path, answering(3, &[])).await?.wrong_fields()?, ["answers"]);
    let granted = answering(3, &[("claims.change", "grant")]);
    tenant.owner.post(&path, &granted).await?.ok(200)?;
    tenant.owner.post(&path, &granted).await?.ok(409)?.problem(ProblemCode::InvalidTransition)?;
    Ok(())
}

/// Each scope with how it stands, by name.
fn standings(update: &UpdateReview) -> Vec<String> {
    let mut all: Vec<_> =
        update.standings.iter().map(|one| format!("{} {}", one.name, one.standing)).collect();
    all.sort();
    all
}

async fn what_is_left_out_is_asked_about_as_it_was_answered(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &["claims.delete"]).await?;
    let id = tenant.allow(app.id, &[]).await?.connection.id;
    let path = tenant.connection(id, "/update");
    let optional = ["claims.delete", "appointments.read", "claims.read", "claims.change"];
    publisher.publish(app.id, 1, wanted(&["patients.read"], &optional)).await?;
    let answers = answering(
        2,
        &[("appointments.read", "grant"), ("claims.read", "not_now"), ("claims.change", "never")],
    );
    let after: Connection = tenant.owner.post(&path, answers).await?.ok(200)?.json()?;
    assert_eq!((after.version, after.left_version), (2, 0));
    let left: Vec<_> = after.not_granted.iter().map(|scope| scope.name.as_str()).collect();
    assert_eq!(left, ["claims.delete", "claims.read", "claims.change"], "in the developer's order");
    let history: Page<Activity> = tenant.owner.read(&tenant.connection(id, "/activity")).await?;
    let told = history.items[0].detail.as_deref().ok_or("no detail")?;
    for words in ["new: May read (appointments.read)", "not now: ", "never: "] {
        assert!(told.contains(words), "{told}");
    }

    let more = ["claims.delete", "appointments.read", "claims.read", "claims.change", "patients.change"];
    publisher.publish(app.id, 2, wanted(&["patients.read"], &more)).await?;
    let update: UpdateReview = tenant.owner.read(&path).await?;
    assert_eq!(
        standings(&update),
        [
            "appointments.read held",
            "claims.change never",
            "claims.delete left_out",
            "claims.read left_out",
            "patients.change new",
            "patients.read held",
        ]
    );
    let never = update.standings.iter().find(|one| one.name.as_str() == "claims.change").ok_or("gone")?;
    assert_eq!((never.version, never.answered_by.as_ref()), (Some(2), Some(&tenant.owner.me.name)));
    // Only what is new must be answered; a mind may change about the rest.
    let answers = answering(3, &[("patients.change", "not_now"), ("claims.change", "grant")]);
    let after: Connection = tenant.owner.post(&path, answers).await?.ok(200)?.json()?;
    let mut granted = after.granted.iter().flat_map(|api| &api.scopes);
    assert!(granted.any(|scope| scope.name.as_str() == "claims.change"));
    Ok(())
}

async fn a_version_without_what_it_requires_is_not_taken_up(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let id = allowed.connection.id;
    let partner = Partner::new(&stage.anonymous, &allowed.credential);
    let before = partner.token().await?;
    publisher.publish(app.id, 1, wanted(&["patients.read", "claims.read"], &["claims.change"])).await?;
    let path = tenant.connection(id, "/update");
    let mixed = answering(2, &[("claims.read", "not_now"), ("claims.change", "grant")]);
    assert_eq!(tenant.owner.post(&path, mixed).await?.wrong_fields()?, ["answers[1].answer"]);
    let none = answering(2, &[("claims.read", "not_now"), ("claims.change", "never")]);
    let after: Connection = tenant.owner.post(&path, none).await?.ok(200)?.json()?;
    assert_eq!((after.version, after.left_version, after.latest_version), (1, 2, 2));
    assert!(partner.is_alive(&before).await?, "its access is as it was");
    assert_eq!(partner.error(Some("claims.read")).await?, "400 invalid_scope");
    let history: Page<Activity> = tenant.owner.read(&tenant.connection(id, "/activity")).await?;
    assert_eq!(history.items[0].action.as_str(), "connection.update_left");
    // The same version may be taken up later.
    let after: Connection =
        tenant.owner.post(&path, answering(2, &[("claims.read", "grant")])).await?.ok(200)?.json()?;
    assert_eq!(after.version, 2);
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
