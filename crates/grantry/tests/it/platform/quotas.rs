//! No organisation fills the platform; the answer names the limit and who can raise it.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use wire::{
    admin::Credential,
    developer::{App, AppSummary, Target},
    members::PendingInvitation,
    operator::CreatedTenant,
    page::Page,
    paths,
    problem::ProblemCode,
    webhooks::Webhook,
};

use crate::harness::{Outcome, Person, Publisher, Stage, details, next, on_both, stage::FEW, wanted};

on_both! {
    with_small_quotas: a_publisher_has_so_many_apps an_app_has_so_many_versions an_app_names_so_many_tenants
        an_organisation_has_so_many_open_invitations a_tenant_has_so_many_credentials
        an_organisation_has_so_many_webhooks;
}

/// Requests at the same time.
const CROWD: usize = 20;

/// Each of these bodies is sent at the same time: as many are taken as there is room for, and the others are told why not.
async fn race(person: &Person, path: &str, bodies: &[Value], room: usize, setting: &str) -> Outcome {
    let answers = join_all(bodies.iter().map(|body| person.post(path, body))).await;
    let answers = answers.into_iter().collect::<Outcome<Vec<_>>>()?;
    let (made, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 201);
    assert_eq!(made.len(), room, "{path}: {refused:?}");
    for answer in refused {
        let problem = answer.ok(409)?.problem(ProblemCode::QuotaReached)?;
        let words = [format!("{FEW} is the most"), setting.to_owned()];
        assert!(words.iter().all(|words| problem.detail.contains(words)), "{}", problem.detail);
    }
    Ok(())
}

/// The last place is taken by one of a crowd, then no one has room, and there is room again for one more.
async fn fill(
    person: &Person,
    path: &str,
    body: impl Fn() -> Value,
    setting: &str,
    make_room: impl AsyncFn() -> Outcome,
) -> Outcome {
    let crowd = || (0..CROWD).map(|_| body()).collect::<Vec<_>>();
    person.post(path, body()).await?.ok(201)?;
    race(person, path, &crowd(), FEW - 1, setting).await?;
    race(person, path, &[body()], 0, setting).await?;
    make_room().await?;
    race(person, path, &crowd(), 1, setting).await
}

async fn a_publisher_has_so_many_apps(stage: &Stage) -> Outcome {
    let (publisher, other) = (stage.publisher().await?, stage.publisher().await?);
    let (path, setting) = (publisher.at("/apps"), "max_apps_per_publisher");
    let crowd: Vec<_> = (0..CROWD).map(|_| details("targeted")).collect();
    race(&publisher.owner, &path, &crowd, FEW, setting).await?;
    race(&publisher.owner, &path, &[details("targeted")], 0, setting).await?;
    let apps: Page<AppSummary> = publisher.owner.read(&path).await?;
    assert_eq!(apps.items.len(), FEW);
    other.draft().await?;
    Ok(())
}

async fn an_app_has_so_many_versions(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let (app, other) = (publisher.draft().await?, publisher.draft().await?);
    let path = publisher.at(&format!("/apps/{}/versions", app.id));
    // Each asks for something else than the one before.
    let body = |after: usize| {
        let scope = if after.is_multiple_of(2) { "patients.read" } else { "claims.read" };
        json!({"after_version": after, "scopes": wanted(&[scope], &[])})
    };
    for after in 0..FEW - 1 {
        publisher.owner.post(&path, body(after)).await?.ok(201)?;
    }
    // All of them after the same one: the last place is one's.
    let crowd = join_all((0..CROWD).map(|_| publisher.owner.post(&path, body(FEW - 1)))).await;
    let crowd = crowd.into_iter().collect::<Outcome<Vec<_>>>()?;
    assert_eq!(crowd.iter().filter(|answer| answer.status == 201).count(), 1);
    race(&publisher.owner, &path, &[body(FEW)], 0, "max_versions_per_app").await?;
    let app: App = publisher.owner.read(&publisher.at(&format!("/apps/{}", app.id))).await?;
    assert_eq!(usize::try_from(app.latest_version)?, FEW);
    publisher.publish(other.id, 0, wanted(&["patients.read"], &[])).await?;
    Ok(())
}

async fn an_app_names_so_many_tenants(stage: &Stage) -> Outcome {
    let publisher = stage.publisher().await?;
    let (app, other) = (publisher.draft().await?, publisher.draft().await?);
    let mut bodies = Vec::new();
    for _ in 0..CROWD {
        let body = json!({"name": format!("Clinic {}", next()), "owner_email": Person::new_email("owner")});
        let made: CreatedTenant = stage.operator.create(&paths::operator::tenants(), body).await?;
        bodies.push(json!({"tenant_id": made.tenant.id}));
    }
    let (path, setting) = (publisher.at(&format!("/apps/{}/targets", app.id)), "max_tenants_per_app");
    race(&publisher.owner, &path, &bodies, FEW, setting).await?;
    let named = targets(&publisher, &path).await?;
    assert_eq!(named.len(), FEW);
    let is_named = |body: &&Value| named.iter().any(|target| body["tenant_id"] == json!(target.tenant_id));
    let left: Vec<_> = bodies.iter().filter(|body| !is_named(body)).cloned().collect();
    race(&publisher.owner, &path, &left[..1], 0, setting).await?;
    publisher.owner.delete(&format!("{path}/{}", named[0].tenant_id)).await?.ok(204)?;
    race(&publisher.owner, &path, &left, 1, setting).await?;
    let path = publisher.at(&format!("/apps/{}/targets", other.id));
    publisher.owner.post(&path, &bodies[0]).await?.ok(201)?;
    Ok(())
}

async fn targets(publisher: &Publisher, path: &str) -> Outcome<Vec<Target>> {
    let page: Page<Target> = publisher.owner.read(path).await?;
    Ok(page.items)
}

async fn an_organisation_has_so_many_open_invitations(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let body = || json!({"email": Person::new_email("guest"), "role": "viewer"});
    for (owner, at) in [(&tenant.owner, tenant.at("")), (&publisher.owner, publisher.at(""))] {
        let (members, pending) = (format!("{at}/members"), format!("{at}/invitations"));
        let first = async || -> Outcome<PendingInvitation> {
            let page: Page<PendingInvitation> = owner.read(&pending).await?;
            page.items.into_iter().next().ok_or_else(|| "no one is invited".into())
        };
        let withdraw = async || {
            owner.ask(Method::DELETE, &format!("{pending}/{}", first().await?.id), None).await?.ok(204)?;
            Ok(())
        };
        fill(owner, &members, body, "max_invitations_per_organisation", withdraw).await?;
        // A new link takes the place of the one before, and so does another invitation of the same person.
        let one = first().await?;
        owner.verb(&format!("{pending}/{}/new-link", one.id)).await?.ok(201)?;
        owner.post(&members, json!({"email": one.email, "role": "viewer"})).await?.ok(201)?;
        race(owner, &members, &[body()], 0, "max_invitations_per_organisation").await?;
    }
    Ok(())
}

async fn an_organisation_has_so_many_webhooks(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    for (owner, path) in
        [(&tenant.owner, tenant.at("/webhooks")), (&publisher.owner, publisher.at("/webhooks"))]
    {
        let delete = async || {
            let page: Page<Webhook> = owner.read(&path).await?;
            let one = page.items.first().ok_or("there is none")?;
            owner.verb(&format!("{path}/{}/delete", one.id)).await?.ok(204)?;
            Ok(())
        };
        let body = || json!({"url": "https://hooks.example/", "events": ["connection.allowed"], "apps": []});
        fill(owner, &path, body, "max_webhooks_per_organisation", delete).await?;
    }
    Ok(())
}

async fn a_tenant_has_so_many_credentials(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let path = tenant.at("/credentials");
    let delete = async || {
        let page: Page<Credential> = tenant.owner.read(&path).await?;
        let one = page.items.first().ok_or("there is none")?;
        let gone = format!("{path}/{}/delete", one.client.client_id);
        tenant.owner.post(&gone, json!({"confirmation": one.name})).await?.ok(204)?;
        Ok(())
    };
    let body = || json!({"name": format!("Reporting {}", next()), "scopes": ["claims.read"]});
    fill(&tenant.owner, &path, body, "max_credentials_per_tenant", delete).await?;
    stage.tenant().await?.generate(&["claims.read"]).await?;
    Ok(())
}
