//! Sign-in in two steps over HTTP: the password alone opens nothing, the cookies, the histories, and guesses of codes.

use foundation::Clock;
use model::audit::AuditAction;
use reqwest::{Method, header::SET_COOKIE};
use serde_json::json;
use wire::{
    account::Me,
    activity::Activity,
    operator::PasswordLink,
    page::Page,
    paths,
    problem::ProblemCode,
    second_factor::{NewSecondFactor, RecoveryCodes},
};

use crate::harness::{
    Answer, Outcome, Person, Stage,
    authenticator::{code, wrong_code},
    on_both,
    people::token_of,
    until,
};

on_both! {
    shared: a_password_alone_gives_no_session a_session_is_made_after_the_code
        the_other_sessions_end_with_the_set_up histories_and_inbox_tell_of_it a_link_to_a_new_password_asks_for_a_code;
    limited_behind_a_proxy: codes_are_guessed_thirty_times_an_hour;
}

const NO_SESSION: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn now() -> i64 {
    Clock::System.now().timestamp()
}

/// Sets up a second factor: the secret and the recovery codes.
async fn enrol(person: &Person) -> Outcome<(String, Vec<String>)> {
    let body = json!({"password": person.password});
    let begun = person.post(&paths::account::second_factor(), body).await?.ok(200)?;
    let begun: NewSecondFactor = begun.json()?;
    assert!(begun.uri.starts_with("otpauth://totp/") && begun.uri.contains(&begun.secret));
    assert!(begun.qr_code.size > 28 && begun.qr_code.path.starts_with('M'));
    let confirm = json!({"code": code(&begun.secret, now())});
    let made = person.post(&paths::account::confirm_second_factor(), confirm).await?.ok(200)?;
    Ok((begun.secret, made.json::<RecoveryCodes>()?.codes))
}

async fn sign_in(stage: &Stage, person: &Person, from: &str) -> Outcome<Answer> {
    let request = stage.anonymous.request(Method::POST, &paths::account::session());
    let body = json!({"email": person.me.email, "password": person.password});
    stage.anonymous.send(request.header("x-forwarded-for", from).json(&body)).await
}

/// What the cookie of a sign-in that waits carries.
fn pending(answer: &Answer) -> Outcome<String> {
    let mut cookies = answer.headers.get_all(SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
    let cookie = cookies.find_map(|cookie| cookie.strip_prefix("__Host-sign-in=")).ok_or("no cookie")?;
    for part in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=600"] {
        assert!(cookie.contains(part), "{part} is not in {cookie}");
    }
    Ok(cookie.split(';').next().unwrap_or_default().to_owned())
}

async fn waiting(stage: &Stage, person: &Person, from: &str) -> Outcome<String> {
    let answer = sign_in(stage, person, from).await?.ok(403)?;
    let bearer = pending(&answer)?;
    assert!(answer.bearer().is_none() && !answer.body.contains(&bearer), "{}", answer.body);
    answer.problem(ProblemCode::CodeNeeded)?;
    Ok(bearer)
}

async fn give(stage: &Stage, cookies: &str, code: &str) -> Outcome<Answer> {
    let request = stage.anonymous.request(Method::POST, &paths::account::session_code());
    stage.anonymous.send(request.header("cookie", cookies).json(&json!({"code": code}))).await
}

async fn a_password_alone_gives_no_session(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    enrol(&tenant.owner).await?;
    let bearer = waiting(stage, &tenant.owner, "198.51.100.1").await?;
    stage.anonymous.secrets.learn(&bearer);
    let routes = [
        paths::account::session(),
        paths::account::sessions(),
        paths::account::second_factor(),
        paths::account::notices(),
        tenant.at(""),
        tenant.at("/activity"),
        tenant.at("/connections"),
    ];
    for path in routes {
        for cookie in [format!("__Host-sign-in={bearer}"), format!("__Host-session={bearer}")] {
            let request = stage.anonymous.request(Method::GET, &path).header("cookie", cookie);
            stage.anonymous.send(request).await?.ok(401)?;
        }
    }
    Ok(())
}

async fn a_session_is_made_after_the_code(stage: &Stage) -> Outcome {
    let owner = stage.tenant().await?.owner;
    let (secret, codes) = enrol(&owner).await?;
    let bearer = waiting(stage, &owner, "198.51.100.2").await?;
    let cookies = format!("__Host-sign-in={bearer}; __Host-session={NO_SESSION}");
    let wrong = give(stage, &cookies, &wrong_code(&secret, now())).await?;
    assert_eq!(wrong.wrong_fields()?, ["code"]);
    let right = give(stage, &cookies, &code(&secret, now() + 30)).await?.ok(200)?;
    let session = right.bearer().ok_or("no session")?;
    assert!(session != bearer && session != NO_SESSION);
    let mut cleared = right.headers.get_all(SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
    assert!(cleared.any(|cookie| cookie.starts_with("__Host-sign-in=;")));
    assert_eq!(right.json::<Me>()?.id, owner.me.id);
    owner.with(Some(session)).get(&paths::account::session()).await?.ok(200)?;
    // It waits no longer, whatever the code.
    give(stage, &cookies, &codes[0]).await?.ok(401)?;
    give(stage, &format!("__Host-sign-in={NO_SESSION}"), &codes[0]).await?.ok(401)?;
    Ok(())
}

async fn the_other_sessions_end_with_the_set_up(stage: &Stage) -> Outcome {
    let owner = stage.tenant().await?.owner;
    let other = owner.sign_in_again().await?;
    enrol(&owner).await?;
    other.get(&paths::account::session()).await?.ok(401)?;
    owner.get(&paths::account::session()).await?.ok(200)?;
    Ok(())
}

async fn histories_and_inbox_tell_of_it(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let (_, codes) = enrol(&tenant.owner).await?;
    let bearer = waiting(stage, &tenant.owner, "198.51.100.3").await?;
    give(stage, &format!("__Host-sign-in={bearer}"), &codes[0]).await?.ok(200)?;
    let history = tenant.owner.get(&tenant.at("/activity")).await?.ok(200)?;
    assert!(codes.iter().all(|code| !history.body.contains(code.as_str())));
    let history: Page<Activity> = history.json()?;
    for action in [AuditAction::SecondFactorSetUp, AuditAction::RecoveryCodeUsed] {
        assert_eq!(history.items.iter().filter(|entry| entry.action == action).count(), 1, "{action:?}");
    }
    for title in ["Two-step sign-in was set up for your account", "A recovery code of your account was used"]
    {
        until(async || {
            let inbox = tenant.owner.get(&paths::account::notices()).await?.ok(200)?;
            Ok(inbox.body.contains(title).then_some(()))
        })
        .await?;
    }
    Ok(())
}

async fn a_link_to_a_new_password_asks_for_a_code(stage: &Stage) -> Outcome {
    let owner = stage.tenant().await?.owner;
    let (secret, _) = enrol(&owner).await?;
    let asked = json!({"email": owner.me.email});
    let made: PasswordLink = stage.operator.create(&paths::operator::password_links(), asked).await?;
    let password = Person::new_password();
    let set = json!({"token": token_of(&made.link), "password": password});
    let answer = stage.anonymous.post(&paths::account::use_password_link(), set).await?.ok(403)?;
    let bearer = pending(&answer)?;
    assert!(answer.bearer().is_none());
    answer.problem(ProblemCode::CodeNeeded)?;
    give(stage, &format!("__Host-sign-in={bearer}"), &code(&secret, now() + 30)).await?.ok(200)?;
    Ok(())
}

async fn codes_are_guessed_thirty_times_an_hour(stage: &Stage) -> Outcome {
    let owner = stage.tenant().await?.owner;
    let (secret, codes) = enrol(&owner).await?;
    let mut statuses = Vec::new();
    for sign_in in 0..4 {
        let bearer = waiting(stage, &owner, &format!("198.51.104.{sign_in}")).await?;
        for _ in 0..10 {
            let cookie = format!("__Host-sign-in={bearer}");
            statuses.push(give(stage, &cookie, &wrong_code(&secret, now())).await?.status);
        }
    }
    assert!(statuses[..30].iter().all(|status| *status == 422), "{statuses:?}");
    assert!(statuses[30..].iter().all(|status| *status == 429), "{statuses:?}");
    let bearer = waiting(stage, &owner, "198.51.104.9").await?;
    give(stage, &format!("__Host-sign-in={bearer}"), &codes[0]).await?.ok(429)?;
    Ok(())
}
