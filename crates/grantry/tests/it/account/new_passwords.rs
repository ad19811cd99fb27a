//! Links to a new password, which an operator makes.

use futures_util::future::join_all;
use model::role::TenantRole;
use serde_json::json;
use wire::{
    account::PasswordLinkView, activity::Activity, members::Invited, operator::PasswordLink, page::Page,
};

use crate::harness::{Outcome, Person, Stage, on_both, people::token_of};

on_both! {
    shared: a_lost_password_is_set_again what_the_old_password_gave_ends a_weak_password_leaves_the_link
        only_the_newest_link_works garbage_is_not_found only_an_operator_makes_one
        links_that_the_account_made_end_with_its_password a_sign_in_under_way_ends_with_the_old_password
        a_removed_operators_links_are_none;
}

const MAKE: &str = "/api/operator/v1/password-links";
const LOOK: &str = "/api/account/v1/password-links/look";
const USE: &str = "/api/account/v1/password-links/use";
const SESSION: &str = "/api/account/v1/session";

async fn link(stage: &Stage, person: &Person) -> Outcome<PasswordLink> {
    stage.operator.create(MAKE, json!({"email": person.me.email})).await
}

fn new(link: &str, password: &str) -> serde_json::Value {
    json!({"token": token_of(link), "password": password})
}

async fn a_lost_password_is_set_again(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let owner = &tenant.owner;
    let made = link(stage, owner).await?;
    assert!(made.link.starts_with(&format!("{}/new-password#", stage.anonymous.base)));
    assert_eq!((made.name.as_str(), made.organisations), (owner.me.name.as_str(), vec![tenant.name.clone()]));
    let look = json!({"token": token_of(&made.link)});
    let view: PasswordLinkView = stage.anonymous.post(LOOK, &look).await?.ok(200)?.json()?;
    assert_eq!(view.email, owner.me.email);
    let password = Person::new_password();
    stage.anonymous.secrets.learn(&password);
    let answer = stage.anonymous.post(USE, new(&made.link, &password)).await?.ok(200)?;
    let session = stage.anonymous.with(answer.bearer());
    session.get(&tenant.at("")).await?.ok(200)?;
    for (body, status) in [(&owner.password, 401), (&password, 200)] {
        let body = json!({"email": owner.me.email, "password": body});
        stage.anonymous.post(SESSION, body).await?.ok(status)?;
    }
    stage.anonymous.post(USE, new(&made.link, &Person::new_password())).await?.ok(404)?;
    stage.anonymous.post(LOOK, &look).await?.ok(404)?;
    let history: Page<Activity> = session.read(&tenant.at("/activity")).await?;
    let actions: Vec<_> = history.items.iter().map(|entry| entry.action.as_str()).collect();
    assert!(
        actions.contains(&"password_link.created") && actions.contains(&"password.changed"),
        "{actions:?}"
    );
    Ok(())
}

/// Sessions, and links that were made with them.
async fn what_the_old_password_gave_ends(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let admin = tenant.join(TenantRole::Admin).await?;
    let other_session = admin.sign_in_again().await?;
    let body = json!({"email": Person::new_email("friend"), "role": "viewer"});
    let friend: Invited = admin.create(&tenant.at("/members"), body).await?;
    let made = link(stage, &admin).await?;
    admin.get(SESSION).await?.ok(200)?;
    stage.anonymous.post(USE, new(&made.link, &Person::new_password())).await?.ok(200)?;
    for session in [&admin, &other_session] {
        session.get(SESSION).await?.ok(401)?;
    }
    let look = json!({"token": token_of(&friend.link)});
    stage.anonymous.post("/api/account/v1/invitations/look", look).await?.ok(404)?;
    Ok(())
}

async fn a_weak_password_leaves_the_link(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let made = link(stage, &tenant.owner).await?;
    for weak in ["short", "password1234", tenant.owner.me.email.as_str()] {
        assert_eq!(stage.anonymous.post(USE, new(&made.link, weak)).await?.wrong_fields()?, ["password"]);
    }
    tenant.owner.get(SESSION).await?.ok(200)?;
    stage.anonymous.post(USE, new(&made.link, &Person::new_password())).await?.ok(200)?;
    Ok(())
}

async fn only_the_newest_link_works(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let (first, second) = (link(stage, &tenant.owner).await?, link(stage, &tenant.owner).await?);
    stage.anonymous.post(USE, new(&first.link, &Person::new_password())).await?.ok(404)?;
    let both = || stage.anonymous.post(USE, new(&second.link, "Quiet-Lantern-River-7"));
    let (one, other) = tokio::join!(both(), both());
    let mut statuses = [one?.status, other?.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 404]);
    Ok(())
}

async fn garbage_is_not_found(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let invited = tenant.invite(TenantRole::Viewer, &Person::new_email("ann")).await?;
    for token in ["", "x", &"A".repeat(43), token_of(&invited.link)] {
        stage.anonymous.post(LOOK, json!({"token": token})).await?.ok(404)?;
        let body = json!({"token": token, "password": Person::new_password()});
        stage.anonymous.post(USE, body).await?.ok(404)?;
    }
    Ok(())
}

async fn only_an_operator_makes_one(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let viewer = tenant.join(TenantRole::Viewer).await?;
    tenant.owner.post(MAKE, json!({"email": viewer.me.email})).await?.ok(404)?;
    let unknown = json!({"email": Person::new_email("unknown")});
    assert_eq!(stage.operator.post(MAKE, unknown).await?.wrong_fields()?, ["email"]);
    Ok(())
}

async fn another_operator(stage: &Stage) -> Outcome<Person> {
    let body = json!({"email": Person::new_email("operator")});
    let invited: Invited = stage.operator.create("/api/operator/v1/operators", body).await?;
    Person::join(&stage.anonymous, &invited.link).await
}

/// Looked at and used, it is none.
async fn is_dead(stage: &Stage, link: &str) -> Outcome {
    stage.anonymous.post(LOOK, json!({"token": token_of(link)})).await?.ok(404)?;
    stage.anonymous.post(USE, new(link, &Person::new_password())).await?.ok(404)?;
    Ok(())
}

/// Whoever had an operator's account keeps no way into the accounts of others.
async fn links_that_the_account_made_end_with_its_password(stage: &Stage) -> Outcome {
    let (tenant, other) = (stage.tenant().await?, stage.tenant().await?);
    let operator = another_operator(stage).await?;
    let planted: PasswordLink = operator.create(MAKE, json!({"email": tenant.owner.me.email})).await?;
    let of_another = link(stage, &other.owner).await?;
    let made = link(stage, &operator).await?;
    let look = |link: &str| json!({"token": token_of(link)});
    stage.anonymous.post(LOOK, look(&planted.link)).await?.ok(200)?;
    let answer = stage.anonymous.post(USE, new(&made.link, &Person::new_password())).await?.ok(200)?;
    is_dead(stage, &planted.link).await?;
    tenant.owner.sign_in_again().await?;
    stage.anonymous.post(LOOK, look(&of_another.link)).await?.ok(200)?;
    // The operator is one still.
    let back = stage.anonymous.with(answer.bearer());
    let again: PasswordLink = back.create(MAKE, json!({"email": tenant.owner.me.email})).await?;
    stage.anonymous.post(LOOK, look(&again.link)).await?.ok(200)?;
    Ok(())
}

async fn a_removed_operators_links_are_none(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let operator = another_operator(stage).await?;
    let made: PasswordLink = operator.create(MAKE, json!({"email": tenant.owner.me.email})).await?;
    stage.operator.delete(&format!("/api/operator/v1/operators/{}", operator.me.id)).await?.ok(204)?;
    is_dead(stage, &made.link).await?;
    tenant.owner.get(SESSION).await?.ok(200)?;
    Ok(())
}

/// Sign-ins wait for a place to hash in, as the reset does: some have read the old hash, and are ready after it.
async fn a_sign_in_under_way_ends_with_the_old_password(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let owner = &tenant.owner;
    let (made, password) = (link(stage, owner).await?, Person::new_password());
    let reset = stage.anonymous.post(USE, new(&made.link, &password));
    let old = json!({"email": owner.me.email, "password": owner.password});
    let sign_ins = join_all((0..8).map(|_| stage.anonymous.post(SESSION, &old)));
    let (reset, sign_ins) = tokio::join!(reset, sign_ins);
    let reset = reset?.ok(200)?;
    for answer in sign_ins {
        let answer = answer?;
        match answer.status {
            200 => drop(stage.anonymous.with(answer.bearer()).get(SESSION).await?.ok(401)?),
            status => assert!(matches!(status, 401 | 503), "{status}: {}", answer.body),
        }
    }
    stage.anonymous.with(reset.bearer()).get(SESSION).await?.ok(200)?;
    let new = json!({"email": owner.me.email, "password": password});
    stage.anonymous.post(SESSION, new).await?.ok(200)?;
    Ok(())
}
