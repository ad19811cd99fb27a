//! What an admin reads of an app is what is decided on; what changes later stands on the connection until it was seen.

use model::{app::Detail, role::TenantRole};
use reqwest::Method;
use serde_json::{Value, json};
use wire::{
    activity::Activity,
    admin::{AvailableApp, Connection, ConnectionSummary, Review},
    developer::{App, AppSummary},
    operator,
    page::Page,
    paths,
    problem::{DetailChange, ProblemCode},
    updates::UpdateReview,
};

use crate::harness::{Outcome, Partner, Publisher, Stage, Tenant, answering, next, on_both, wanted};

on_both! {
    shared: a_decision_is_bound_to_the_details a_change_stands_until_it_was_seen what_tells_little_stands_in_the_history
        what_admins_do_not_read_binds_nothing the_hand_over_is_the_one_on_the_screen an_update_is_bound_too
        changes_there_and_back_are_none an_ai_agent_is_named_wherever_people_look;
}

async fn change(publisher: &Publisher, app: &App, fields: Value) -> Outcome<App> {
    let path = publisher.at(&format!("/apps/{}", app.id));
    let read: App = publisher.owner.read(&path).await?;
    let mut details = serde_json::to_value(&read.details)?;
    for (name, value) in fields.as_object().into_iter().flatten() {
        details[name] = value.clone();
    }
    publisher.owner.change(&path, json!({"revision": read.revision, "details": details})).await
}

async fn review(tenant: &Tenant, app: &App) -> Outcome<Review> {
    tenant.owner.read(&tenant.at(&format!("/available-apps/{}", app.id))).await
}

async fn connection(tenant: &Tenant, read: &Connection) -> Outcome<Connection> {
    tenant.owner.read(&tenant.connection(read.id, "")).await
}

fn named(changes: &[DetailChange]) -> Vec<(Detail, &str, &str)> {
    changes.iter().map(|change| (change.detail, change.before.as_str(), change.after.as_str())).collect()
}

async fn a_decision_is_bound_to_the_details(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let changes = [
        json!({"name": format!("Other {}", next())}),
        json!({"summary": "Something else"}),
        json!({"description": "Something else at length."}),
        json!({"website": null}),
        json!({"privacy_policy": "https://other.example/privacy"}),
        json!({"support_contact": "help@other.example"}),
        json!({"ai_agent": true}),
        json!({"hand_over": "developer_collects"}),
    ];
    for fields in changes {
        let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
        let seen = review(&tenant, &app).await?;
        change(&publisher, &app, fields.clone()).await?;
        for verb in ["allow", "decline", "block"] {
            let mut body = json!({"version": seen.version, "details_revision": seen.details_revision});
            if verb != "allow" {
                body["reason"] = "Not now.".into();
            }
            let path = tenant.at(&format!("/available-apps/{}/{verb}", app.id));
            let problem =
                tenant.owner.post(&path, body).await?.ok(409)?.problem(ProblemCode::DetailsChanged)?;
            assert_eq!(problem.changed_details.len(), 1, "{verb} {fields}");
        }
        // Read again, it can be decided.
        tenant.allow(app.id, &[]).await?;
    }
    Ok(())
}

async fn a_change_stands_until_it_was_seen(stage: &Stage) -> Outcome {
    let (tenant, other, publisher) = (stage.tenant().await?, stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    publisher.target(app.id, other.id).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let (before, name) = (&allowed.connection.app_name, format!("Another company {}", next()));
    assert_eq!(allowed.connection.changed_details, []);
    change(&publisher, &app, json!({"name": name, "website": "https://other.example", "summary": "Else"}))
        .await?;

    let seen = connection(&tenant, &allowed.connection).await?;
    let website = app.details.website.as_deref().unwrap_or_default();
    let expected = [
        (Detail::Name, before.as_str(), name.as_str()),
        (Detail::Website, website, "https://other.example/"),
    ];
    assert_eq!(named(&seen.changed_details), expected);
    assert_eq!((seen.state, &seen.granted), (allowed.connection.state, &allowed.connection.granted));
    Partner::new(&stage.anonymous, &allowed.credential).ask(None).await?.ok(200)?;
    let history: Page<Activity> = tenant.owner.read(&tenant.connection(seen.id, "/activity")).await?;
    let detail = history.items[0].detail.as_deref().unwrap_or_default();
    assert!(
        detail.contains(before) && detail.contains(&name) && detail.contains("other.example"),
        "{detail}"
    );
    assert_eq!(history.items[0].action.as_str(), "app.details_changed");
    assert_eq!((history.items[0].actor.as_str(), history.items[0].actor_id), (publisher.name.as_str(), None));
    let elsewhere: Page<Activity> = other.owner.read(&other.at("/activity")).await?;
    assert!(
        elsewhere.items.iter().all(|entry| entry.action.as_str() != "app.details_changed"),
        "it is not connected"
    );
    let own: Page<Activity> = publisher.owner.read(&publisher.at("/activity")).await?;
    assert!(
        own.items.iter().all(|entry| entry.action.as_str() != "app.details_changed"),
        "read once, as app.changed"
    );

    // A viewer looks; an admin has seen it, as it was on the screen.
    let viewer = tenant.join(TenantRole::Viewer).await?;
    let path = tenant.connection(seen.id, "/details-seen");
    viewer.post(&path, json!({"details_revision": seen.details_revision})).await?.ok(403)?;
    for other in [seen.details_revision - 1, seen.details_revision + 1, 1 << 31, u32::MAX] {
        let stale = tenant.owner.post(&path, json!({"details_revision": other})).await?.ok(409)?;
        stale.problem(ProblemCode::DetailsChanged)?;
    }
    let body = json!({"details_revision": seen.details_revision});
    for _ in 0..2 {
        let after: Connection = tenant.owner.post(&path, &body).await?.ok(200)?.json()?;
        assert_eq!(after.changed_details, []);
    }
    let history: Page<Activity> = tenant.owner.read(&tenant.connection(seen.id, "/activity")).await?;
    let seen_once = history.items.iter().filter(|entry| entry.action.as_str() == "app.details_seen").count();
    assert_eq!(seen_once, 1);
    Ok(())
}

async fn what_tells_little_stands_in_the_history(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let allowed = tenant.allow(app.id, &[]).await?.connection;
    change(&publisher, &app, json!({"summary": "Else", "description": "Else at length."})).await?;
    assert_eq!(connection(&tenant, &allowed).await?.changed_details, []);
    let history: Page<Activity> = tenant.owner.read(&tenant.connection(allowed.id, "/activity")).await?;
    assert_eq!(history.items[0].detail.as_deref(), Some("Changed the summary; changed the description"));
    Ok(())
}

async fn what_admins_do_not_read_binds_nothing(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let seen = review(&tenant, &app).await?;
    change(&publisher, &app, json!({"visibility": "listed"})).await?;
    assert_eq!(review(&tenant, &app).await?.details_revision, seen.details_revision);
    let path = tenant.at(&format!("/available-apps/{}/allow", app.id));
    let body = json!({"version": 1, "details_revision": seen.details_revision});
    tenant.owner.post(&path, body).await?.ok(201)?;
    Ok(())
}

/// Who reads that a secret is made for them, and allows that, does not leave it to the developer.
async fn the_hand_over_is_the_one_on_the_screen(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    for (before, after) in [("admin_shares", "developer_collects"), ("developer_collects", "admin_shares")] {
        let app = publisher.app_of(before, tenant.id).await?;
        let seen = review(&tenant, &app).await?;
        assert_eq!(seen.hand_over.as_str(), before);
        change(&publisher, &app, json!({"hand_over": after})).await?;
        let path = tenant.at(&format!("/available-apps/{}/allow", app.id));
        let body = json!({"version": 1, "details_revision": seen.details_revision});
        let problem = tenant.owner.post(&path, body).await?.ok(409)?.problem(ProblemCode::DetailsChanged)?;
        assert_eq!(named(&problem.changed_details), [(Detail::HandOver, before, after)]);
        let seen = review(&tenant, &app).await?;
        assert_eq!((seen.hand_over.as_str(), seen.connection_id), (after, None), "nothing was decided");
        let allowed = tenant.allow(app.id, &[]).await?;
        assert_eq!(allowed.credential.client_secret.is_some(), after == "admin_shares");
    }
    Ok(())
}

async fn an_update_is_bound_too(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let allowed = tenant.allow(app.id, &[]).await?.connection;
    publisher.publish(app.id, 1, wanted(&["patients.read", "claims.read"], &[])).await?;
    change(&publisher, &app, json!({"support_contact": "help@other.example"})).await?;
    let path = tenant.connection(allowed.id, "/update");
    let old = json!({"version": 2, "details_revision": 1});
    tenant.owner.post(&path, old).await?.ok(409)?.problem(ProblemCode::DetailsChanged)?;
    let update: UpdateReview = tenant.owner.read(&path).await?;
    assert_eq!(named(&update.changed_details).len(), 1);
    let mut body = answering(2, &[("claims.read", "grant")]);
    body["details_revision"] = update.review.details_revision.into();
    let after: Connection = tenant.owner.post(&path, body).await?.ok(200)?.json()?;
    assert_eq!(after.changed_details, [], "what is accepted has been read");
    Ok(())
}

async fn changes_there_and_back_are_none(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let allowed = tenant.allow(app.id, &[]).await?.connection;
    let name = app.details.name.clone();
    change(&publisher, &app, json!({"name": format!("Disguise {}", next())})).await?;
    change(&publisher, &app, json!({"name": name, "website": "https://third.example"})).await?;
    let seen = connection(&tenant, &allowed).await?;
    assert_eq!(named(&seen.changed_details).len(), 1);
    assert_eq!(seen.changed_details[0].detail, Detail::Website);
    let history: Page<Activity> = tenant.owner.read(&tenant.connection(allowed.id, "/activity")).await?;
    let told = history.items.iter().filter(|entry| entry.action.as_str() == "app.details_changed").count();
    assert_eq!(told, 2, "the history keeps both");
    Ok(())
}

async fn an_ai_agent_is_named_wherever_people_look(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    assert!(!app.details.ai_agent && !review(&tenant, &app).await?.ai_agent);
    let allowed = tenant.allow(app.id, &[]).await?.connection;
    let changed = change(&publisher, &app, json!({"ai_agent": true})).await?;
    assert!(changed.details.ai_agent);

    let seen = connection(&tenant, &allowed).await?;
    assert!(seen.ai_agent && review(&tenant, &app).await?.ai_agent);
    assert_eq!(named(&seen.changed_details), [(Detail::AiAgent, "no", "yes")]);
    let listed: Page<ConnectionSummary> = tenant.owner.read(&tenant.at("/connections")).await?;
    assert!(listed.items.iter().any(|one| one.id == allowed.id && one.ai_agent));
    let own: Page<AppSummary> = publisher.owner.read(&publisher.at("/apps")).await?;
    assert!(own.items.iter().any(|one| one.id == app.id && one.ai_agent));
    let path = format!("{}?q={}", paths::operator::apps(), app.id);
    let all: Page<operator::App> = stage.operator.read(&path).await?;
    assert!(all.items.iter().any(|one| one.id == app.id && one.ai_agent));
    let history: Page<Activity> = tenant.owner.read(&tenant.connection(allowed.id, "/activity")).await?;
    assert_eq!(history.items[0].detail.as_deref(), Some("Marked as an AI agent"));
    let history: Page<Activity> = publisher.owner.read(&publisher.at("/activity")).await?;
    assert_eq!(history.items[0].detail.as_deref(), Some("Changed AI agent from no to yes"));

    let other = stage.tenant().await?;
    publisher.target(app.id, other.id).await?;
    let offered: Page<AvailableApp> = other.owner.read(&other.at("/available-apps")).await?;
    assert!(offered.items.iter().any(|one| one.id == app.id && one.ai_agent));
    // It must be said: a body without it is malformed.
    let mut details = serde_json::to_value(&changed.details)?;
    details.as_object_mut().ok_or("no object")?.remove("ai_agent");
    let body = json!({"revision": changed.revision, "details": details});
    let path = publisher.at(&format!("/apps/{}", app.id));
    publisher.owner.ask(Method::PUT, &path, Some(&body)).await?.ok(400)?;
    Ok(())
}
