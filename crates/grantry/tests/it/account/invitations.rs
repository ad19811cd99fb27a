use model::role::TenantRole;
use serde_json::json;
use wire::{
    account::{InvitationView, Me},
    members::TenantMember,
    page::Page,
    problem::ProblemCode,
};

use crate::harness::{Outcome, Person, Stage, on_both, people::token_of};

on_both! {
    shared: a_link_says_what_it_is_for a_link_works_once two_at_once_are_one_member garbage_is_not_found
        a_weak_password_is_refused_and_the_link_stays an_account_keeps_its_password
        a_link_does_not_change_a_members_role the_console_makes_operators;
}

const LOOK: &str = "/api/account/v1/invitations/look";
const ACCEPT: &str = "/api/account/v1/invitations/accept";

async fn a_link_says_what_it_is_for(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let email = Person::new_email("ann");
    let invited = tenant.invite(TenantRole::Admin, &email).await?;
    assert!(
        invited.link.starts_with(&format!("{}/welcome#", stage.anonymous.base)),
        "a fragment is sent to nobody"
    );
    let body = json!({"token": token_of(&invited.link)});
    for _ in 0..2 {
        let view: InvitationView = stage.anonymous.post(LOOK, &body).await?.ok(200)?.json()?;
        assert_eq!((view.organisation, view.role.as_str()), (tenant.name.clone(), "admin"));
        assert_eq!((view.email.as_str(), view.has_account), (email.as_str(), false));
    }
    Ok(())
}

async fn a_link_works_once(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let invited = tenant.invite(TenantRole::Viewer, &Person::new_email("ann")).await?;
    Person::join(&stage.anonymous, &invited.link).await?;
    let token = token_of(&invited.link);
    stage.anonymous.post(LOOK, json!({"token": token})).await?.ok(404)?.problem(ProblemCode::NotFound)?;
    let again = json!({"token": token, "name": "Eve", "password": Person::new_password()});
    let refused = stage.anonymous.post(ACCEPT, again).await?.ok(404)?;
    assert_eq!(refused.set_cookie(), "");
    Ok(())
}

async fn two_at_once_are_one_member(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let invited = tenant.invite(TenantRole::Viewer, &Person::new_email("ann")).await?;
    let body =
        || json!({"token": token_of(&invited.link), "name": "Ann", "password": Person::new_password()});
    let (one, other) =
        tokio::join!(stage.anonymous.post(ACCEPT, body()), stage.anonymous.post(ACCEPT, body()));
    let (one, other) = (one?, other?);
    let won = [&one, &other].into_iter().filter(|answer| answer.status == 200).count();
    assert_eq!(won, 1, "{} and {}: {} {}", one.status, other.status, one.body, other.body);
    let lost = if one.status == 200 { other } else { one };
    // Whose account it is was decided meanwhile: the loser's password is none, or the link is used.
    assert!(matches!(lost.status, 404 | 409 | 412 | 422), "{}: {}", lost.status, lost.body);
    let members: Page<TenantMember> = tenant.owner.read(&tenant.at("/members")).await?;
    assert_eq!(members.items.len(), 2);
    Ok(())
}

async fn garbage_is_not_found(stage: &Stage) -> Outcome {
    for token in ["", "x", &"A".repeat(43), &"A".repeat(10_000), "../../etc", "é"] {
        let look = stage.anonymous.post(LOOK, json!({"token": token})).await?.ok(404)?;
        look.problem(ProblemCode::NotFound)?;
        let body = json!({"token": token, "name": "Eve", "password": Person::new_password()});
        stage.anonymous.post(ACCEPT, body).await?.ok(404)?.problem(ProblemCode::NotFound)?;
    }
    Ok(())
}

async fn a_weak_password_is_refused_and_the_link_stays(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let invited = tenant.invite(TenantRole::Viewer, &Person::new_email("ann")).await?;
    let token = token_of(&invited.link);
    for (name, password, wrong) in [
        ("Ann", "short", vec!["password"]),
        ("Ann", "password1234", vec!["password"]),
        ("Ann", "aaaaaaaaaaaaaaaa", vec!["password"]),
        ("", "Quiet-Enough-Lantern", vec!["name"]),
        ("", "short", vec!["name", "password"]),
    ] {
        let body = json!({"token": token, "name": name, "password": password});
        let mut fields = stage.anonymous.post(ACCEPT, body).await?.wrong_fields()?;
        fields.sort();
        assert_eq!(fields, wrong, "{name:?} {password}");
    }
    Person::join(&stage.anonymous, &invited.link).await?;
    Ok(())
}

/// Whoever finds the link of a person that has an account needs that person's password.
async fn an_account_keeps_its_password(stage: &Stage) -> Outcome {
    let (first, second) = (stage.tenant().await?, stage.tenant().await?);
    let mut person = first.owner.clone();
    let invited = second.invite(TenantRole::Viewer, person.me.email.as_str()).await?;
    let view: InvitationView =
        stage.anonymous.post(LOOK, json!({"token": token_of(&invited.link)})).await?.ok(200)?.json()?;
    assert!(view.has_account);
    let stranger =
        json!({"token": token_of(&invited.link), "name": "Eve", "password": Person::new_password()});
    assert_eq!(stage.anonymous.post(ACCEPT, stranger).await?.wrong_fields()?, ["password"]);
    person.join_too(&invited.link).await?;
    assert_eq!(person.me.tenants.len(), 2);
    assert_eq!(person.me.name, first.owner.me.name);
    Ok(())
}

async fn a_link_does_not_change_a_members_role(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let mut owner = tenant.owner.clone();
    let invited = tenant.invite(TenantRole::Viewer, owner.me.email.as_str()).await?;
    owner.join_too(&invited.link).await?;
    assert_eq!(owner.me.tenants[0].role, TenantRole::Owner);
    Ok(())
}

async fn the_console_makes_operators(stage: &Stage) -> Outcome {
    let link = stage.server().operator_link(&Person::new_email("operator"))?;
    let view: InvitationView =
        stage.anonymous.post(LOOK, json!({"token": token_of(&link)})).await?.ok(200)?.json()?;
    assert_eq!(view.role, "operator");
    let operator = Person::join(&stage.anonymous, &link).await?;
    let me: Me = operator.read("/api/account/v1/session").await?;
    assert!(me.operator);
    operator.get("/api/operator/v1/tenants").await?.ok(200)?;
    Ok(())
}
