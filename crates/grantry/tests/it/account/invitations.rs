use model::{access_token::TokenScope, role::TenantRole};
use serde_json::json;
use wire::{
    account::{InvitationView, Me},
    members::TenantMember,
    page::Page,
    paths::{self, account},
    problem::ProblemCode,
};

use super::access_tokens;
use crate::harness::{Outcome, Person, Stage, on_both, people::token_of};

on_both! {
    shared: a_link_says_what_it_is_for a_link_works_once two_at_once_are_one_member garbage_is_not_found
        a_weak_password_is_refused_and_the_link_stays an_account_keeps_its_password links_say_nothing_of_accounts
        no_one_is_locked_out_by_a_link_that_another_opened
        a_member_needs_no_link the_console_makes_operators;
}

async fn a_link_says_what_it_is_for(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let email = Person::new_email("ann");
    let invited = tenant.invite(TenantRole::Admin, &email).await?;
    assert!(
        invited.link.starts_with(&format!("{}/welcome#", stage.anonymous.base)),
        "a fragment is sent to no one"
    );
    let body = json!({"token": token_of(&invited.link)});
    for _ in 0..2 {
        let view: InvitationView =
            stage.anonymous.post(&account::look_at_invitation(), &body).await?.ok(200)?.json()?;
        assert_eq!((view.organisation, view.role.as_str()), (tenant.name.clone(), "admin"));
        assert_eq!(view.email.as_str(), email.as_str());
    }
    Ok(())
}

async fn a_link_works_once(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let invited = tenant.invite(TenantRole::Viewer, &Person::new_email("ann")).await?;
    Person::join(&stage.anonymous, &invited.link).await?;
    let token = token_of(&invited.link);
    stage
        .anonymous
        .post(&account::look_at_invitation(), json!({"token": token}))
        .await?
        .ok(404)?
        .problem(ProblemCode::NotFound)?;
    let again = json!({"token": token, "name": "Eve", "password": Person::new_password()});
    let refused = stage.anonymous.post(&account::accept_invitation(), again).await?.ok(404)?;
    assert_eq!(refused.set_cookie(), "");
    Ok(())
}

async fn two_at_once_are_one_member(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let invited = tenant.invite(TenantRole::Viewer, &Person::new_email("ann")).await?;
    let body =
        || json!({"token": token_of(&invited.link), "name": "Ann", "password": Person::new_password()});
    let at = account::accept_invitation();
    let (one, other) = tokio::join!(stage.anonymous.post(&at, body()), stage.anonymous.post(&at, body()));
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
        let look =
            stage.anonymous.post(&account::look_at_invitation(), json!({"token": token})).await?.ok(404)?;
        look.problem(ProblemCode::NotFound)?;
        let body = json!({"token": token, "name": "Eve", "password": Person::new_password()});
        stage
            .anonymous
            .post(&account::accept_invitation(), body)
            .await?
            .ok(404)?
            .problem(ProblemCode::NotFound)?;
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
        let mut fields = stage.anonymous.post(&account::accept_invitation(), body).await?.wrong_fields()?;
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
    let stranger =
        json!({"token": token_of(&invited.link), "name": "Eve", "password": Person::new_password()});
    assert_eq!(
        stage.anonymous.post(&account::accept_invitation(), stranger).await?.wrong_fields()?,
        ["password"]
    );
    person.join_too(&invited.link).await?;
    assert_eq!(person.me.tenants.len(), 2);
    assert_eq!(person.me.name, first.owner.me.name);
    Ok(())
}

async fn a_member_needs_no_link(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let body = json!({"email": tenant.owner.me.email, "role": "viewer"});
    assert_eq!(tenant.owner.post(&tenant.at("/members"), body).await?.wrong_fields()?, ["email"]);
    Ok(())
}

async fn the_console_makes_operators(stage: &Stage) -> Outcome {
    let link = stage.server().operator_link(&Person::new_email("operator"))?;
    let view: InvitationView = stage
        .anonymous
        .post(&account::look_at_invitation(), json!({"token": token_of(&link)}))
        .await?
        .ok(200)?
        .json()?;
    assert_eq!(view.role, "operator");
    let operator = Person::join(&stage.anonymous, &link).await?;
    let me: Me = operator.read(&account::session()).await?;
    assert!(me.operator);
    operator.get(&paths::operator::tenants()).await?.ok(200)?;
    Ok(())
}

/// A link tells the same of an address that is known and of one that is not; so does what it refuses.
async fn links_say_nothing_of_accounts(stage: &Stage) -> Outcome {
    let (first, second) = (stage.tenant().await?, stage.tenant().await?);
    let mut told = Vec::new();
    for email in [first.owner.me.email.to_string(), Person::new_email("unknown")] {
        let invited = second.invite(TenantRole::Viewer, &email).await?;
        let token = token_of(&invited.link);
        let mut answers = Vec::new();
        for body in [
            json!({"token": token, "name": "Eve", "password": "short"}),
            json!({"token": token, "name": "", "password": Person::new_password()}),
            json!({"token": token, "password": Person::new_password()}),
        ] {
            let answer = stage.anonymous.post(&account::accept_invitation(), body).await?;
            let mut problem: wire::problem::Problem = answer.json()?;
            problem.request_id.clear();
            answers.push((answer.status, problem));
        }
        let look = stage
            .anonymous
            .post(&account::look_at_invitation(), json!({"token": token}))
            .await?
            .ok(200)?
            .body;
        told.push((look.replace(&email, "…"), answers));
    }
    assert_eq!(told[0], told[1]);
    Ok(())
}

/// An admin who opens the link that they made for someone else has an account in that person's name: it is worth
/// nothing beyond the admin's own organisation, and the person comes back.
async fn no_one_is_locked_out_by_a_link_that_another_opened(stage: &Stage) -> Outcome {
    let (squatting, other) = (stage.tenant().await?, stage.tenant().await?);
    let email = Person::new_email("chief");
    let squatter =
        Person::join(&stage.anonymous, &squatting.invite(TenantRole::Viewer, &email).await?.link).await?;
    let gta = access_tokens::made(&squatter, &[TokenScope::Write]).await?.token;
    // In use, the account is not handed to another link: it would give away the first organisation.
    let invited = other.invite(TenantRole::Admin, &email).await?;
    let own = |token: &str| json!({"token": token, "name": "Chief", "password": Person::new_password()});
    let token = token_of(&invited.link).to_owned();
    assert_eq!(
        stage.anonymous.post(&account::accept_invitation(), own(&token)).await?.wrong_fields()?,
        ["password"]
    );
    // Removed, it gives access to nothing, and is as good as new.
    squatting.owner.delete(&squatting.at(&format!("/members/{}", squatter.me.id))).await?.ok(204)?;
    let chief = Person::join(&stage.anonymous, &invited.link).await?;
    assert_eq!(chief.me.id, squatter.me.id);
    chief.read::<wire::admin::Tenant>(&other.at("")).await?;
    squatter.get(&account::session()).await?.ok(401)?;
    access_tokens::is_over(stage, &gta).await?;
    let old = json!({"email": email, "password": squatter.password});
    stage.anonymous.post(&account::session(), old).await?.ok(401)?;
    chief.sign_in_again().await?;
    Ok(())
}
