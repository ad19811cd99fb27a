//! A form that was filled in from an older state changes nothing, and what a change does not say is not guessed.

use model::role::{PublisherRole, TenantRole};
use reqwest::Method;
use serde_json::{Value, json};
use wire::{
    catalogue::Api,
    members::{PublisherMember, TenantMember},
    operator::{Publisher, Tenant},
    page::Page,
    paths,
    problem::ProblemCode,
};

use crate::harness::{Outcome, Stage, change_of, next, on_both, stage::create_api};

on_both! {
    shared: an_old_form_changes_no_api an_old_form_changes_no_scope an_old_form_renames_no_tenant
        an_old_form_verifies_no_publisher an_old_form_raises_no_member an_old_form_raises_no_team_mate
        of_two_at_once_one_wins of_two_roles_at_once_one_wins what_is_missing_is_an_error;
}

async fn api(stage: &Stage) -> Outcome<Api> {
    let number = next();
    let identifier = format!("https://revised{number}.example");
    create_api(&stage.operator, "Revised", &identifier, &[&format!("revised{number}.read")]).await
}

async fn stale(stage: &Stage, path: &str, body: &Value) -> Outcome {
    stage.operator.put(path, body).await?.ok(412)?.problem(ProblemCode::LostRace).map(drop)
}

async fn an_old_form_changes_no_api(stage: &Stage) -> Outcome {
    let read = api(stage).await?;
    let path = paths::operator::api(read.id);
    let smart = json!({"smart_backend_services": true, "token_lifetime": 300, "token_format": "opaque"});
    let turned: Api = stage.operator.change(&path, change_of(&read, smart)).await?;
    assert_eq!(turned.revision, read.revision + 1);
    stale(stage, &path, &change_of(&read, json!({"description": "From an old form"}))).await?;
    assert_eq!(stage.operator.read::<Api>(&path).await?, turned);
    stage.operator.put(&path, change_of(&turned, json!({"description": "Read again"}))).await?.ok(200)?;
    let mut ahead = turned.clone();
    for revision in [turned.revision + 7, i32::MAX.cast_unsigned(), i32::MAX.cast_unsigned() + 1, u32::MAX] {
        ahead.revision = revision;
        stale(stage, &path, &change_of(&ahead, json!({}))).await?;
    }
    Ok(())
}

async fn an_old_form_changes_no_scope(stage: &Stage) -> Outcome {
    let api = api(stage).await?;
    let scope = &api.scopes[0];
    let path = paths::operator::scope(api.id, &scope.name);
    let mut body = json!({
        "revision": scope.revision, "title": "See", "sentence": "Can see.", "action": "delete",
        "sensitivity": "critical", "state": "deprecated",
    });
    stage.operator.put(&path, &body).await?.ok(200)?;
    body["state"] = "active".into();
    stale(stage, &path, &body).await?;
    let after: Api = stage.operator.read(&paths::operator::api(api.id)).await?;
    assert_eq!((after.scopes[0].state.as_str(), after.scopes[0].revision), ("deprecated", 1));
    Ok(())
}

async fn an_old_form_renames_no_tenant(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let path = paths::operator::tenant(tenant.id);
    let read: Tenant = stage.operator.read(&path).await?;
    let body = json!({"revision": read.revision, "name": "First"});
    tenant.owner.put(&tenant.at(""), &body).await?.ok(200)?;
    // The operator's form and the admin's are over the same thing.
    stale(stage, &path, &json!({"revision": read.revision, "name": "Second"})).await?;
    let own = tenant.owner.put(&tenant.at(""), &body).await?.ok(412)?;
    own.problem(ProblemCode::LostRace)?;
    let now: Tenant = stage.operator.read(&path).await?;
    assert_eq!((now.name.as_str(), now.revision), ("First", read.revision + 1));
    Ok(())
}

async fn an_old_form_verifies_no_publisher(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let path = paths::operator::publisher(publisher.id);
    let read: Publisher = stage.operator.read(&path).await?;
    let body = |verified| json!({"revision": read.revision, "name": read.name, "website": read.website, "verified": verified});
    stage.operator.put(&path, body(false)).await?.ok(200)?;
    stale(stage, &path, &body(true)).await?;
    assert!(!stage.operator.read::<Publisher>(&path).await?.verified);
    Ok(())
}

/// To whoever still sees an owner, "admin" is less.
async fn an_old_form_raises_no_member(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let (second, bob) = (tenant.join(TenantRole::Owner).await?, tenant.join(TenantRole::Owner).await?);
    let path = tenant.at(&format!("/members/{}", bob.me.id));
    let change = |before: &str, role: &str| json!({"before": before, "role": role});
    second.put(&path, change("owner", "viewer")).await?.ok(200)?;
    for before in ["owner", "admin"] {
        let late = tenant.owner.put(&path, change(before, "admin")).await?.ok(412)?;
        late.problem(ProblemCode::LostRace)?;
    }
    let members: Page<TenantMember> = tenant.owner.read(&tenant.at("/members")).await?;
    let now = members.items.iter().find(|member| member.person_id == bob.me.id).ok_or("no Bob")?;
    assert_eq!(now.role, TenantRole::Viewer);
    tenant.owner.put(&path, change("viewer", "admin")).await?.ok(200)?;
    // Who may not touch an owner hears first that this is one by now.
    let admin = tenant.join(TenantRole::Admin).await?;
    tenant.owner.put(&path, change("admin", "owner")).await?.ok(200)?;
    admin.put(&path, change("admin", "viewer")).await?.ok(412)?.problem(ProblemCode::LostRace)?;
    admin.put(&path, change("owner", "viewer")).await?.ok(403)?.problem(ProblemCode::Forbidden)?;
    Ok(())
}

async fn an_old_form_raises_no_team_mate(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let second = publisher.join(PublisherRole::Owner).await?;
    let bob = publisher.join(PublisherRole::Owner).await?;
    let path = publisher.at(&format!("/members/{}", bob.me.id));
    let change = |before: &str, role: &str| json!({"before": before, "role": role});
    second.put(&path, change("owner", "viewer")).await?.ok(200)?;
    for before in ["owner", "developer"] {
        let late = publisher.owner.put(&path, change(before, "developer")).await?.ok(412)?;
        late.problem(ProblemCode::LostRace)?;
    }
    let team: Page<PublisherMember> = publisher.owner.read(&publisher.at("/members")).await?;
    let now = team.items.iter().find(|member| member.person_id == bob.me.id).ok_or("no Bob")?;
    assert_eq!(now.role, PublisherRole::Viewer);
    publisher.owner.put(&path, change("viewer", "developer")).await?.ok(200)?;
    Ok(())
}

async fn of_two_roles_at_once_one_wins(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let bob = tenant.join(TenantRole::Viewer).await?;
    let path = tenant.at(&format!("/members/{}", bob.me.id));
    let change = |role| tenant.owner.put(&path, json!({"before": "viewer", "role": role}));
    let (one, other) = tokio::join!(change("admin"), change("owner"));
    let mut statuses = [one?.status, other?.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    Ok(())
}

async fn of_two_at_once_one_wins(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let path = paths::operator::tenant(tenant.id);
    let rename = |name| stage.operator.put(&path, json!({"revision": 0, "name": name}));
    let (one, other) = tokio::join!(rename("One"), rename("Other"));
    let mut statuses = [one?.status, other?.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    Ok(())
}

/// Each field of each body, left out: the request is refused and names it.
async fn what_is_missing_is_an_error(stage: &Stage) -> Outcome {
    let (tenant, publisher, api) = (stage.tenant().await?, stage.publisher().await?, api(stage).await?);
    let app = publisher.app(tenant.id, &["patients.read"], &["claims.read"]).await?;
    let draft = publisher.draft().await?;
    let details = serde_json::to_value(&draft.details)?;
    let of_api = change_of(&api, json!({}));
    let operator = &stage.operator;
    let cases = [
        (operator, "PUT", paths::operator::api(api.id), of_api.clone()),
        (operator, "POST", paths::operator::apis(), of_api["details"].clone()),
        (operator, "PUT", paths::operator::tenant(tenant.id), json!({"revision": 0, "name": "x"})),
        (
            operator,
            "PUT",
            paths::operator::publisher(publisher.id),
            json!({"revision": 0, "name": "x", "website": null, "verified": true}),
        ),
        (
            operator,
            "PUT",
            paths::operator::scope(api.id, &api.scopes[0].name),
            json!({
                "revision": 0, "title": "x", "sentence": "x", "action": "read", "sensitivity": "normal",
                "state": "active",
            }),
        ),
        (&tenant.owner, "PUT", tenant.at(""), json!({"revision": 0, "name": "x"})),
        (
            &tenant.owner,
            "PUT",
            tenant.at(&format!("/members/{}", tenant.owner.me.id)),
            json!({"before": "owner", "role": "owner"}),
        ),
        (
            &publisher.owner,
            "PUT",
            publisher.at(&format!("/members/{}", publisher.owner.me.id)),
            json!({"before": "owner", "role": "owner"}),
        ),
        (
            &tenant.owner,
            "POST",
            tenant.at(&format!("/available-apps/{}/allow", app.id)),
            json!({"version": 1, "details_revision": 1, "optional_scopes": [], "ends_at": null}),
        ),
        (&publisher.owner, "POST", publisher.at("/apps"), details.clone()),
        (
            &publisher.owner,
            "PUT",
            publisher.at(&format!("/apps/{}", draft.id)),
            json!({"revision": draft.revision, "details": details}),
        ),
        (
            &publisher.owner,
            "POST",
            publisher.at(&format!("/apps/{}/versions", draft.id)),
            json!({"after_version": 0, "scopes": [], "note": "", "egress_networks": [], "workload": null}),
        ),
    ];
    for (person, method, path, body) in cases {
        for (name, without) in each_left_out(&body) {
            let answer = person.ask(method.parse::<Method>()?, &path, Some(&without)).await?.ok(400)?;
            let problem = answer.problem(ProblemCode::Malformed)?;
            assert!(
                problem.detail.contains(&format!("missing field `{name}`")),
                "{path}: {}",
                problem.detail
            );
        }
    }
    Ok(())
}

/// The body without each of its fields, those of `details` too.
fn each_left_out(body: &Value) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for (name, value) in body.as_object().into_iter().flatten() {
        let mut without = body.clone();
        without.as_object_mut().and_then(|fields| fields.remove(name));
        all.push((name.clone(), without));
        if name == "details" {
            all.extend(each_left_out(value).into_iter().map(|(inner, details)| {
                let mut without = body.clone();
                without["details"] = details;
                (inner, without)
            }));
        }
    }
    all
}
