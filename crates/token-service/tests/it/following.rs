//! A node follows what is committed, whoever commits it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use actix_web::http::StatusCode;
use actix_web::{App, test};
use model::api::Api;
use model::connection::{Connection, PausedBy};
use model::environment::Environment;
use store::Records;
use store::changes::Change;
use store::revoked_tokens::RevokedToken;
use token_service::{Standing, configure};

use crate::node::{Running, ask, claims, form, on_both, token};
use crate::platform::{API, Outcome, Platform, at};

on_both! {
    a_token_is_issued_and_verifies
    in_the_last_second_of_a_connection_it_has_ended
    a_change_of_the_catalogue_reaches_clients_that_are_there_already
    nodes_agree_on_their_keys
    a_node_that_hears_nothing_says_so
    issuers_take_only_their_own_clients
    a_crowd_of_changes_is_followed_to_its_end
    a_node_that_was_away_for_longer_than_the_log_is_kept_begins_again
}

/// What promises something within seconds: `cargo xtask test` runs it alone.
mod timed {
    use super::a_pause_stops_tokens_within_a_second_and_a_restore_brings_them_back;

    crate::node::on_both! { a_pause_stops_tokens_within_a_second_and_a_restore_brings_them_back }
}

async fn a_token_is_issued_and_verifies(platform: Platform) -> Outcome {
    let service = platform.service().await?;
    let response = ask(&service, &format!("/t/{}/oauth2/token", platform.tenant), form(&platform)).await;
    assert_eq!(response.status(), StatusCode::OK);
    let body = token(response).await?;
    assert_eq!(body["token_type"], "Bearer");
    assert_eq!(body["expires_in"], 1200);
    assert_eq!(body["scope"], "appointments.read patients.read");
    let claims = claims(&service, body["access_token"].as_str().unwrap_or_default())?;
    assert_eq!(claims.iss, format!("https://id.example/t/{}", platform.tenant));
    assert_eq!(claims.sub, platform.client.to_string());
    assert!(claims.aud.contains(API));
    assert_eq!(claims.connection_id.as_deref(), Some(platform.connection.id.to_string().as_str()));
    assert_eq!((claims.iat, claims.exp - claims.iat), (at(0).timestamp(), 1200));
    assert_eq!(claims.generation, platform.connection.generation);

    // The use is written down at the stop, and never before the answer.
    Box::pin(service.run(async {})).await;
    let mut tx = platform.store.read().await?;
    let secrets = tx.within(platform.tenant).await?.secrets().of(&[platform.client]).await?;
    assert_eq!(secrets.first().and_then(|secret| secret.last_used_at), Some(at(0)));
    Ok(())
}

async fn in_the_last_second_of_a_connection_it_has_ended(platform: Platform) -> Outcome {
    platform.save(&Connection { ends_at: Some(at(60)), ..platform.connection.clone() }).await?;
    let time = Arc::new(AtomicI64::new(at(58).timestamp_micros()));
    let service = platform.service_at(&time).await?;
    let running = Running::start(&service);
    let mut answers = Vec::new();
    for moment in [58_000_000, 59_000_000, 59_000_001, 59_999_999, 60_000_000] {
        time.store(at(0).timestamp_micros() + moment, Ordering::Relaxed);
        let answer = ask(&service, "/oauth2/token", form(&platform)).await;
        let status = answer.status().as_u16();
        let body = token(answer).await?;
        answers.push((status, body["expires_in"].as_i64().unwrap_or_default()));
    }
    running.stop().await?;
    assert_eq!(answers, [(200, 2), (200, 1), (401, 0), (401, 0), (401, 0)]);
    Ok(())
}

async fn a_pause_stops_tokens_within_a_second_and_a_restore_brings_them_back(platform: Platform) -> Outcome {
    let service = platform.service().await?;
    let running = Running::start(&service);
    let generation = platform.connection.generation;
    assert_eq!(service.standing(platform.client, generation, "jti"), Standing::Active);

    let paused = platform.connection.clone().pause(PausedBy::Tenant, at(1))?;
    platform.save(&paused).await?;
    let committed = Instant::now();
    while service.standing(platform.client, generation, "jti") == Standing::Active {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(committed.elapsed() < Duration::from_secs(1), "{:?}", committed.elapsed());
    let refused = ask(&service, "/oauth2/token", form(&platform)).await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);

    // Straight after the commit: the answer waits for the news instead of refusing on old grounds.
    platform.save(&stored(&platform).await?.resume(PausedBy::Tenant, at(2))?).await?;
    let allowed = ask(&service, "/oauth2/token", form(&platform)).await;
    assert_eq!(allowed.status(), StatusCode::OK);
    assert_eq!(
        service.standing(platform.client, generation, "jti"),
        Standing::Revoked,
        "tokens from before stay revoked"
    );
    assert_eq!(service.standing(platform.client, paused.generation, "jti"), Standing::Active);
    running.stop().await?;
    Ok(())
}

async fn a_change_of_the_catalogue_reaches_clients_that_are_there_already(platform: Platform) -> Outcome {
    let service = platform.service().await?;
    let running = Running::start(&service);
    let mut tx = platform.store.begin().await?;
    let rows = tx.platform().await?;
    let api = rows.apis().by_identifier(API).await?.ok_or("no API")?;
    rows.apis().update(&Api { token_lifetime: 300, ..api }).await?;
    tx.finish(Records::of_changes([Change::Platform]), at(1)).await?;
    service.catch_up().await;
    let answer = token(ask(&service, "/oauth2/token", form(&platform)).await).await?;
    assert_eq!(answer["expires_in"], 300);
    running.stop().await?;
    Ok(())
}

async fn nodes_agree_on_their_keys(platform: Platform) -> Outcome {
    let (one, other) = tokio::join!(platform.service(), platform.service());
    let (one, other) = (one?, other?);
    for environment in [Environment::Live, Environment::Sandbox] {
        assert_eq!(one.public_keys(environment).keys.len(), 1);
        assert_eq!(one.public_keys(environment), other.public_keys(environment));
    }
    assert_ne!(one.public_keys(Environment::Live), one.public_keys(Environment::Sandbox));
    Ok(())
}

async fn a_node_that_hears_nothing_says_so(platform: Platform) -> Outcome {
    let service = platform.service().await?;
    assert!(service.is_ready());
    tokio::time::sleep(Duration::from_millis(1050)).await;
    let response = ask(&service, "/oauth2/token", form(&platform)).await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(response.headers().get("retry-after").map(|value| value.as_bytes()), Some(&b"1"[..]));
    assert_eq!(service.standing(platform.client, 1, "jti"), Standing::Unsure);
    for path in ["/oauth2/jwks".to_owned(), format!("/t/{}/oauth2/jwks", platform.tenant)] {
        let app = test::init_service(App::new().configure(configure(service.clone()))).await;
        let response = test::call_service(&app, test::TestRequest::get().uri(&path).to_request()).await;
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert_eq!(response.headers().get("retry-after").map(|value| value.as_bytes()), Some(&b"1"[..]));
    }
    Ok(())
}

async fn issuers_take_only_their_own_clients(platform: Platform) -> Outcome {
    let service = platform.service().await?;
    let running = Running::start(&service);
    let foreign = [
        format!("/sandbox/t/{}/oauth2/token", platform.sandbox),
        format!("/sandbox/t/{}/oauth2/token", platform.tenant),
        format!("/t/{}/oauth2/token", platform.sandbox),
        "/t/nonsense/oauth2/token".to_owned(),
    ];
    for path in foreign {
        let response = ask(&service, &path, form(&platform)).await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{path}");
        assert_eq!(token(response).await?["error"], "invalid_client", "{path}");
    }
    running.stop().await?;
    Ok(())
}

async fn a_crowd_of_changes_is_followed_to_its_end(platform: Platform) -> Outcome {
    let service = platform.service().await?;
    let running = Running::start(&service);
    let jti = |number: usize| format!("jti-{number}");
    let mut tx = platform.store.begin().await?;
    let rows = tx.platform().await?;
    for number in 0..4_500 {
        rows.revoke_token(&RevokedToken { jti: jti(number), expires_at: at(1200) }).await?;
    }
    let changes = (0..4_500).map(|number| Change::Token(jti(number)));
    tx.finish(Records::of_changes(changes), at(1)).await?;
    platform.save(&platform.connection.clone().pause(PausedBy::Tenant, at(1))?).await?;
    service.catch_up().await;
    let generation = platform.connection.generation;
    assert_eq!(service.standing(platform.client, generation, "jti"), Standing::Revoked);
    platform.save(&stored(&platform).await?.resume(PausedBy::Tenant, at(2))?).await?;
    service.catch_up().await;
    let generation = stored(&platform).await?.generation;
    let standing = |jti: &str| service.standing(platform.client, generation, jti);
    for (jti, expected) in
        [(jti(0), Standing::Revoked), (jti(4_499), Standing::Revoked), (jti(4_500), Standing::Active)]
    {
        assert_eq!(standing(&jti), expected, "{jti}");
    }
    running.stop().await
}

async fn a_node_that_was_away_for_longer_than_the_log_is_kept_begins_again(platform: Platform) -> Outcome {
    let service = platform.service().await?;
    platform.save(&platform.connection.clone().pause(PausedBy::Tenant, at(1))?).await?;
    let mut tx = platform.store.begin().await?;
    let rows = tx.platform().await?;
    rows.revoke_token(&RevokedToken { jti: "jti".into(), expires_at: at(1200) }).await?;
    tx.finish(Records::of_changes([Change::Platform]), at(2)).await?;
    let mut tx = platform.store.begin().await?;
    assert!(tx.platform().await?.forget_changes(at(3)).await? > 0);
    tx.commit_unrecorded().await?;

    let running = Running::start(&service);
    service.catch_up().await;
    let generation = platform.connection.generation;
    assert_eq!(service.standing(platform.client, generation, "jti"), Standing::Revoked);
    let refused = ask(&service, "/oauth2/token", form(&platform)).await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    platform.save(&stored(&platform).await?.resume(PausedBy::Tenant, at(2))?).await?;
    service.catch_up().await;
    let generation = stored(&platform).await?.generation;
    assert_eq!(service.standing(platform.client, generation, "other"), Standing::Active, "it follows again");
    assert_eq!(service.standing(platform.client, generation, "jti"), Standing::Revoked);
    running.stop().await
}

/// The connection as the database has it.
async fn stored(platform: &Platform) -> Outcome<Connection> {
    let mut tx = platform.store.read().await?;
    let connections = tx.within(platform.tenant).await?.connections();
    Ok(connections.get(platform.connection.id).await?.ok_or("gone")?)
}
