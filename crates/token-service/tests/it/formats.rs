//! Each API says how its tokens are written.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use actix_web::http::StatusCode;
use actix_web::{App, test};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use grantry_guard::{Introspection, Keys, Presented, Verifier};
use model::environment::Environment;
use model::token::{SigningAlgorithm, TokenFormat};
use token_service::{TokenService, configure};

use crate::node::{Running, ask, claims, form, on_both, token};
use crate::platform::{API, Outcome, Platform, at};

on_both! {
    tokens_are_signed_as_the_api_says
    opaque_tokens_tell_nothing_and_need_no_published_key
    tokens_of_an_older_format_stay_good
}

async fn tokens_are_signed_as_the_api_says(platform: Platform) -> Outcome {
    for format in [TokenFormat::EdDsa, TokenFormat::Rs256, TokenFormat::Es256] {
        platform.format(format).await?;
        let service = platform.service().await?;
        let answer = ask(&service, "/oauth2/token", form(&platform)).await;
        assert_eq!(answer.status(), StatusCode::OK, "{format}");
        let body = token(answer).await?;
        let text = body["access_token"].as_str().ok_or("no token")?;
        let header = URL_SAFE_NO_PAD.decode(text.split('.').next().unwrap_or_default())?;
        let header: serde_json::Value = serde_json::from_slice(&header)?;
        assert_eq!(header["alg"], format.as_str());
        assert_eq!(claims(&service, text)?.client_id, platform.client.to_string());
    }
    Ok(())
}

async fn opaque_tokens_tell_nothing_and_need_no_published_key(platform: Platform) -> Outcome {
    let published = platform.service().await?.public_keys(Environment::Live).keys.len();
    platform.format(TokenFormat::Opaque).await?;
    let (one, other) = (platform.service().await?, platform.service().await?);
    let body = token(ask(&one, "/oauth2/token", form(&platform)).await).await?;
    let text = body["access_token"].as_str().and_then(|text| text.strip_prefix("gto_"));
    let sealed = URL_SAFE_NO_PAD.decode(text.ok_or("not opaque")?)?;
    let readable = sealed.windows(4).any(|window| window == b"cli_" || window == b"ten_");
    assert!(!readable, "a sealed token shows whose it is");
    assert_eq!(one.public_keys(Environment::Live).keys.len(), published, "sealing keys are no one else's");

    let whole = format!("gto_{}", URL_SAFE_NO_PAD.encode(&sealed));
    let revoked = ask(&other, "/oauth2/revoke", format!("{}&token={whole}", form(&platform))).await;
    assert_eq!(revoked.status(), StatusCode::OK, "another node opens it");
    let mut tx = platform.store.read().await?;
    let known = tx.platform().await?.revoked_tokens(crate::platform::at(0)).await?;
    assert_eq!(known.len(), 1, "it was read, and so could be revoked");
    Ok(())
}

/// Verifies a token as each of those does who are asked about it.
async fn is_good_everywhere(service: &TokenService, format: TokenFormat, text: &str) -> Outcome {
    let (keys, opaque) = (service.clone(), service.clone());
    let verifier =
        Verifier::new("https://id.example", API, Keys::from_fn(move |side| keys.public_keys(side)))
            .introspection(Introspection::from_fn(move |token| Ok(opaque.own_token(token))))
            .clock(|| at(0).timestamp());
    let verified = verifier.verify(&Presented::bearer(text)).await;
    assert!(verified.is_ok(), "the guard, {format}: {verified:?}");
    let app = test::init_service(App::new().configure(configure(service.clone()))).await;
    let request = test::TestRequest::get()
        .uri(&format!("/oauth2/verify?api={API}&scope=patients.read"))
        .insert_header(("authorization", format!("Bearer {text}")));
    let passed = test::call_service(&app, request.to_request()).await;
    assert_eq!(passed.status(), StatusCode::OK, "a proxy, {format}");
    assert!(service.own_token(text).is_some(), "introspection, {format}");
    Ok(())
}

/// An operator changes the format again and again, while tokens of all formats live: the node that issued them, and one
/// that starts now, take them all.
async fn tokens_of_an_older_format_stay_good(platform: Platform) -> Outcome {
    let time = Arc::new(AtomicI64::new(at(0).timestamp_micros()));
    let service = platform.service_at(&time).await?;
    let running = Running::start(&service);
    let mut issued = Vec::new();
    for format in TokenFormat::ALL.iter().copied().chain([TokenFormat::Es256]) {
        platform.format(format).await?;
        // On a busy machine the node is late, and says so.
        let answer = loop {
            service.catch_up().await;
            let answer = ask(&service, "/oauth2/token", form(&platform)).await;
            if answer.status() != StatusCode::SERVICE_UNAVAILABLE {
                break answer;
            }
        };
        let body = token(answer).await?;
        let text = body["access_token"].as_str().ok_or_else(|| format!("no token: {body}"))?.to_owned();
        assert_eq!(text.starts_with("gto_"), format == TokenFormat::Opaque, "{format}");
        issued.push((format, text));
        let other = platform.service_at(&time).await?;
        for (format, text) in &issued {
            is_good_everywhere(&service, *format, text).await?;
            is_good_everywhere(&other, *format, text).await?;
        }
    }
    let published = service.public_keys(Environment::Live).keys.into_iter();
    let published: BTreeSet<String> = published.filter_map(|key| key.alg).collect();
    let all: BTreeSet<String> = SigningAlgorithm::ALL.iter().map(ToString::to_string).collect();
    assert_eq!(published, all, "keys of a format that no API has any more stay published");
    running.stop().await
}
