//! One-time links to secrets: made while a secret is shown, opened once by whoever has the link.

use api_client::account;
use serde_json::json;
use wire::{
    account::{LookAtSecretLink, OpenSecretLink, SecretLinkView},
    activity::Activity,
    admin::IssuedCredential,
    page::Page,
    problem::ProblemCode,
    secrets::{CreatedSecretLink, SecretLink},
};

use crate::harness::{Outcome, Partner, Stage, Tenant, on_both, people::token_of};

on_both! {
    shared: a_link_shows_the_secret_once only_a_secret_of_the_client_that_works_is_handed_on
        a_withdrawn_link_and_one_whose_secret_is_gone_show_nothing developers_hand_on_what_they_collect;
}

fn at_client(tenant: &Tenant, issued: &IssuedCredential, rest: &str) -> String {
    tenant.at(&format!("/clients/{}/secret-links{rest}", issued.client_id))
}

async fn look(stage: &Stage, made: &CreatedSecretLink) -> Outcome<SecretLinkView> {
    let token = token_of(&made.link).into();
    stage.anonymous.call(account::look_at_secret_link(LookAtSecretLink { token })).await
}

/// Whether the link shows nothing.
async fn is_void(stage: &Stage, made: &CreatedSecretLink) -> Outcome<bool> {
    let token = || token_of(&made.link).into();
    let looked =
        stage.anonymous.make(&account::look_at_secret_link(LookAtSecretLink { token: token() })).await?;
    let opened = stage.anonymous.make(&account::open_secret_link(OpenSecretLink { token: token() })).await?;
    Ok((looked.status, opened.status) == (404, 404))
}

async fn a_link_shows_the_secret_once(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let allowed = tenant.allow(app.id, &[]).await?;
    let issued = &allowed.credential;
    let made = tenant.secret_link(issued).await?;
    assert!(made.link.contains("/secret#"), "what opens it is in the fragment");
    let listed: Page<SecretLink> = tenant.owner.read(&at_client(&tenant, issued, "")).await?;
    assert_eq!(listed.items, std::slice::from_ref(&made.secret_link));
    assert_eq!(listed.items[0].created_by, tenant.owner.me.name);

    // Looking uses nothing, however often.
    for _ in 0..2 {
        let seen = look(stage, &made).await?;
        assert_eq!((&seen.organisation, &seen.name), (&tenant.name, &allowed.connection.app_name));
        assert_eq!(seen.expires_at, made.secret_link.expires_at);
    }
    let token = token_of(&made.link).into();
    let opened = stage.anonymous.call(account::open_secret_link(OpenSecretLink { token })).await?;
    assert_eq!(opened.credential, *issued);
    assert!(Partner::new(&stage.anonymous, &opened.credential).gets_token().await?);
    assert!(is_void(stage, &made).await?);
    let listed: Page<SecretLink> = tenant.owner.read(&at_client(&tenant, issued, "")).await?;
    assert_eq!(listed.items, []);

    let history: Page<Activity> =
        tenant.owner.read(&tenant.connection(allowed.connection.id, "/activity")).await?;
    let told = |action: &str| history.items.iter().find(|entry| entry.action.as_str() == action);
    let (created, opened) =
        (told("secret_link.created").ok_or("not told")?, told("secret_link.opened").ok_or("not told")?);
    assert_eq!(created.actor, tenant.owner.me.name);
    assert_eq!((opened.actor.as_str(), opened.from.as_deref()), ("Someone", Some("127.0.0.1")));
    assert!(opened.detail.as_ref().is_some_and(|detail| detail.ends_with(&made.secret_link.hint)));
    let of_publisher: Page<Activity> = publisher.owner.read(&publisher.at("/activity")).await?;
    let links = of_publisher.items.iter().filter(|entry| entry.action.as_str().starts_with("secret_link."));
    assert_eq!(links.count(), 0, "how a tenant hands a secret on is its own business");
    Ok(())
}

async fn only_a_secret_of_the_client_that_works_is_handed_on(stage: &Stage) -> Outcome {
    let (tenant, stranger) = (stage.tenant().await?, stage.tenant().await?);
    let own = tenant.generate(&["patients.read"]).await?.issued;
    let other = tenant.generate(&["patients.read"]).await?.issued;
    let path = at_client(&tenant, &own, "");
    let secret = own.client_secret.clone().ok_or("no secret")?;
    for wrong in [json!(other.client_secret), json!(""), json!("gts_x"), json!("x".repeat(500))] {
        let answer = tenant.owner.post(&path, json!({"secret": wrong, "hours": 1})).await?;
        assert_eq!(answer.wrong_fields()?, ["secret"]);
    }
    for hours in [0, 25] {
        let answer = tenant.owner.post(&path, json!({"secret": secret, "hours": hours})).await?;
        assert_eq!(answer.wrong_fields()?, ["hours"]);
    }
    let elsewhere = at_client(&stranger, &own, "");
    stranger.owner.post(&elsewhere, json!({"secret": secret, "hours": 1})).await?.ok(404)?;
    stranger.owner.get(&elsewhere).await?.ok(404)?;
    for _ in 0..10 {
        tenant.secret_link(&own).await?;
    }
    let one_more = tenant.owner.post(&path, json!({"secret": secret, "hours": 1})).await?;
    one_more.problem(ProblemCode::Conflict)?;
    Ok(())
}

async fn a_withdrawn_link_and_one_whose_secret_is_gone_show_nothing(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let issued = tenant.generate(&["patients.read"]).await?.issued;
    let (first, second, third) = (
        tenant.secret_link(&issued).await?,
        tenant.secret_link(&issued).await?,
        tenant.secret_link(&issued).await?,
    );
    let withdraw = at_client(&tenant, &issued, &format!("/{}", first.secret_link.id));
    tenant.owner.delete(&withdraw).await?.ok(204)?;
    tenant.owner.delete(&withdraw).await?.ok(404)?;
    assert!(is_void(stage, &first).await?);
    let mut cut = second.clone();
    cut.link.pop();
    assert!(is_void(stage, &cut).await?, "not copied in full");
    look(stage, &second).await?;

    let path = tenant.at(&format!("/credentials/{}/regenerate-secret", issued.client_id));
    tenant.owner.act::<IssuedCredential>(&path).await?;
    assert!(is_void(stage, &second).await? && is_void(stage, &third).await?);
    let listed: Page<SecretLink> = tenant.owner.read(&at_client(&tenant, &issued, "")).await?;
    assert_eq!(listed.items, []);
    Ok(())
}

async fn developers_hand_on_what_they_collect(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app_of("developer_collects", tenant.id).await?;
    let id = tenant.allow(app.id, &[]).await?.connection.id;
    let path = publisher.at(&format!("/connections/{id}"));
    let issued: IssuedCredential = publisher.owner.act(&format!("{path}/collect-secret")).await?;
    let links = format!("{path}/secret-links");
    let body = json!({"secret": issued.client_secret, "hours": 24});
    let made: CreatedSecretLink = publisher.owner.create(&links, body).await?;
    let listed: Page<SecretLink> = publisher.owner.read(&links).await?;
    assert_eq!(listed.items[0].created_by, publisher.owner.me.name);
    let listed: Page<SecretLink> = tenant.owner.read(&at_client(&tenant, &issued, "")).await?;
    assert_eq!(listed.items[0].created_by, publisher.name, "whose person it was is the publisher's to know");
    let token = token_of(&made.link).into();
    let opened = stage.anonymous.call(account::open_secret_link(OpenSecretLink { token })).await?;
    assert_eq!(opened.credential.client_secret, issued.client_secret);
    for (person, path) in
        [(&tenant.owner, tenant.at("/activity")), (&publisher.owner, publisher.at("/activity"))]
    {
        let history: Page<Activity> = person.read(&path).await?;
        let links: Vec<_> =
            history.items.iter().filter(|entry| entry.action.as_str().starts_with("secret_link.")).collect();
        assert_eq!(links.len(), 2, "{path}: made and opened, each once");
    }

    // What admins share is theirs to hand on.
    let shared = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let allowed = tenant.allow(shared.id, &[]).await?;
    let links = publisher.at(&format!("/connections/{}/secret-links", allowed.connection.id));
    let body = json!({"secret": allowed.credential.client_secret, "hours": 1});
    publisher.owner.post(&links, body).await?.problem(ProblemCode::Conflict)?;
    tenant.secret_link(&allowed.credential).await?;
    let listed: Page<SecretLink> = publisher.owner.read(&links).await?;
    assert_eq!(listed.items, []);
    Ok(())
}
