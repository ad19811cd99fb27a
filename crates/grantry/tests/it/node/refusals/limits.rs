//! Requests that are refused because there were too many.

use reqwest::Method;
use serde_json::{Value, json};
use wire::{paths, problem::ProblemCode};

use super::{ask, expect, line};
use crate::harness::{Answer, Outcome, Partner, Stage, on_both, until};

on_both! {
    limited_at_the_default_level:
        a_client_that_asks_too_often_is_named
        wrong_secrets_that_are_too_many_are_told_as_what_they_are
        an_account_that_is_guessed_is_named
        an_account_that_is_tried_too_often_in_a_minute_is_named;
}

const GUESSED: &str = "too many wrong passwords for this account";

/// Asks until it is too often.
async fn until_limited(stage: &Stage, id: &str, secret: &str) -> Outcome<Answer> {
    until(async || {
        let answer = ask(stage, id, secret, &[]).await?;
        Ok((answer.status == 429).then_some(answer))
    })
    .await
}

async fn a_client_that_asks_too_often_is_named(stage: &Stage) -> Outcome {
    let own = stage.tenant().await?.generate(&["patients.read"]).await?;
    let partner = Partner::new(&stage.anonymous, &own.issued);
    let (id, secret) = (partner.client_id.as_str(), partner.client_secret.as_str());
    let answer = until_limited(stage, id, secret).await?;
    let fields = expect(stage, answer, 429, "too many tokens for this client").await?;
    assert_eq!(fields["caller"], id);
    assert_eq!(fields["route"], "/oauth2/token");
    assert_eq!(fields["message"], "refused");
    Ok(())
}

async fn wrong_secrets_that_are_too_many_are_told_as_what_they_are(stage: &Stage) -> Outcome {
    let own = stage.tenant().await?.generate(&["patients.read"]).await?;
    let id = own.issued.client_id.to_string();
    let answer = until_limited(stage, &id, "gts_wrong").await?;
    let fields = expect(stage, answer, 429, "wrong secret").await?;
    assert_eq!(fields["claimed"], id);
    assert!(fields["caller"].is_null(), "no one has proved to be the client");
    assert_eq!(fields["route"], "/oauth2/token");
    Ok(())
}

/// From many addresses, the last of which stands in the line, and not its proxy's.
async fn an_account_that_is_guessed_is_named(stage: &Stage) -> Outcome {
    let person = stage.tenant().await?.owner.me;
    let sign_in = async |from: &str| {
        let wrong = json!({"email": person.email, "password": "a wrong pass phrase"});
        let request =
            stage.anonymous.request(Method::POST, &paths::account::session()).header("x-forwarded-for", from);
        stage.anonymous.send(request.json(&wrong)).await
    };
    for guess in 0..40 {
        sign_in(&format!("198.51.100.{guess}")).await?;
    }
    let answer = sign_in("198.51.100.200").await?.ok(429)?;
    let line = line(stage, &answer).await?;
    let fields = &line["fields"];
    assert_eq!(fields["claimed"], person.id.to_string(), "{line}");
    assert!(fields["caller"].is_null(), "{line}");
    assert_eq!(fields["address"], "198.51.100.200", "{line}");
    assert_eq!(fields["route"], paths::account::session(), "{line}");
    assert_eq!(fields["status"], 429, "{line}");
    assert_eq!(fields["reason"], GUESSED, "{line}");
    Ok(())
}

/// By a browser that is not known, before anything else is looked up. Of an address that no one has there is no one to
/// name, and the answer is the same.
async fn an_account_that_is_tried_too_often_in_a_minute_is_named(stage: &Stage) -> Outcome {
    let person = stage.tenant().await?.owner.me;
    for (from, email, named) in [
        ("198.51.100.1", person.email.as_str(), json!(person.id)),
        ("198.51.100.2", "none@people.example", Value::Null),
    ] {
        let wrong = json!({"email": email, "password": "a wrong pass phrase"});
        let answer = until(async || {
            let session = paths::account::session();
            let request = stage.anonymous.request(Method::POST, &session).header("x-forwarded-for", from);
            let answer = stage.anonymous.send(request.json(&wrong)).await?;
            Ok((answer.status == 429).then_some(answer))
        });
        let answer = answer.await?;
        let line = line(stage, &answer).await?;
        assert_eq!(
            (&line["fields"]["claimed"], &line["fields"]["reason"]),
            (&named, &json!(GUESSED)),
            "{line}"
        );
        let told = answer.problem(ProblemCode::TooMany)?.detail;
        assert!(told.starts_with(&format!("This cannot be done now: {GUESSED}. Try again in ")), "{told}");
    }
    Ok(())
}
