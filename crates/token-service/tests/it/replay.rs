//! DPoP proofs work once, and only a request that gets a token, or passes at `/oauth2/verify`, uses one up.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use actix_web::http::StatusCode;
use actix_web::{App, test};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use model::api::Api;
use serde_json::{Value, json};
use store::Records;
use store::changes::Change;
use token_service::{TokenService, configure};

use crate::node::{Running, ask, ask_with_proof, form, on_both, token};
use crate::platform::{API, Outcome, Platform, at};

on_both! {
    a_request_over_the_limit_uses_nothing_up
    a_call_that_does_not_pass_uses_nothing_up
    a_client_proves_so_many_calls_a_minute
    a_refused_request_uses_nothing_up_and_counts_for_no_one
    a_proof_is_remembered_as_long_as_any_node_takes_it
    a_secret_that_was_replaced_meanwhile_gets_nothing
}

const PATH: &str = "/oauth2/token";
const CALLED: &str = "https://api.example/care/patients";

/// Of a client that proves that it holds it.
struct Key(EcdsaKeyPair);

impl Key {
    fn new() -> Outcome<Self> {
        Ok(Self(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)?))
    }

    /// A proof for a token, from this many seconds after the start.
    fn for_token(&self, jti: &str, seconds: i64) -> Outcome<String> {
        let url = format!("https://id.example{PATH}");
        self.proof(&json!({"jti": jti, "htm": "POST", "htu": url, "iat": at(seconds).timestamp()}))
    }

    /// A proof for a GET of [`CALLED`] with this token.
    fn for_call(&self, jti: &str, token: &str) -> Outcome<String> {
        let ath = URL_SAFE_NO_PAD.encode(digest(&SHA256, token.as_bytes()));
        let iat = at(0).timestamp();
        self.proof(&json!({"jti": jti, "htm": "GET", "htu": CALLED, "iat": iat, "ath": ath}))
    }

    fn proof(&self, claims: &Value) -> Outcome<String> {
        let point = self.0.public_key().as_ref();
        let (x, y) = (URL_SAFE_NO_PAD.encode(&point[1..33]), URL_SAFE_NO_PAD.encode(&point[33..]));
        let jwk = json!({"kty": "EC", "crv": "P-256", "x": x, "y": y});
        let header = json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": jwk});
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&header), part(claims));
        let signature = self.0.sign(&SystemRandom::new(), signed.as_bytes())?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

/// A proof for a token by a key of its own.
fn proof(jti: &str, seconds: i64) -> Outcome<String> {
    Key::new()?.for_token(jti, seconds)
}

async fn status(platform: &Platform, service: &TokenService, proof: &str, more: &str) -> StatusCode {
    ask_with_proof(service, PATH, proof, format!("{}{more}", form(platform))).await.status()
}

async fn a_request_over_the_limit_uses_nothing_up(platform: Platform) -> Outcome {
    let time = Arc::new(AtomicI64::new(at(0).timestamp_micros()));
    let service = platform.service_limited(1, &time).await?;
    let (first, second) = (proof("1", 0)?, proof("2", 0)?);
    assert_eq!(status(&platform, &service, &first, "").await, StatusCode::OK);
    assert_eq!(status(&platform, &service, &second, "").await, StatusCode::TOO_MANY_REQUESTS);
    time.store(at(150).timestamp_micros(), Ordering::Relaxed);
    assert_eq!(status(&platform, &service, &second, "").await, StatusCode::OK);
    Ok(())
}

async fn a_refused_request_uses_nothing_up_and_counts_for_no_one(platform: Platform) -> Outcome {
    let time = Arc::new(AtomicI64::new(at(0).timestamp_micros()));
    let service = platform.service_limited(2, &time).await?;
    let running = Running::start(&service);
    let (first, second) = (proof("1", 0)?, proof("2", 0)?);
    let ask = async |proof: &str, more: &str| status(&platform, &service, proof, more).await.as_u16();
    let granted = ask(&first, "").await;
    let mut refused = Vec::new();
    for _ in 0..3 {
        refused.extend([ask(&first, "").await, ask(&second, "&scope=unknown.read").await]);
    }
    let last = [ask(&second, "").await, ask(&proof("3", 0)?, "").await];
    running.stop().await?;
    assert_eq!((granted, refused, last), (200, vec![400; 6], [200, 429]));
    Ok(())
}

/// What `/oauth2/verify` says of a call with a bound token.
async fn call(service: &TokenService, scope: &str, token: &str, proof: &str) -> u16 {
    let app = test::init_service(App::new().configure(configure(service.clone()))).await;
    let request = test::TestRequest::get()
        .uri(&format!("/oauth2/verify?api={API}&scope={scope}"))
        .insert_header(("authorization", format!("DPoP {token}")))
        .insert_header(("dpop", proof))
        .insert_header(("x-original-method", "GET"))
        .insert_header(("x-original-url", CALLED));
    test::call_service(&app, request.to_request()).await.status().as_u16()
}

async fn a_call_that_does_not_pass_uses_nothing_up(platform: Platform) -> Outcome {
    let service = platform.service().await?;
    let running = Running::start(&service);
    let (key, stranger) = (Key::new()?, Key::new()?);
    let answer = ask_with_proof(&service, PATH, &key.for_token("1", 0)?, form(&platform)).await;
    let body = token(answer).await?;
    let token = body["access_token"].as_str().ok_or("no token")?;
    let (strange, good) = (stranger.for_call("2", token)?, key.for_call("3", token)?);
    let refused = [
        call(&service, "patients.read", token, &strange).await,
        call(&service, "claims.read", token, &good).await,
    ];
    let mut tx = platform.store.begin().await?;
    let rows = tx.platform().await?.forget_assertions(at(10_000)).await?;
    drop(tx);
    let passed = call(&service, "patients.read", token, &good).await;
    let again = call(&service, "patients.read", token, &good).await;
    running.stop().await?;
    assert_eq!((refused, rows), ([401, 403], 1), "only the request for the token made a row");
    assert_eq!((passed, again), (200, 401));
    Ok(())
}

/// Ten times as many as it gets tokens. One that was used before counts for no one.
async fn a_client_proves_so_many_calls_a_minute(platform: Platform) -> Outcome {
    let time = Arc::new(AtomicI64::new(at(0).timestamp_micros()));
    let service = platform.service_limited(1, &time).await?;
    let running = Running::start(&service);
    let key = Key::new()?;
    let answer = ask_with_proof(&service, PATH, &key.for_token("t", 0)?, form(&platform)).await;
    let body = token(answer).await?;
    let token = body["access_token"].as_str().ok_or("no token")?;
    let call = async |jti: &str| {
        Outcome::Ok(call(&service, "patients.read", token, &key.for_call(jti, token)?).await)
    };
    let mut answers = Vec::new();
    for jti in ["1", "2", "3", "4", "5", "6", "6", "7", "8", "9", "10", "11", "11"] {
        answers.push(call(jti).await?);
    }
    time.store(at(150).timestamp_micros(), Ordering::Relaxed);
    let later = call("11").await?;
    running.stop().await?;
    assert_eq!(answers, [200, 200, 200, 200, 200, 200, 401, 200, 200, 200, 200, 429, 429]);
    assert_eq!(later, 200);
    Ok(())
}

/// It is good until five minutes after its `iat`, by a clock that is five minutes behind.
async fn a_proof_is_remembered_as_long_as_any_node_takes_it(platform: Platform) -> Outcome {
    let service = platform.service().await?;
    assert_eq!(status(&platform, &service, &proof("1", 5)?, "").await, StatusCode::OK);
    let mut tx = platform.store.begin().await?;
    let rows = tx.platform().await?;
    assert_eq!(rows.forget_assertions(at(5 + 600)).await?, 0);
    assert_eq!(rows.forget_assertions(at(5 + 601)).await?, 1);
    Ok(())
}

/// On what this node knows, the API is for clients that sign; the change that opens it takes the secret away.
async fn a_secret_that_was_replaced_meanwhile_gets_nothing(platform: Platform) -> Outcome {
    let smart = async |smart_backend_services: bool, with_secret: bool| {
        let mut tx = platform.store.begin().await?;
        let rows = tx.platform().await?;
        let api = rows.apis().by_identifier(API).await?.ok_or("no API")?;
        rows.apis().update(&Api { smart_backend_services, ..api }).await?;
        let mut changes = vec![Change::Platform];
        if !with_secret {
            let within = tx.within(platform.tenant).await?;
            within.secrets().delete_of(platform.client).await?;
            changes.push(Change::from(&platform.connection));
        }
        Outcome::Ok(tx.finish(Records::of_changes(changes), at(1)).await?)
    };
    smart(true, true).await?;
    let service = platform.service().await?;
    smart(false, false).await?;
    let running = Running::start(&service);
    let answer = ask(&service, PATH, form(&platform)).await;
    running.stop().await?;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    Ok(())
}
