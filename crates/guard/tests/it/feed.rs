//! Revocations come over the feed; while the guard may have missed one, it lets no request pass.

use std::time::Duration;

use actix_web::rt::time::sleep;
use actix_web::test::TestRequest;
use credentials::AccessTokenClaims;
use grantry_guard::{Environment, Feed, Keys, Presented, ResourceServer, Verifier};
use serde_json::json;

use crate::Outcome;
use crate::grantry::Grantry;
use crate::issuer::{API, Issuer, NOW, answer, client};

/// What verifying ends in: 200, or the status of the refusal.
pub async fn status(verifier: &Verifier, token: &str) -> u16 {
    verifier.verify(&Presented::bearer(token)).await.map_or_else(|rejected| rejected.status(), |_| 200)
}

/// Waits until verifying ends so; `false` when it does not within ten seconds.
pub async fn becomes(verifier: &Verifier, token: &str, expected: u16) -> bool {
    for _ in 0..1000 {
        if status(verifier, token).await == expected {
            return true;
        }
        sleep(Duration::from_millis(10)).await;
    }
    false
}

pub fn connected(grantry: &Grantry) -> Result<Verifier, Box<dyn std::error::Error>> {
    Ok(Verifier::connected(&grantry.resource_server()?, API)?.clock(|| NOW))
}

fn revoke(grantry: &Grantry) {
    grantry.tell("generation", &json!({"client_id": client().to_string(), "minimum": 4}));
}

#[actix_web::test]
async fn what_is_revoked_is_refused_and_the_rest_passes() -> Outcome {
    let grantry = Grantry::start()?;
    let verifier = connected(&grantry)?;
    let sign = |claims: &AccessTokenClaims<'_>| grantry.issuer.live.sign(claims);
    let old = sign(&grantry.claims())?;
    let other = sign(&AccessTokenClaims { jti: "other".into(), generation: 9, ..grantry.claims() })?;
    assert!(becomes(&verifier, &old, 200).await);
    revoke(&grantry);
    assert!(becomes(&verifier, &old, 401).await);
    assert_eq!(status(&verifier, &other).await, 200);
    grantry.tell("token", &json!({"jti": "other", "exp": NOW + 4_000_000_000i64}));
    assert!(becomes(&verifier, &other, 401).await);
    Ok(())
}

#[actix_web::test]
async fn a_new_subscriber_learns_what_was_revoked_before() -> Outcome {
    let grantry = Grantry::start()?;
    revoke(&grantry);
    let verifier = connected(&grantry)?;
    let token = grantry.issuer.live.sign(&grantry.claims())?;
    assert!(becomes(&verifier, &token, 401).await);
    Ok(())
}

#[actix_web::test]
async fn silence_refuses_with_503_until_grantry_speaks_again() -> Outcome {
    let grantry = Grantry::start()?;
    let verifier = connected(&grantry)?;
    let token = grantry.issuer.live.sign(&grantry.claims())?;
    assert!(becomes(&verifier, &token, 200).await);
    grantry.silent(true);
    assert!(becomes(&verifier, &token, 503).await);
    let request =
        TestRequest::get().uri("/v1/patients").insert_header(("authorization", format!("Bearer {token}")));
    let refused = answer(verifier.clone(), request).await;
    assert_eq!((refused.status.as_u16(), refused.retry_after.as_deref()), (503, Some("1")));
    grantry.silent(false);
    assert!(becomes(&verifier, &token, 200).await);
    Ok(())
}

#[actix_web::test]
async fn news_that_come_late_are_not_believed() -> Outcome {
    let grantry = Grantry::start()?;
    let verifier = connected(&grantry)?;
    let token = grantry.issuer.live.sign(&grantry.claims())?;
    assert!(becomes(&verifier, &token, 200).await);
    grantry.behind(1001);
    assert!(becomes(&verifier, &token, 503).await, "it goes on speaking, of what was");
    revoke(&grantry);
    assert!(becomes(&verifier, &token, 401).await, "what is revoked stays revoked");
    while grantry.subscribers().len() < 2 {
        sleep(Duration::from_millis(10)).await;
    }
    let alive = AccessTokenClaims { generation: 4, ..grantry.claims() };
    let alive = grantry.issuer.live.sign(&alive)?;
    assert_eq!(status(&verifier, &alive).await, 503);
    grantry.behind(0);
    assert!(becomes(&verifier, &alive, 200).await);
    Ok(())
}

#[actix_web::test]
async fn a_broken_connection_is_taken_up_where_it_ended() -> Outcome {
    let grantry = Grantry::start()?;
    let verifier = connected(&grantry)?;
    let old = grantry.issuer.live.sign(&grantry.claims())?;
    revoke(&grantry);
    assert!(becomes(&verifier, &old, 401).await);
    grantry.tell("generation", &json!({"client_id": client().to_string(), "minimum": 4, "dead": true}));
    let new = grantry.issuer.live.sign(&AccessTokenClaims { generation: 4, ..grantry.claims() })?;
    assert!(becomes(&verifier, &new, 401).await);
    grantry.break_off();
    while grantry.subscribers().len() < 2 {
        sleep(Duration::from_millis(10)).await;
    }
    grantry.tell("generation", &json!({"client_id": client().to_string(), "minimum": 4}));
    assert!(becomes(&verifier, &new, 200).await);
    assert_eq!(status(&verifier, &old).await, 401, "what was told before is still known");
    assert_eq!(grantry.subscribers(), [None, Some("2".to_owned())]);
    Ok(())
}

#[actix_web::test]
async fn a_connection_is_renewed_without_a_gap() -> Outcome {
    let grantry = Grantry::start()?;
    let server = grantry.resource_server()?.renew_feed_after(Duration::from_secs(1));
    let verifier = Verifier::connected(&server, API)?.clock(|| NOW);
    let token = grantry.issuer.live.sign(&grantry.claims())?;
    grantry.tell("news", &json!({}));
    assert!(becomes(&verifier, &token, 200).await);
    while grantry.subscribers().len() < 4 {
        assert_eq!(status(&verifier, &token).await, 200);
        sleep(Duration::from_millis(5)).await;
    }
    revoke(&grantry);
    assert!(becomes(&verifier, &token, 401).await);
    let place = Some("1".to_owned());
    assert_eq!(grantry.subscribers()[..4], [None, place.clone(), place.clone(), place]);
    Ok(())
}

#[actix_web::test]
async fn what_cannot_be_taken_up_is_begun_again() -> Outcome {
    let grantry = Grantry::start()?;
    let verifier = connected(&grantry)?;
    let token = grantry.issuer.live.sign(&grantry.claims())?;
    revoke(&grantry);
    assert!(becomes(&verifier, &token, 401).await);
    grantry.forget_log();
    grantry.gone(true);
    grantry.break_off();
    assert!(becomes(&verifier, &token, 200).await);
    assert_eq!(grantry.subscribers(), [None, Some("1".to_owned()), None]);
    Ok(())
}

#[actix_web::test]
async fn a_reset_forgets_what_was_told_before() -> Outcome {
    let grantry = Grantry::start()?;
    let verifier = connected(&grantry)?;
    let token = grantry.issuer.live.sign(&grantry.claims())?;
    revoke(&grantry);
    assert!(becomes(&verifier, &token, 401).await);
    grantry.forget_log();
    grantry.reset(true);
    grantry.break_off();
    assert!(becomes(&verifier, &token, 200).await);
    assert_eq!(grantry.subscribers(), [None, Some("1".to_owned())]);
    Ok(())
}

#[actix_web::test]
async fn a_reset_on_a_connection_forgets_what_was_told_and_the_keys() -> Outcome {
    let mut grantry = Grantry::start()?;
    let verifier = connected(&grantry)?;
    let token = grantry.issuer.live.sign(&grantry.claims())?;
    revoke(&grantry);
    assert!(becomes(&verifier, &token, 401).await);
    let other = AccessTokenClaims { generation: 9, jti: "other".into(), ..grantry.claims() };
    let of_lost_key = grantry.issuer.live.sign(&other)?;
    assert_eq!(status(&verifier, &of_lost_key).await, 200);
    grantry.publish(Issuer::new()?)?;
    let token = grantry.issuer.live.sign(&grantry.claims())?;
    grantry.go_back();
    assert!(becomes(&verifier, &token, 200).await, "in this log no one has revoked it");
    assert_eq!(status(&verifier, &of_lost_key).await, 401, "nor made that key");
    revoke(&grantry);
    assert!(becomes(&verifier, &token, 401).await, "what is told after it counts");
    assert_eq!(grantry.subscribers(), [None], "the connection goes on");
    Ok(())
}

#[actix_web::test]
async fn an_id_that_is_refused_is_forgotten() -> Outcome {
    let grantry = Grantry::start()?;
    let verifier = connected(&grantry)?;
    let token = grantry.issuer.live.sign(&grantry.claims())?;
    revoke(&grantry);
    assert!(becomes(&verifier, &token, 401).await);
    grantry.older(true);
    grantry.break_off();
    while grantry.subscribers().len() < 3 {
        sleep(Duration::from_millis(10)).await;
    }
    assert!(becomes(&verifier, &token, 401).await, "all is told again");
    assert_eq!(grantry.subscribers()[..3], [None, Some("1".to_owned()), None]);
    Ok(())
}

#[actix_web::test]
async fn unknown_credentials_are_no_feed() -> Outcome {
    let grantry = Grantry::start()?;
    let stranger = ResourceServer::new(&grantry.url, "rsv_1", "gts_wrong")?;
    let keys = Keys::from_server(&grantry.url)?;
    let feed = Feed::follow(&stranger, &keys);
    let verifier = Verifier::new(&grantry.url, API, keys).revocations(feed.clone()).clock(|| NOW);
    let token = grantry.issuer.live.sign(&grantry.claims())?;
    for _ in 0..20 {
        assert_eq!(status(&verifier, &token).await, 503);
        sleep(Duration::from_millis(10)).await;
    }
    assert!(!feed.is_live() && grantry.subscribers().is_empty());
    assert!(!format!("{stranger:?} {feed:?}").contains("gts_"));
    Ok(())
}

#[actix_web::test]
async fn changed_keys_are_fetched_at_once() -> Outcome {
    let mut grantry = Grantry::start()?;
    let verifier = connected(&grantry)?;
    let old = grantry.issuer.live.sign(&grantry.claims())?;
    assert!(becomes(&verifier, &old, 200).await);
    grantry.publish(Issuer::new()?)?;
    let new = grantry.issuer.live.sign(&grantry.claims())?;
    assert_eq!(status(&verifier, &new).await, 401, "the cool-down holds as long as nothing is told");
    grantry.tell("keys", &json!({}));
    assert!(becomes(&verifier, &new, 200).await);
    assert_eq!(status(&verifier, &old).await, 401, "the old key is no longer published");
    Ok(())
}

#[actix_web::test]
async fn where_changed_keys_cannot_be_had_nothing_passes() -> Outcome {
    let mut grantry = Grantry::start()?;
    let verifier = connected(&grantry)?;
    let leaked = grantry.issuer.live.sign(&grantry.claims())?;
    assert!(becomes(&verifier, &leaked, 200).await);
    grantry.no_keys(true);
    grantry.publish(Issuer::new()?)?;
    let new = grantry.issuer.live.sign(&grantry.claims())?;
    grantry.tell("keys", &json!({}));
    sleep(Duration::from_secs(1)).await;
    for _ in 0..20 {
        assert_eq!((status(&verifier, &leaked).await, status(&verifier, &new).await), (503, 503));
        sleep(Duration::from_millis(10)).await;
    }
    grantry.no_keys(false);
    assert!(becomes(&verifier, &new, 200).await);
    assert_eq!(status(&verifier, &leaked).await, 401);
    Ok(())
}

#[actix_web::test]
async fn changes_of_keys_interrupt_nothing() -> Outcome {
    let grantry = Grantry::start()?;
    let verifier = connected(&grantry)?;
    let token = grantry.issuer.live.sign(&grantry.claims())?;
    assert!(becomes(&verifier, &token, 200).await);
    for _ in 0..100 {
        grantry.tell("keys", &json!({}));
        sleep(Duration::from_millis(10)).await;
        assert_eq!(status(&verifier, &token).await, 200);
    }
    Ok(())
}

#[actix_web::test]
async fn changed_keys_are_fetched_again_since_another_node_may_have_answered() -> Outcome {
    let mut grantry = Grantry::start()?;
    let verifier = connected(&grantry)?;
    let old = grantry.issuer.live.sign(&grantry.claims())?;
    assert!(becomes(&verifier, &old, 200).await);
    grantry.tell("keys", &json!({}));
    while grantry.key_fetches() < 2 {
        sleep(Duration::from_millis(10)).await;
    }
    grantry.publish(Issuer::new()?)?;
    assert!(becomes(&verifier, &old, 401).await, "known keys are fetched again after five minutes otherwise");
    Ok(())
}

/// The scheme and port of the public URL, below this base domain.
fn at_domain(grantry: &Grantry, host: &str) -> AccessTokenClaims<'static> {
    let port = grantry.url.rsplit(':').next().unwrap_or_default();
    AccessTokenClaims { iss: format!("http://{host}:{port}").into(), ..grantry.claims() }
}

#[actix_web::test]
async fn domains_of_tenants_are_told() -> Outcome {
    let grantry = Grantry::start()?;
    let sign = |claims: &AccessTokenClaims<'_>| grantry.issuer.live.sign(claims);
    let path = sign(&grantry.claims())?;
    let domain = sign(&at_domain(&grantry, "harbour.api.example"))?;
    grantry.silent(true);
    let verifier = connected(&grantry)?;
    assert_eq!(status(&verifier, &domain).await, 503, "the feed has not said yet whether there are domains");
    let told = json!({"base_domain": "api.example", "sandbox_base_domain": "sandbox.api.example"});
    grantry.tell("domains", &told);
    grantry.silent(false);
    for token in [&domain, &path] {
        assert!(becomes(&verifier, token, 200).await);
    }
    for host in ["harbour.evil.example", "harbour.sandbox.api.example", "x.api.example", "api.example"] {
        let other = sign(&at_domain(&grantry, host))?;
        assert_eq!(status(&verifier, &other).await, 401, "{host}");
    }
    let sandbox =
        AccessTokenClaims { env: Environment::Sandbox, ..at_domain(&grantry, "harbour.sandbox.api.example") };
    let sandbox = grantry.issuer.sandbox.sign(&sandbox)?;
    assert_eq!(status(&verifier, &sandbox).await, 401);
    assert_eq!(status(&verifier.accept_sandbox(), &sandbox).await, 200);
    Ok(())
}

#[actix_web::test]
async fn without_domains_only_paths_are_taken() -> Outcome {
    let grantry = Grantry::start()?;
    let verifier = connected(&grantry)?;
    let path = grantry.issuer.live.sign(&grantry.claims())?;
    assert!(becomes(&verifier, &path, 200).await);
    let domain = grantry.issuer.live.sign(&at_domain(&grantry, "harbour.api.example"))?;
    assert_eq!(status(&verifier, &domain).await, 401);
    let told_by_hand = verifier.base_domain("api.example");
    assert_eq!(status(&told_by_hand, &domain).await, 200);
    Ok(())
}

#[actix_web::test]
async fn a_closed_issuer_is_refused_until_it_is_open_again() -> Outcome {
    let grantry = Grantry::start()?;
    let verifier = connected(&grantry)?.base_domain("api.example");
    let (path, domain) = (grantry.claims(), at_domain(&grantry, "harbour.api.example"));
    let signed = [&path, &domain].map(|claims| grantry.issuer.live.sign(claims));
    let [of_path, of_domain] = signed;
    let (of_path, of_domain) = (of_path?, of_domain?);
    assert!(becomes(&verifier, &of_domain, 200).await);
    grantry.tell("issuer", &json!({"issuer": domain.iss, "open": false}));
    assert!(becomes(&verifier, &of_domain, 401).await);
    assert_eq!(status(&verifier, &of_path).await, 200);
    grantry.tell("issuer", &json!({"issuer": domain.iss, "open": true}));
    assert!(becomes(&verifier, &of_domain, 200).await);
    grantry.tell("issuer", &json!({"issuer": path.iss, "open": false}));
    assert!(becomes(&verifier, &of_path, 401).await);
    assert_eq!(status(&verifier, &of_domain).await, 200);
    Ok(())
}
