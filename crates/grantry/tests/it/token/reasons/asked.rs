//! Requests for a token that are refused: ends, limits, and keys and methods that do not fit.

use std::time::Duration;

use api_client::admin;
use model::attempt::Refusal;
use serde_json::json;
use store::changes::Change;
use wire::{admin::Allow, paths};

use super::super::attempts::id;
use super::super::conformance::keys::Key;
use super::super::jwks_uri::{self, Published};
use super::super::{HELD, smart};
use super::{Sides, Told, verify};
use crate::harness::{
    Answer, Outcome, Partner, Stage, change_of, let_oldest_secret_end, next, on_both, soon, until,
};

on_both! {
    shared:
        both_sides_read_that_access_ended
        both_sides_read_that_a_secret_had_ended
        both_sides_read_that_the_method_is_another;
    limited: both_sides_read_that_a_limit_was_reached;
    with_private_networks: both_sides_read_what_became_of_keys;
}

/// An answer without a key in it.
const NO_KEYS: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n[]";

/// And of its last token, which was shown after that.
async fn both_sides_read_that_access_ended(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &["patients.read"], &[]).await?;
    let ends_at = soon(5000);
    let allow = Allow { version: 1, details_revision: 1, optional_scopes: Vec::new(), ends_at };
    let allowed = tenant.owner.call(admin::allow(tenant.id, app.id, allow)).await?;
    let sides = Sides::new(tenant, publisher, allowed);
    let partner = sides.partner(stage);
    let token = partner.token().await?;
    let (tenant, connection) = (&sides.tenant, sides.connection);
    while tenant.owner.call(admin::connection(tenant.id, connection)).await?.stops.is_empty() {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let asked = partner.ask(None).await?.ok(401)?;
    let shown = verify(stage, "Bearer", &token, demo_api::IDENTIFIER).await?.ok(401)?;
    let told = [
        Told::new(
            id(&asked),
            Refusal::Ended,
            "The end date of the access had come.",
            "An admin of the organisation renews the access.",
        ),
        Told::new(
            id(&shown),
            Refusal::TokenExpired,
            "A token was shown to an API after it had expired.",
            "Ask for a new token before the old one expires: expires_in says when.",
        ),
    ];
    sides.read(stage, &told).await?;
    Ok(())
}

/// Of the only one, by its date. Whoever presents it is told no more than a guesser.
async fn both_sides_read_that_a_secret_had_ended(stage: &Stage) -> Outcome {
    let sides = Sides::with_secret(stage, &HELD).await?;
    let (tenant, connection, client) = (&sides.tenant, sides.connection, sides.issued.client_id);
    let partner = sides.partner(stage);
    let end = soon(1000).ok_or("no time")?;
    let change = Change::Connection(tenant.id, connection);
    let_oldest_secret_end(stage, (tenant.id, client), change, end).await?;
    let ended =
        until(async || Ok(Some(partner.ask(None).await?).filter(|answer| answer.status == 401))).await?;
    let elsewhere = tenant.generate(&["patients.read"]).await?.issued.client_secret.ok_or("no secret")?;
    let guesser = Partner { client_secret: elsewhere, ..partner.clone() };
    let guessed = guesser.ask(None).await?.ok(401)?;
    let read = |answer: &Answer| {
        (
            answer.body.clone(),
            ["www-authenticate", "cache-control"].map(|name| answer.header(name).to_owned()),
        )
    };
    assert_eq!(read(&ended), read(&guessed));

    let hint = &partner.client_secret[partner.client_secret.len() - 4..];
    let day = end.format("%-d %B %Y");
    let told = [
        Told::new(
            id(&ended),
            Refusal::ExpiredSecret,
            &format!("The time of this secret ended on {day}; its last 4 are {hint}."),
            "No other secret of the client works: collect the new one where it waits for that, or have an admin regenerate it.",
        ),
        Told::new(
            id(&guessed),
            Refusal::WrongSecret,
            "The secret is well-formed, but this client does not have it and did not have it in the last 90 days.",
            "Check that client ID and secret belong together, and that live and sandbox are not mixed up. Otherwise an admin regenerates the secret.",
        ),
    ];
    sides.read(stage, &told).await?;
    Ok(())
}

/// The limit of these stages is 30 a minute.
async fn both_sides_read_that_a_limit_was_reached(stage: &Stage) -> Outcome {
    let sides = Sides::with_secret(stage, &HELD).await?;
    let partner = sides.partner(stage);
    let mut answer = partner.ask(None).await?;
    for _ in 0..60 {
        if answer.status != 200 {
            break;
        }
        answer = partner.ask(None).await?;
    }
    let told = Told::new(
        id(&answer.ok(429)?),
        Refusal::RateLimited,
        "A rate limit was reached: too many tokens for this client.",
        "Keep a token until it expires, and wait as long as Retry-After says.",
    );
    sides.read(stage, &[told]).await?;
    Ok(())
}

async fn both_sides_read_what_became_of_keys(stage: &Stage) -> Outcome {
    for (answer, status, reason, why, fix) in [
        (
            "",
            503,
            Refusal::KeysUnavailable,
            "The server that publishes the public keys did not answer.",
            "Make sure that the key set can be fetched from here, and ask again after 30 seconds.",
        ),
        (
            NO_KEYS,
            401,
            Refusal::BadKeys,
            "What is registered or published as public keys are no keys that can be used.",
            "Publish a JWK Set (RFC 7517) of public keys with the algorithms that the guide names.",
        ),
    ] {
        let key = Key::es256()?;
        let published = Published::new(&[&key]).await?;
        published.answers(answer);
        let sides = Sides::with_keys(stage, json!({"jwks_uri": published.uri})).await?;
        let said = jwks_uri::ask(stage, &sides.issued, key.kid(), &key).await?;
        assert_eq!(said.status(), status, "{said:?}");
        sides.read(stage, &[Told::new(said.header("x-request-id"), reason, why, fix)]).await?;
    }
    Ok(())
}

/// A client with a secret that signs, and one that does not sign where the API wants that.
async fn both_sides_read_that_the_method_is_another(stage: &Stage) -> Outcome {
    let (sides, key) = (Sides::with_secret(stage, &HELD).await?, Key::es256()?);
    let said = jwks_uri::ask(stage, &sides.issued, key.kid(), &key).await?;
    assert_eq!(said.status(), 401, "{said:?}");
    let told = Told::new(
        said.header("x-request-id"),
        Refusal::WrongMethod,
        "The client authenticates in another way than the request did.",
        "Use the way that this page names: a secret, a signed assertion or the platform's own token.",
    );
    sides.read(stage, &[told]).await?;

    // The API begins to want signed requests when the app has its secret.
    let (api, scope) = (smart::api(stage, false).await?, format!("fhir{}.read", next()));
    smart::add(stage, &api, &scope).await?;
    let sides = Sides::with_secret(stage, &[scope.as_str()]).await?;
    let smart = change_of(&api, json!({"token_lifetime": 300, "smart_backend_services": true}));
    stage.operator.put(&paths::operator::api(api.id), smart).await?.ok(200)?;
    let partner = sides.partner(stage);
    let answer = until(async || {
        let answer = partner.ask(None).await?;
        Ok((answer.status != 200).then_some(answer))
    })
    .await?
    .ok(400)?;
    let told = Told::new(
        id(&answer),
        Refusal::UnsignedRequest,
        "The API takes only requests that the client signs (SMART Backend Services).",
        "Authenticate with private_key_jwt.",
    );
    sides.read(stage, &[told]).await?;
    Ok(())
}
