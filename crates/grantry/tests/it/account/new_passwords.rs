//! Links to a new password, which an operator makes.

use futures_util::future::join_all;
use model::{access_token::TokenScope, role::TenantRole};
use serde_json::json;
use wire::{
    account::PasswordLinkView,
    activity::Activity,
    members::Invited,
    operator::PasswordLink,
    page::Page,
    paths::{self, account},
};

use super::access_tokens;
use crate::harness::{Answer, Outcome, Person, Stage, on_both, people::token_of};

on_both! {
    shared: a_lost_password_is_set_again what_the_old_password_gave_ends a_weak_password_leaves_the_link
        only_the_newest_link_works garbage_is_not_found only_an_operator_makes_one
        links_that_the_account_made_end_with_its_password a_sign_in_under_way_ends_with_the_old_password
        a_removed_operators_links_are_none;
}

async fn link(stage: &Stage, person: &Person) -> Outcome<PasswordLink> {
    stage.operator.create(&paths::operator::password_links(), json!({"email": person.me.email})).await
}

async fn look(stage: &Stage, link: &str) -> Outcome<Answer> {
    stage.anonymous.post(&account::look_at_password_link(), json!({"token": token_of(link)})).await
}

/// Sets a new password.
async fn set(stage: &Stage, link: &str, password: &str) -> Outcome<Answer> {
    let body = json!({"token": token_of(link), "password": password});
    stage.anonymous.post(&account::use_password_link(), body).await
}

async fn a_lost_password_is_set_again(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let owner = &tenant.owner;
    let made = link(stage, owner).await?;
    assert!(made.link.starts_with(&format!("{}/new-password#", stage.anonymous.base)));
    assert_eq!((made.name.as_str(), made.organisations), (owner.me.name.as_str(), vec![tenant.name.clone()]));
    let view: PasswordLinkView = look(stage, &made.link).await?.ok(200)?.json()?;
    assert_eq!(view.email, owner.me.email);
    let password = Person::new_password();
    stage.anonymous.secrets.learn(&password);
    let answer = set(stage, &made.link, &password).await?.ok(200)?;
    let session = stage.anonymous.with(answer.bearer());
    session.get(&tenant.at("")).await?.ok(200)?;
    for (body, status) in [(&owner.password, 401), (&password, 200)] {
        let body = json!({"email": owner.me.email, "password": body});
        stage.anonymous.post(&account::session(), body).await?.ok(status)?;
    }
    set(stage, &made.link, &Person::new_password()).await?.ok(404)?;
    look(stage, &made.link).await?.ok(404)?;
    let history: Page<Activity> = session.read(&tenant.at("/activity")).await?;
    let actions: Vec<_> = history.items.iter().map(|entry| entry.action.as_str()).collect();
    assert!(
        actions.contains(&"password_link.created") && actions.contains(&"password.changed"),
        "{actions:?}"
    );
    Ok(())
}

/// Sessions, access tokens, and links that were made with them.
async fn what_the_old_password_gave_ends(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let admin = tenant.join(TenantRole::Admin).await?;
    let other_session = admin.sign_in_again().await?;
    let body = json!({"email": Person::new_email("friend"), "role": "viewer"});
    let friend: Invited = admin.create(&tenant.at("/members"), body).await?;
    let token = access_tokens::made(&admin, &[TokenScope::Read]).await?.token;
    let made = link(stage, &admin).await?;
    admin.get(&account::session()).await?.ok(200)?;
    set(stage, &made.link, &Person::new_password()).await?.ok(200)?;
    for session in [&admin, &other_session] {
        session.get(&account::session()).await?.ok(401)?;
    }
    access_tokens::is_over(stage, &token).await?;
    let look = json!({"token": token_of(&friend.link)});
    stage.anonymous.post(&account::look_at_invitation(), look).await?.ok(404)?;
    Ok(())
}

async fn a_weak_password_leaves_the_link(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let made = link(stage, &tenant.owner).await?;
    for weak in ["short", "password1234", tenant.owner.me.email.as_str()] {
        assert_eq!(set(stage, &made.link, weak).await?.wrong_fields()?, ["password"]);
    }
    tenant.owner.get(&account::session()).await?.ok(200)?;
    set(stage, &made.link, &Person::new_password()).await?.ok(200)?;
    Ok(())
}

async fn only_the_newest_link_works(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let (first, second) = (link(stage, &tenant.owner).await?, link(stage, &tenant.owner).await?);
    set(stage, &first.link, &Person::new_password()).await?.ok(404)?;
    let both = || set(stage, &second.link, "Quiet-Lantern-River-7");
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
        stage.anonymous.post(&account::look_at_password_link(), json!({"token": token})).await?.ok(404)?;
        let body = json!({"token": token, "password": Person::new_password()});
        stage.anonymous.post(&account::use_password_link(), body).await?.ok(404)?;
    }
    Ok(())
}

async fn only_an_operator_makes_one(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let viewer = tenant.join(TenantRole::Viewer).await?;
    tenant
        .owner
        .post(&paths::operator::password_links(), json!({"email": viewer.me.email}))
        .await?
        .ok(404)?;
    let unknown = json!({"email": Person::new_email("unknown")});
    assert_eq!(
        stage.operator.post(&paths::operator::password_links(), unknown).await?.wrong_fields()?,
        ["email"]
    );
    Ok(())
}

async fn another_operator(stage: &Stage) -> Outcome<Person> {
    let body = json!({"email": Person::new_email("operator")});
    let invited: Invited = stage.operator.create(&paths::operator::operators(), body).await?;
    Person::join(&stage.anonymous, &invited.link).await
}

/// Looked at and used, it is none.
async fn is_dead(stage: &Stage, link: &str) -> Outcome {
    look(stage, link).await?.ok(404)?;
    set(stage, link, &Person::new_password()).await?.ok(404)?;
    Ok(())
}

/// Whoever had an operator's account keeps no way into the accounts of others.
async fn links_that_the_account_made_end_with_its_password(stage: &Stage) -> Outcome {
    let (tenant, other) = (stage.tenant().await?, stage.tenant().await?);
    let operator = another_operator(stage).await?;
    let planted: PasswordLink =
        operator.create(&paths::operator::password_links(), json!({"email": tenant.owner.me.email})).await?;
    let of_another = link(stage, &other.owner).await?;
    let made = link(stage, &operator).await?;
    look(stage, &planted.link).await?.ok(200)?;
    let answer = set(stage, &made.link, &Person::new_password()).await?.ok(200)?;
    is_dead(stage, &planted.link).await?;
    tenant.owner.sign_in_again().await?;
    look(stage, &of_another.link).await?.ok(200)?;
    // The operator is one still.
    let back = stage.anonymous.with(answer.bearer());
    let again: PasswordLink =
        back.create(&paths::operator::password_links(), json!({"email": tenant.owner.me.email})).await?;
    look(stage, &again.link).await?.ok(200)?;
    Ok(())
}

async fn a_removed_operators_links_are_none(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let operator = another_operator(stage).await?;
    let made: PasswordLink =
        operator.create(&paths::operator::password_links(), json!({"email": tenant.owner.me.email})).await?;
    stage.operator.delete(&paths::operator::operator(operator.me.id)).await?.ok(204)?;
    is_dead(stage, &made.link).await?;
    tenant.owner.get(&account::session()).await?.ok(200)?;
    Ok(())
}

/// Sign-ins wait for a place to hash in, as the reset does: some have read the old hash, and are ready after it.
async fn a_sign_in_under_way_ends_with_the_old_password(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let owner = &tenant.owner;
    let (made, password) = (link(stage, owner).await?, Person::new_password());
    let reset = set(stage, &made.link, &password);
    let old = json!({"email": owner.me.email, "password": owner.password});
    let session = account::session();
    let sign_ins = join_all((0..8).map(|_| stage.anonymous.post(&session, &old)));
    let (reset, sign_ins) = tokio::join!(reset, sign_ins);
    let reset = reset?.ok(200)?;
    for answer in sign_ins {
        let answer = answer?;
        match answer.status {
            200 => drop(stage.anonymous.with(answer.bearer()).get(&session).await?.ok(401)?),
            status => assert!(matches!(status, 401 | 503), "{status}: {}", answer.body),
        }
    }
    stage.anonymous.with(reset.bearer()).get(&session).await?.ok(200)?;
    let new = json!({"email": owner.me.email, "password": password});
    stage.anonymous.post(&session, new).await?.ok(200)?;
    Ok(())
}
