//! What an admin reads of the workload that signs in, and the move from the secret to it.

use serde_json::json;
use wire::{
    activity::Activity,
    admin::{Connection, Review},
    page::Page,
    problem::ProblemCode,
    updates::UpdateReview,
};

use crate::harness::{
    Outcome, Partner, Platform, Stage, on_both, timed_on_both, within_a_second,
    workload::{SUBJECT, SignedIn},
};

on_both! {
    shared: an_admin_reads_who_signs_in_and_no_secret_is_made another_workload_waits_for_the_admin
        a_secret_is_retired_only_once_the_workload_has_signed_in;
}

timed_on_both! {
    shared: a_retired_secret_stops_and_the_workload_goes_on another_workload_takes_over_when_it_is_accepted
        what_a_version_drops_is_gone_at_once;
}

/// A subject of another branch.
const OTHER: &str = "repo:acme/sync:ref:refs/heads/next";

async fn an_admin_reads_who_signs_in_and_no_secret_is_made(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let platform = Platform::allowed_on(stage).await?;
    let app = platform.app(&publisher, "workload", &tenant).await?;
    let review: Review = tenant.owner.read(&tenant.at(&format!("/available-apps/{}", app.id))).await?;
    let workload = review.workload.ok_or("no workload")?;
    let sentence = format!("Signs in as {}", platform.in_words());
    assert_eq!((workload.sentence.as_str(), workload.closed), (sentence.as_str(), false));
    assert_eq!(workload.claims[0].in_words, "repository acme/sync, branch main");

    let allowed = tenant.allow(app.id, &[]).await?;
    let credential = &allowed.credential;
    assert_eq!(credential.client_secret, None);
    assert!(credential.curl.contains("client_assertion=$WORKLOAD_TOKEN"), "{}", credential.curl);
    assert!(credential.curl.contains(&format!("client_id={}", credential.client_id)), "{}", credential.curl);
    let client = allowed.connection.client.ok_or("no client")?;
    assert_eq!((client.auth_method.as_str(), client.secrets.len()), ("workload_identity", 0));
    assert_eq!(allowed.connection.workload.map(|workload| workload.sentence), Some(sentence));
    let path = tenant.connection(allowed.connection.id, "/regenerate-secret");
    tenant.owner.verb(&path).await?.ok(409)?.problem(ProblemCode::Conflict)?;
    Ok(())
}

async fn another_workload_waits_for_the_admin(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let platform = Platform::allowed_on(stage).await?;
    let app = platform.app(&publisher, "workload", &tenant).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    platform.publish(&publisher, &app, 1, Some(OTHER)).await?;
    let path = tenant.connection(allowed.connection.id, "");
    let seen: Connection = tenant.owner.read(&path).await?;
    assert!(seen.workload.is_some_and(|workload| workload.sentence.contains("branch main")));
    let update: UpdateReview = tenant.owner.read(&format!("{path}/update")).await?;
    assert!(update.accepted_workload.is_some_and(|workload| workload.sentence.contains("branch main")));
    assert!(update.review.workload.is_some_and(|workload| workload.sentence.contains("branch next")));
    platform.ask(stage, &allowed, SUBJECT).await?.ok(200)?;
    platform.ask(stage, &allowed, OTHER).await?.ok(401)?;
    Ok(())
}

async fn another_workload_takes_over_when_it_is_accepted(stage: &Stage) -> Outcome {
    let SignedIn { tenant, publisher, platform, app, allowed, token, partner } =
        SignedIn::on(stage, "workload").await?;
    platform.publish(&publisher, &app, 1, Some(OTHER)).await?;
    let accept = tenant.connection(allowed.connection.id, "/update");
    tenant.owner.post(&accept, json!({"version": 2})).await?.ok(200)?;
    within_a_second(async || {
        let taken = platform.ask(stage, &allowed, OTHER).await?.status == 200;
        let refused = platform.ask(stage, &allowed, SUBJECT).await?.status == 401;
        Ok(taken && refused && !partner.is_alive(&token).await?)
    })
    .await
}

async fn a_secret_is_retired_only_once_the_workload_has_signed_in(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let platform = Platform::allowed_on(stage).await?;
    let app = platform.app(&publisher, "admin_shares", &tenant).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    assert!(allowed.credential.client_secret.is_some());
    let at = |rest: &str| tenant.connection(allowed.connection.id, rest);
    tenant.owner.verb(&at("/retire-secret")).await?.ok(409)?.problem(ProblemCode::Conflict)?;
    for days in [0, 366] {
        let body = json!({"days": days, "before": null});
        assert_eq!(tenant.owner.put(&at("/secret-retirement"), body).await?.wrong_fields()?, ["days"]);
    }
    let set: Connection =
        tenant.owner.change(&at("/secret-retirement"), json!({"days": 30, "before": null})).await?;
    let stale = json!({"days": 60, "before": null});
    tenant.owner.put(&at("/secret-retirement"), stale).await?.ok(412)?.problem(ProblemCode::LostRace)?;
    assert_eq!(set.client.and_then(|client| client.secret_retires_after_days), Some(30));
    let history: Page<Activity> = tenant.owner.read(&at("/activity")).await?;
    let told: Vec<_> = history.items.iter().filter_map(|entry| entry.detail.as_deref()).collect();
    assert!(told.contains(&"The secret is retired once it was not used for 30 days"), "{told:?}");

    // Without a workload there is nothing to move to.
    let other = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let other = tenant.allow(other.id, &[]).await?.connection.id;
    let path = tenant.connection(other, "/secret-retirement");
    tenant
        .owner
        .put(&path, json!({"days": 30, "before": null}))
        .await?
        .ok(409)?
        .problem(ProblemCode::Conflict)?;
    Ok(())
}

async fn a_retired_secret_stops_and_the_workload_goes_on(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let platform = Platform::allowed_on(stage).await?;
    let allowed = platform.moving(stage, &publisher, &tenant).await?;
    let partner = Partner::new(&stage.anonymous, &allowed.credential);
    let token = partner.token().await?;
    let at = |rest: &str| tenant.connection(allowed.connection.id, rest);
    let retired: Connection = tenant.owner.act(&at("/retire-secret")).await?;
    let client = retired.client.ok_or("no client")?;
    assert_eq!((client.auth_method.as_str(), client.secrets.len()), ("workload_identity", 0));
    within_a_second(async || Ok(!partner.gets_token().await?)).await?;
    platform.ask(stage, &allowed, SUBJECT).await?.ok(200)?;
    assert!(partner.is_alive(&token).await?, "no call fails while it moves");
    let history: Page<Activity> = tenant.owner.read(&at("/activity")).await?;
    assert_eq!(history.items[0].action.as_str(), "secret.retired");
    tenant.owner.verb(&at("/retire-secret")).await?.ok(409)?.problem(ProblemCode::Conflict)?;
    tenant.owner.verb(&at("/regenerate-secret")).await?.ok(409)?.problem(ProblemCode::Conflict)?;
    Ok(())
}

async fn what_a_version_drops_is_gone_at_once(stage: &Stage) -> Outcome {
    let SignedIn { tenant, publisher, platform, app, allowed, token, partner } =
        SignedIn::on(stage, "admin_shares").await?;
    platform.publish(&publisher, &app, 1, None).await?;
    within_a_second(async || {
        let refused = platform.ask(stage, &allowed, SUBJECT).await?.status == 401;
        Ok(refused && !partner.is_alive(&token).await?)
    })
    .await?;
    assert!(partner.gets_token().await?, "the secret stays");
    let path = tenant.connection(allowed.connection.id, "");
    let seen: Connection = tenant.owner.read(&path).await?;
    assert_eq!(seen.workload, None);
    let history: Page<Activity> = tenant.owner.read(&format!("{path}/activity")).await?;
    let told = history.items[0].detail.as_deref();
    assert_eq!(told, Some("The app no longer signs in with its platform's identity"));

    // Named again, and dropped again: the connection at the old version has had none since, and no one is told.
    platform.publish(&publisher, &app, 2, Some(SUBJECT)).await?;
    platform.ask(stage, &allowed, SUBJECT).await?.ok(401)?;
    let seen: Connection = tenant.owner.read(&path).await?;
    assert_eq!(seen.workload, None);
    platform.publish(&publisher, &app, 3, None).await?;
    platform.publish(&publisher, &app, 4, Some(SUBJECT)).await?;
    let later: Page<Activity> = tenant.owner.read(&format!("{path}/activity")).await?;
    assert_eq!(later.items.len(), history.items.len(), "nothing was taken twice");

    // It comes back with what its admin accepts, and the history names it.
    tenant.owner.post(&format!("{path}/update"), json!({"version": 5})).await?.ok(200)?;
    within_a_second(async || Ok(platform.ask(stage, &allowed, SUBJECT).await?.status == 200)).await?;
    let history: Page<Activity> = tenant.owner.read(&format!("{path}/activity")).await?;
    let named = platform.in_words();
    let told: Vec<_> = history.items.iter().filter_map(|entry| entry.detail.as_deref()).collect();
    assert_eq!(told[0], format!("Version 5: granted May read (patients.read); it signs in as {named}"));
    assert!(
        told.contains(&format!("Granted May read (patients.read); it signs in as {named}").as_str()),
        "{told:?}"
    );
    Ok(())
}
