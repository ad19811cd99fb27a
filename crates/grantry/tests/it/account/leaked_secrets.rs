//! "Found a secret?": whoever presents a secret that works stops it, and learns nothing.

use serde_json::json;
use wire::{
    activity::Activity,
    admin::{Connection, Credential, IssuedCredential},
    developer,
    operator::ResourceServer,
    page::Page,
    paths::{self, account},
    problem::ProblemCode,
};

use crate::{
    harness::{
        Answer, Outcome, Partner, Stage, next, on_both, stage::create_api, timed_on_both, within_a_second,
    },
    operator::resource_servers::register,
};

on_both! {
    shared: a_resource_servers_secret_is_stopped the_answer_says_nothing only_secrets_are_taken;
    limited: stopped_secrets_are_counted_like_those_that_no_one_has;
}

timed_on_both! {
    shared: a_connections_secret_is_stopped_and_both_sides_told the_organisations_own_secret_is_stopped;
}

async fn report(stage: &Stage, secret: &str) -> Outcome<Answer> {
    stage.anonymous.post(&account::found_secrets(), json!({"secret": secret})).await
}

async fn a_connections_secret_is_stopped_and_both_sides_told(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let partner = Partner::new(&stage.anonymous, &allowed.credential);
    let token = partner.token().await?;
    report(stage, &format!(" {}\n", partner.client_secret)).await?.ok(202)?;
    within_a_second(async || Ok(!partner.gets_token().await? && !partner.is_alive(&token).await?)).await?;

    let at = |rest: &str| tenant.connection(allowed.connection.id, rest);
    let seen: Connection = tenant.owner.read(&at("")).await?;
    assert_eq!(seen.state.as_str(), "active");
    let hint = &seen.client.as_ref().ok_or("no client")?.secrets[0];
    assert!(hint.reported_at.is_some());
    let path = publisher.at(&format!("/connections/{}", allowed.connection.id));
    let of_developer: developer::Connection = publisher.owner.read(&path).await?;
    assert_eq!(of_developer.client.ok_or("no client")?.reported_at, hint.reported_at);
    for (person, path) in
        [(&tenant.owner, tenant.at("/activity")), (&publisher.owner, publisher.at("/activity"))]
    {
        let history: Page<Activity> = person.read(&path).await?;
        let told: Vec<_> =
            history.items.iter().filter(|entry| entry.action.as_str() == "secret.reported").collect();
        assert_eq!(told.len(), 1, "{path}");
        assert_eq!((told[0].actor.as_str(), told[0].from.as_ref()), ("Someone", None));
        assert!(told[0].detail.as_ref().is_some_and(|detail| detail.contains(&hint.hint)));
    }

    let issued: IssuedCredential = tenant.owner.act(&at("/regenerate-secret")).await?;
    let renewed = Partner::new(&stage.anonymous, &issued);
    within_a_second(async || renewed.gets_token().await).await?;
    let seen: Connection = tenant.owner.read(&at("")).await?;
    assert_eq!(seen.client.ok_or("no client")?.secrets[0].reported_at, None);
    report(stage, &partner.client_secret).await?.ok(202)?;
    assert!(renewed.gets_token().await?, "the old secret stops nothing any more");
    Ok(())
}

async fn the_organisations_own_secret_is_stopped(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let own = tenant.generate(&["patients.read"]).await?;
    let partner = Partner::new(&stage.anonymous, &own.issued);
    let token = partner.token().await?;
    report(stage, &partner.client_secret).await?.ok(202)?;
    within_a_second(async || Ok(!partner.gets_token().await? && !partner.is_alive(&token).await?)).await?;
    let path = tenant.at(&format!("/credentials/{}", own.issued.client_id));
    let seen: Credential = tenant.owner.read(&path).await?;
    assert!(seen.client.secrets[0].reported_at.is_some());
    let issued: IssuedCredential = tenant.owner.act(&format!("{path}/regenerate-secret")).await?;
    let renewed = Partner::new(&stage.anonymous, &issued);
    within_a_second(async || renewed.gets_token().await).await
}

async fn a_resource_servers_secret_is_stopped(stage: &Stage) -> Outcome {
    let identifier = format!("https://api{}.example/v1", next());
    let api = create_api(&stage.operator, "Imaging", &identifier, &[]).await?;
    let made = register(&stage.operator, api.id).await?;
    let other = register(&stage.operator, api.id).await?;
    report(stage, &made.client_secret).await?.ok(202)?;
    let path = paths::operator::resource_servers(api.id);
    let listed: Vec<ResourceServer> = stage.operator.read(&path).await?;
    let stopped: Vec<_> = listed.iter().filter(|server| server.reported_at.is_some()).collect();
    assert_eq!(stopped.len(), 1);
    assert_eq!(stopped[0].id, made.resource_server.id);
    assert_ne!(made.resource_server.id, other.resource_server.id);
    Ok(())
}

/// One that works, the same again, and one that no one has: one answer.
async fn the_answer_says_nothing(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let own = tenant.generate(&["patients.read"]).await?;
    let secret = own.issued.client_secret.ok_or("no secret")?;
    let worked = report(stage, &secret).await?.ok(202)?;
    let again = report(stage, &secret).await?.ok(202)?;
    let deleted = tenant.generate(&["patients.read"]).await?;
    let path = tenant.at(&format!("/credentials/{}/delete", deleted.issued.client_id));
    tenant.owner.post(&path, json!({"confirmation": deleted.credential.name})).await?.ok(204)?;
    let unknown =
        report(stage, deleted.issued.client_secret.as_deref().ok_or("no secret")?).await?.ok(202)?;
    assert_eq!(worked.body, again.body);
    assert_eq!(worked.body, unknown.body);
    assert!(!worked.body.contains(&secret[4..]));
    let history: Page<Activity> = tenant.owner.read(&tenant.at("/activity")).await?;
    let reports = history.items.iter().filter(|entry| entry.action.as_str() == "secret.reported");
    assert_eq!(reports.count(), 1, "told once");
    Ok(())
}

/// 20 a minute, on this server; the first report of a secret that works is none of them.
async fn stopped_secrets_are_counted_like_those_that_no_one_has(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let own = tenant.generate(&["patients.read"]).await?;
    let identifier = format!("https://api{}.example/v1", next());
    let api = create_api(&stage.operator, "Imaging", &identifier, &[]).await?;
    let server = register(&stage.operator, api.id).await?.client_secret;
    let secrets = [own.issued.client_secret.ok_or("no secret")?, server];
    for secret in &secrets {
        report(stage, secret).await?.ok(202)?;
    }
    for number in 0..20 {
        report(stage, &secrets[number % 2]).await?.ok(202)?;
    }
    for secret in &secrets {
        report(stage, secret).await?.ok(429)?.problem(ProblemCode::TooMany)?;
    }
    let other = tenant.generate(&["patients.read"]).await?.issued;
    report(stage, other.client_secret.as_deref().ok_or("no secret")?).await?.ok(202)?;
    let path = tenant.at(&format!("/credentials/{}", other.client_id));
    let seen: Credential = tenant.owner.read(&path).await?;
    assert!(seen.client.secrets[0].reported_at.is_some(), "one that works is stopped all the same");
    Ok(())
}

async fn only_secrets_are_taken(stage: &Stage) -> Outcome {
    let checksum_of_another = format!("gts_{}", "a".repeat(49));
    for text in ["", "hunter2", "gts_", &checksum_of_another, "ghp_0123456789"] {
        assert_eq!(report(stage, text).await?.wrong_fields()?, ["secret"], "{text}");
    }
    let own = stage.tenant().await?.generate(&["patients.read"]).await?.issued;
    let among_blanks = own.client_secret.ok_or("no secret")? + &" ".repeat(200);
    assert_eq!(report(stage, &among_blanks).await?.wrong_fields()?, ["secret"]);
    let body = json!({"secret": checksum_of_another});
    let request = stage.anonymous.request(reqwest::Method::POST, &account::found_secrets());
    let foreign = request.header("origin", "https://elsewhere.example").json(&body);
    stage.anonymous.send(foreign).await?.ok(403)?;
    Ok(())
}
