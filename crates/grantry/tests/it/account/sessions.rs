use serde_json::json;
use wire::{account::Me, paths::account, problem::ProblemCode};

use crate::harness::{Outcome, Stage, on_both};

on_both! {
    shared: signing_in_and_out the_cookie_is_locked_down wrong_sign_ins_are_alike a_forged_cookie_is_no_one
        sessions_are_independent me_says_where_a_person_belongs;
}

async fn signing_in_and_out(stage: &Stage) -> Outcome {
    let person = stage.tenant().await?.owner;
    let session = person.sign_in_again().await?;
    let me: Me = session.read(&account::session()).await?;
    assert_eq!(me, person.me);
    let out = session.delete(&account::session()).await?.ok(204)?;
    assert!(out.set_cookie().contains("__Host-session=;") && out.set_cookie().contains("Max-Age=0"));
    // The mark of the browser and what the pages store stay.
    assert_eq!(out.header("clear-site-data"), "\"cache\"");
    session.get(&account::session()).await?.ok(401)?.problem(ProblemCode::SignedOut)?;
    session.delete(&account::session()).await?.ok(401)?;
    Ok(())
}

async fn the_cookie_is_locked_down(stage: &Stage) -> Outcome {
    let person = stage.tenant().await?.owner;
    let body = json!({"email": person.me.email, "password": person.password});
    let answer = stage.anonymous.post(&account::session(), body).await?.ok(200)?;
    let parts: Vec<_> = answer.set_cookie().split("; ").collect();
    assert!(parts[0].starts_with("__Host-session="));
    for part in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(parts.contains(&part), "{part} in {:?}", &parts[1..]);
    }
    assert!(!answer.set_cookie().contains("Domain"), "the prefix forbids it");
    let bearer = answer.bearer().ok_or("no cookie")?;
    assert!(bearer.len() >= 43, "256 bits");
    assert!(!answer.body.contains(&bearer), "what scripts can read does not hold it");
    Ok(())
}

/// No one learns whether an address has an account.
async fn wrong_sign_ins_are_alike(stage: &Stage) -> Outcome {
    let person = stage.tenant().await?.owner;
    let wrong_password = json!({"email": person.me.email, "password": "Not-The-Password-1"});
    let wrong_email = json!({"email": "unknown@people.example", "password": person.password});
    let mut answers = Vec::new();
    for body in [wrong_password, wrong_email] {
        let answer = stage.anonymous.post(&account::session(), body).await?.ok(401)?;
        assert_eq!(answer.set_cookie(), "");
        let mut problem = answer.problem(ProblemCode::SignedOut)?;
        problem.request_id.clear();
        answers.push(problem);
    }
    assert_eq!(answers[0], answers[1]);
    // The address is not case-sensitive, the password is.
    let body = json!({"email": person.me.email.as_str().to_uppercase(), "password": person.password});
    stage.anonymous.post(&account::session(), body).await?.ok(200)?;
    let body = json!({"email": person.me.email, "password": person.password.to_uppercase()});
    stage.anonymous.post(&account::session(), body).await?.ok(401)?;
    Ok(())
}

async fn a_forged_cookie_is_no_one(stage: &Stage) -> Outcome {
    let real = stage.operator.cookie.clone().ok_or("no cookie")?;
    let mut flipped = real.clone();
    let last = if flipped.pop() == Some('A') { 'B' } else { 'A' };
    flipped.push(last);
    for forged in [String::new(), "x".into(), "A".repeat(43), flipped, real[..42].into(), "A".repeat(5000)] {
        let client = stage.anonymous.with(Some(forged));
        client.get(&account::session()).await?.ok(401)?.problem(ProblemCode::SignedOut)?;
    }
    Ok(())
}

async fn sessions_are_independent(stage: &Stage) -> Outcome {
    let first = stage.tenant().await?.owner;
    let second = first.sign_in_again().await?;
    assert_ne!(first.cookie, second.cookie);
    first.delete(&account::session()).await?.ok(204)?;
    first.get(&account::session()).await?.ok(401)?;
    second.get(&account::session()).await?.ok(200)?;
    Ok(())
}

async fn me_says_where_a_person_belongs(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let mut person = tenant.owner.clone();
    let body = json!({"email": person.me.email, "role": "developer"});
    let invited: wire::members::Invited = publisher.owner.create(&publisher.at("/members"), body).await?;
    person.join_too(&invited.link).await?;
    let me: Me = person.read(&account::session()).await?;
    assert_eq!(
        me.publishers.iter().map(|one| (one.id, one.role.as_str())).collect::<Vec<_>>(),
        [(publisher.id, "developer")]
    );
    let tenants: Vec<_> =
        me.tenants.iter().map(|one| (one.id, one.kind.as_str(), one.role.as_str())).collect();
    assert!(tenants.contains(&(tenant.id, "live", "owner")), "{tenants:?}");
    assert!(!me.operator);
    let operator: Me = stage.operator.read(&account::session()).await?;
    assert!(operator.operator && operator.tenants.is_empty() && operator.publishers.is_empty());
    Ok(())
}
