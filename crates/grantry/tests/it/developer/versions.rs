use serde_json::json;
use wire::{
    developer::{App, AppVersion},
    page::Page,
    paths,
    problem::ProblemCode,
};

use crate::harness::{Outcome, Stage, change_of, on_both, stage::create_api, wanted};

on_both! {
    shared: versions_are_numbered_and_kept two_publish_at_once_and_one_wins a_deprecated_scope_is_not_asked_for_again
        versions_are_paged_by_number what_wants_signed_requests_is_for_keyless_apps;
}

async fn versions_are_numbered_and_kept(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let app = publisher.draft().await?;
    let path = publisher.at(&format!("/apps/{}/versions", app.id));
    let first = publisher.publish(app.id, 0, wanted(&["patients.read"], &["claims.read"])).await?;
    let second = publisher.publish(app.id, 1, wanted(&["claims.read"], &[])).await?;
    assert_eq!((first.number, second.number), (1, 2));
    assert_eq!(first.published_by, publisher.owner.me.name);
    assert_eq!(first.scopes[0].title, "May read");
    let listed: Page<AppVersion> = publisher.owner.read(&path).await?;
    assert_eq!(listed.items, [second.clone(), first]);
    let app: App = publisher.owner.read(&publisher.at(&format!("/apps/{}", app.id))).await?;
    assert_eq!((app.state.as_str(), app.latest_version, app.version), ("published", 2, Some(second)));
    Ok(())
}

async fn two_publish_at_once_and_one_wins(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let app = publisher.draft().await?;
    let path = publisher.at(&format!("/apps/{}/versions", app.id));
    let body = json!({"after_version": 0, "scopes": wanted(&["patients.read"], &[])});
    let (one, other) = tokio::join!(publisher.owner.post(&path, &body), publisher.owner.post(&path, &body));
    let (one, other) = (one?, other?);
    let (won, lost) = if one.status == 201 { (one, other) } else { (other, one) };
    won.ok(201)?;
    let problem = lost.ok(409)?.problem(ProblemCode::VersionChanged)?;
    assert_eq!(problem.current_version, Some(1));
    let ahead = json!({"after_version": 7, "scopes": wanted(&["patients.read"], &[])});
    let problem = publisher.owner.post(&path, ahead).await?.ok(409)?.problem(ProblemCode::VersionChanged)?;
    assert_eq!(problem.current_version, Some(1));
    let nothing = json!({"after_version": 1, "scopes": []});
    assert_eq!(publisher.owner.post(&path, nothing).await?.wrong_fields()?, ["scopes"]);
    Ok(())
}

async fn a_deprecated_scope_is_not_asked_for_again(stage: &Stage) -> Outcome {
    let (publisher, tenant) = (stage.publisher().await?, stage.tenant().await?);
    let number = crate::harness::next();
    let scope = format!("images{number}.read");
    let identifier = format!("https://images{number}.example");
    let api = create_api(&stage.operator, "Images", &identifier, &[&scope]).await?;
    let app = publisher.app(tenant.id, &["patients.read", &scope], &[]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let body = json!({
        "title": "Read images", "sentence": "Can see images.", "action": "read", "sensitivity": "normal",
        "state": "deprecated", "revision": 0,
    });
    let path = paths::operator::scope(api.id, &api.scopes[0].name);
    stage.operator.put(&path, body).await?.ok(200)?;

    let path = publisher.at(&format!("/apps/{}/versions", app.id));
    let body = json!({"after_version": 1, "scopes": wanted(&["patients.read", &scope], &[])});
    assert_eq!(publisher.owner.post(&path, body).await?.wrong_fields()?, ["scopes[1].name"]);
    let own = json!({"name": "Own", "scopes": [scope]});
    assert_eq!(tenant.owner.post(&tenant.at("/credentials"), own).await?.wrong_fields()?, ["scopes[0]"]);
    // It stays in old grants.
    let partner = crate::harness::Partner::new(&stage.anonymous, &allowed.credential);
    partner.ask(Some(&scope)).await?.ok(200)?;
    Ok(())
}

async fn versions_are_paged_by_number(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let app = publisher.draft().await?;
    for after in 0..5 {
        let scope = if u32::is_multiple_of(after, 2) { "patients.read" } else { "claims.read" };
        publisher.publish(app.id, after, wanted(&[scope], &[])).await?;
    }
    let path = publisher.at(&format!("/apps/{}/versions?limit=2", app.id));
    let (mut numbers, mut cursor) = (Vec::new(), String::new());
    loop {
        let page: Page<AppVersion> = publisher.owner.read(&format!("{path}{cursor}")).await?;
        numbers.extend(page.items.iter().map(|version| version.number));
        match page.next_cursor {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(numbers, [5, 4, 3, 2, 1]);
    Ok(())
}

async fn what_wants_signed_requests_is_for_keyless_apps(stage: &Stage) -> Outcome {
    let (publisher, tenant) = (stage.publisher().await?, stage.tenant().await?);
    let number = crate::harness::next();
    let scope = format!("system{number}.read");
    let identifier = format!("https://smart{number}.example");
    let api = create_api(&stage.operator, "Smart", &identifier, &[&scope]).await?;
    let smart = change_of(&api, json!({"token_lifetime": 300, "smart_backend_services": true}));
    stage.operator.put(&paths::operator::api(api.id), smart).await?.ok(200)?;

    let with_secret = publisher.draft().await?;
    let path = publisher.at(&format!("/apps/{}/versions", with_secret.id));
    let body = json!({"after_version": 0, "scopes": wanted(&["patients.read", &scope], &[])});
    assert_eq!(publisher.owner.post(&path, body).await?.wrong_fields()?, ["scopes[1].name"]);
    let own = json!({"name": "Own", "scopes": [scope]});
    assert_eq!(tenant.owner.post(&tenant.at("/credentials"), own).await?.wrong_fields()?, ["scopes[0]"]);
    let keys = json!({"jwks_uri": "https://acme.example/jwks.json"});
    assert_eq!(publisher.keyless(&tenant, keys, &[&scope]).await?.scope, scope);
    Ok(())
}
