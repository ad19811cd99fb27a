//! Wrong passwords and links are limited, right ones are not.

use serde_json::json;
use wire::{paths::account, problem::ProblemCode};

use crate::harness::{Answer, Outcome, Stage, on_both};

on_both! {
    limited: a_password_cannot_be_guessed right_passwords_are_accepted_beside_a_guesser links_cannot_be_guessed;
}

async fn sign_in(stage: &Stage, email: &str, password: &str) -> Outcome<Answer> {
    let body = json!({"email": email, "password": password});
    stage.anonymous.post(&account::session(), body).await
}

/// The answer, which must be a 429 that says when to come back.
fn too_many(answer: Answer) -> Outcome<u32> {
    let wait = answer.header("retry-after").parse()?;
    answer.problem(ProblemCode::TooMany)?;
    Ok(wait)
}

async fn a_password_cannot_be_guessed(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let (owner, other) = (&tenant.owner, &stage.operator);
    for _ in 0..10 {
        sign_in(stage, owner.me.email.as_str(), "a wrong pass phrase").await?.ok(401)?;
    }
    for password in ["a wrong pass phrase", &owner.password] {
        let answer = sign_in(stage, owner.me.email.as_str(), password).await?.ok(429)?;
        let wait = too_many(answer)?;
        assert!((1..=120).contains(&wait), "{wait}");
    }
    sign_in(stage, other.me.email.as_str(), &other.password).await?.ok(200)?;
    Ok(())
}

async fn right_passwords_are_accepted_beside_a_guesser(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    for account in 0..25 {
        sign_in(stage, &format!("{account}@unknown.example"), "a wrong pass phrase").await?.ok(401)?;
    }
    // The address is over its limit: one try an account is left.
    sign_in(stage, "24@unknown.example", "a wrong pass phrase").await?.ok(429)?;
    for _ in 0..3 {
        sign_in(stage, tenant.owner.me.email.as_str(), &tenant.owner.password).await?.ok(200)?;
    }
    Ok(())
}

async fn links_cannot_be_guessed(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let invited = tenant.invite(model::role::TenantRole::Viewer, "ann@people.example").await?;
    let look = async |token: &str| {
        stage.anonymous.post(&account::look_at_invitation(), json!({"token": token})).await
    };
    for _ in 0..20 {
        look("no such link").await?.ok(404)?;
    }
    too_many(look("no such link").await?.ok(429)?)?;
    let token = invited.link.rsplit_once('#').ok_or("no token in the link")?.1;
    look(token).await?.ok(200)?;
    Ok(())
}
