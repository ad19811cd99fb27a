//! A secret takes the place of another: at once, or with both working for a time.

use model::{need::NeedKind, rotation::SecretConcern};
use serde_json::{Value, json};
use wire::{
    activity::Activity,
    admin::{Connection, Credential, IssuedCredential, Tenant},
    developer,
    page::Page,
    paths::account,
    problem::ProblemCode,
};

use crate::harness::{Outcome, Partner, Stage, on_both, timed_on_both, until, within_a_second};

on_both! {
    shared: at_most_two_secrets_work wrong_overlaps_are_refused a_policy_gives_new_secrets_an_end;
}

timed_on_both! {
    shared: both_secrets_work_until_the_old_one_is_retired own_credentials_overlap_too
        the_developer_collects_beside_the_old_secret;
}

async fn both_secrets_work_until_the_old_one_is_retired(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let id = allowed.connection.id;
    let old = Partner::new(&stage.anonymous, &allowed.credential);
    let token = old.token().await?;
    let (issued, replaced) = tenant.regenerate_beside(id, 48).await?;
    let new = Partner::new(&stage.anonymous, &issued);
    assert!(old.gets_token().await? && new.gets_token().await? && old.is_alive(&token).await?);
    assert_eq!((replaced.expires_at.is_some(), replaced.reported_at), (true, None));
    assert!(old.client_secret.ends_with(&replaced.hint));

    // Both were used, and it is written aside from where.
    let seen = until(async || {
        let seen: Connection = tenant.owner.read(&tenant.connection(id, "")).await?;
        let client = seen.client.ok_or("no client")?;
        Ok(client.secrets.iter().all(|secret| secret.last_used_from.is_some()).then_some(client))
    })
    .await?;
    assert_eq!(seen.secrets.iter().map(|secret| secret.replaced).collect::<Vec<_>>(), [false, true]);
    assert!(seen.secrets.iter().all(|secret| secret.last_used_from.as_deref() == Some("127.0.0.1")));
    assert_eq!(seen.secret_notices, [], "the overlap has just begun");
    let path = publisher.at(&format!("/connections/{id}"));
    let of_developer: developer::Connection = publisher.owner.read(&path).await?;
    let of_developer = of_developer.client.ok_or("no client")?;
    let ends: Vec<_> = of_developer.secrets.iter().map(|secret| secret.expires_at).collect();
    assert_eq!((ends, of_developer.to_collect), (vec![None, replaced.expires_at], false));

    let retire = |secret: &dyn std::fmt::Display| {
        tenant.at(&format!("/clients/{}/secrets/{secret}/retire", issued.client_id))
    };
    let stranger = stage.tenant().await?;
    let elsewhere = stranger.at(&format!("/clients/{}/secrets/{}/retire", issued.client_id, replaced.id));
    stranger.owner.verb(&elsewhere).await?.ok(404)?;
    tenant.owner.verb(&retire(&seen.secrets[0].id)).await?.problem(ProblemCode::Conflict)?;
    tenant.owner.verb(&retire(&replaced.id)).await?.ok(204)?;
    within_a_second(async || Ok(!old.gets_token().await?)).await?;
    assert!(new.gets_token().await? && new.is_alive(&token).await?, "tokens belong to the access");
    tenant.owner.verb(&retire(&replaced.id)).await?.ok(404)?;
    for (person, path) in
        [(&tenant.owner, tenant.at("/activity")), (&publisher.owner, publisher.at("/activity"))]
    {
        let history: Page<Activity> = person.read(&path).await?;
        let detail = |action: &str| {
            let entry = history.items.iter().find(|entry| entry.action.as_str() == action)?;
            entry.detail.clone()
        };
        let hint = &replaced.hint;
        let regenerated = detail("secret.regenerated").ok_or("it is not told")?;
        assert!(
            regenerated.starts_with(&format!("The old secret that ends in {hint} works until ")),
            "{path}"
        );
        let retired = format!("The secret that ends in {hint} no longer works");
        assert_eq!(detail("secret.retired"), Some(retired), "{path}");
    }

    // Now: whatever the old secret got is revoked too.
    let issued: IssuedCredential = tenant.owner.act(&tenant.connection(id, "/regenerate-secret")).await?;
    within_a_second(async || Ok(!new.gets_token().await? && !new.is_alive(&token).await?)).await?;
    assert!(Partner::new(&stage.anonymous, &issued).gets_token().await?);
    Ok(())
}

async fn own_credentials_overlap_too(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let made = tenant.generate(&["patients.read"]).await?;
    let old = Partner::new(&stage.anonymous, &made.issued);
    let token = old.token().await?;
    let path = tenant.at(&format!("/credentials/{}", made.issued.client_id));
    let body = json!({"keep_old_hours": 1});
    let answer = tenant.owner.post(&format!("{path}/regenerate-secret"), body).await?;
    let issued: IssuedCredential = answer.ok(200)?.json()?;
    let new = Partner::new(&stage.anonymous, &issued);
    assert!(old.gets_token().await? && new.gets_token().await? && new.is_alive(&token).await?);
    let seen: Credential = tenant.owner.read(&path).await?;
    let replaced = seen.client.secrets.iter().find(|secret| secret.replaced).ok_or("no old secret")?;
    let retire = format!("/clients/{}/secrets/{}/retire", issued.client_id, replaced.id);
    tenant.owner.verb(&tenant.at(&retire)).await?.ok(204)?;
    within_a_second(async || Ok(!old.gets_token().await?)).await?;
    assert!(new.gets_token().await? && new.is_alive(&token).await?);
    Ok(())
}

async fn the_developer_collects_beside_the_old_secret(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app_of("developer_collects", tenant.id).await?;
    let id = tenant.allow(app.id, &[]).await?.connection.id;
    let path = publisher.at(&format!("/connections/{id}"));
    let collect = format!("{path}/collect-secret");
    let old = Partner::new(&stage.anonymous, &publisher.owner.act(&collect).await?);
    let (none, _) = tenant.regenerate_beside(id, 1).await?;
    assert_eq!(none.client_secret, None);
    assert!(old.gets_token().await?);
    let seen: developer::Connection = publisher.owner.read(&path).await?;
    let client = seen.client.ok_or("no client")?;
    assert!(client.to_collect && client.secrets[0].replaced, "{client:?}");
    let waits = async || -> Outcome<Vec<NeedKind>> {
        let needs = publisher.owner.call(api_client::developer::needs_you(publisher.id)).await?;
        Ok(needs.items.iter().map(|need| need.kind).collect())
    };
    assert_eq!(waits().await?, [NeedKind::SecretToCollect]);
    let seen: Connection = tenant.owner.read(&tenant.connection(id, "")).await?;
    assert!(seen.client.is_some_and(|client| client.to_collect) && seen.stops.is_empty());
    let new = Partner::new(&stage.anonymous, &publisher.owner.act(&collect).await?);
    assert!(old.gets_token().await? && new.gets_token().await?);
    assert_eq!(waits().await?, []);
    publisher.owner.verb(&collect).await?.problem(ProblemCode::Conflict)?;

    // Again, before the next one is collected: the one that is used is kept.
    let (_, kept) = tenant.regenerate_beside(id, 1).await?;
    assert!(new.client_secret.ends_with(&kept.hint));
    tenant.regenerate_beside(id, 1).await?;
    within_a_second(async || Ok(!old.gets_token().await?)).await?;
    assert!(new.gets_token().await?);
    Ok(())
}

async fn at_most_two_secrets_work(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let id = allowed.connection.id;
    let first = Partner::new(&stage.anonymous, &allowed.credential);
    let (second, _) = tenant.regenerate_beside(id, 720).await?;
    let (third, replaced) = tenant.regenerate_beside(id, 720).await?;
    assert!(second.client_secret.is_some_and(|secret| secret.ends_with(&replaced.hint)));
    let seen: Connection = tenant.owner.read(&tenant.connection(id, "")).await?;
    assert_eq!(seen.client.ok_or("no client")?.secrets.len(), 2);
    until(async || Ok((!first.gets_token().await?).then_some(()))).await?;
    assert!(Partner::new(&stage.anonymous, &third).gets_token().await?);
    Ok(())
}

async fn wrong_overlaps_are_refused(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let made = tenant.generate(&["patients.read"]).await?;
    let path = tenant.at(&format!("/credentials/{}/regenerate-secret", made.issued.client_id));
    for hours in [0, 721, u32::MAX] {
        let answer = tenant.owner.post(&path, json!({"keep_old_hours": hours})).await?;
        assert_eq!(answer.wrong_fields()?, ["keep_old_hours"], "{hours}");
    }
    tenant.owner.post(&path, json!({"keep_old_days": 1})).await?.ok(400)?;
    let body = json!({"secret": made.issued.client_secret});
    stage.anonymous.post(&account::found_secrets(), body).await?.ok(202)?;
    let answer = tenant.owner.post(&path, json!({"keep_old_hours": 1})).await?;
    assert_eq!(answer.wrong_fields()?, ["keep_old_hours"], "a leaked secret is not kept");
    tenant.owner.post(&path, Value::Object(serde_json::Map::new())).await?.ok(200)?;
    Ok(())
}

async fn a_policy_gives_new_secrets_an_end(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let before = tenant.generate(&["patients.read"]).await?;
    assert_eq!(before.credential.client.secrets[0].expires_at, None);
    let path = tenant.at("/secret-policy");
    let read: Tenant = tenant.owner.read(&tenant.at("")).await?;
    let set = |days: Value, revision: u32| json!({"revision": revision, "days": days});
    for days in [0, 731] {
        let answer = tenant.owner.put(&path, set(days.into(), read.revision)).await?;
        assert_eq!(answer.wrong_fields()?, ["days"], "{days}");
    }
    let changed: Tenant = tenant.owner.change(&path, set(30.into(), read.revision)).await?;
    assert_eq!((changed.secret_days, changed.revision), (Some(30), read.revision + 1));
    let late = tenant.owner.put(&path, set(Value::Null, read.revision)).await?;
    late.problem(ProblemCode::LostRace)?;

    let made = tenant.generate(&["patients.read"]).await?;
    let secret = &made.credential.client.secrets[0];
    let life = secret.expires_at.ok_or("no end")? - secret.created_at;
    assert_eq!((life.num_days(), made.credential.client.secret_notices.len()), (30, 0));
    let own = tenant.at(&format!("/credentials/{}", before.issued.client_id));
    let seen: Credential = tenant.owner.read(&own).await?;
    assert_eq!(seen.client.secrets[0].expires_at, None, "those that there are stay as they are");

    // An old secret never outlives the new one.
    let one_day: Tenant = tenant.owner.change(&path, set(1.into(), changed.revision)).await?;
    let body = json!({"keep_old_hours": 720});
    tenant.owner.post(&format!("{own}/regenerate-secret"), body).await?.ok(200)?;
    let seen: Credential = tenant.owner.read(&own).await?;
    let ends: Vec<_> = seen.client.secrets.iter().map(|secret| secret.expires_at).collect();
    assert!(ends.len() == 2 && ends[1] <= ends[0] && ends[1].is_some(), "{ends:?}");
    let concerns: Vec<_> = seen.client.secret_notices.iter().map(|notice| notice.concern).collect();
    assert!(!concerns.contains(&SecretConcern::Ending), "it was just made");
    let lifted: Tenant = tenant.owner.change(&path, set(Value::Null, one_day.revision)).await?;
    assert_eq!(lifted.secret_days, None);
    Ok(())
}
