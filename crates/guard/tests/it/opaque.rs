//! Tokens that only Grantry can read.

use std::time::{Duration, Instant};

use actix_web::rt::time::sleep;
use credentials::{AccessTokenClaims, Audience};
use futures_util::future::join_all;
use grantry_guard::{Introspection, Keys, Presented, ResourceServer, Verifier};
use serde_json::json;

use crate::Outcome;
use crate::feed::{becomes, connected, status};
use crate::grantry::Grantry;
use crate::issuer::{API, NOW, claims, client};

/// Without the feed.
fn asking(grantry: &Grantry) -> Result<Verifier, Box<dyn std::error::Error>> {
    let introspection = Introspection::by_server(&grantry.resource_server()?);
    Ok(Verifier::new(&grantry.url, API, Keys::from_server(&grantry.url)?)
        .introspection(introspection)
        .clock(|| NOW))
}

#[actix_web::test]
async fn an_answer_is_kept_while_the_feed_is_live() -> Outcome {
    let grantry = Grantry::start()?;
    let verifier = connected(&grantry)?;
    let (opaque, signed) = (grantry.opaque(&grantry.claims())?, grantry.issuer.live.sign(&grantry.claims())?);
    assert!(becomes(&verifier, &signed, 200).await, "the feed is live");
    for _ in 0..10 {
        let access = verifier.verify(&Presented::bearer(&opaque)).await;
        assert_eq!(access.map(|access| access.client), Ok(client()));
    }
    assert!(grantry.questions() < 10, "asked {} times", grantry.questions());
    // A kept answer ends when the feed says so, whatever introspection said.
    grantry.tell("generation", &json!({"client_id": client().to_string(), "minimum": 4}));
    assert!(becomes(&verifier, &opaque, 401).await);
    Ok(())
}

#[actix_web::test]
async fn without_the_feed_grantry_is_asked_each_time() -> Outcome {
    let grantry = Grantry::start()?;
    let verifier = asking(&grantry)?;
    let opaque = grantry.opaque(&grantry.claims())?;
    for _ in 0..3 {
        assert_eq!(status(&verifier, &opaque).await, 200);
    }
    assert_eq!(grantry.questions(), 3);
    grantry.forget_opaque(&opaque);
    assert_eq!(status(&verifier, &opaque).await, 401);
    Ok(())
}

#[actix_web::test]
async fn a_fresh_word_of_grantry_counts_while_the_feed_is_silent() -> Outcome {
    let grantry = Grantry::start()?;
    let verifier = connected(&grantry)?;
    grantry.silent(true);
    let (opaque, signed) = (grantry.opaque(&grantry.claims())?, grantry.issuer.live.sign(&grantry.claims())?);
    assert!(becomes(&verifier, &signed, 503).await);
    assert_eq!(status(&verifier, &opaque).await, 200);
    let asked = grantry.questions();
    assert_eq!(status(&verifier, &opaque).await, 200);
    assert_eq!(grantry.questions(), asked + 1, "nothing is kept");
    Ok(())
}

/// What promises something within seconds: `cargo xtask test` runs it alone.
mod timed {
    #[actix_web::test]
    async fn while_grantry_hangs_each_request_ends_within_a_second() -> crate::Outcome {
        Box::pin(super::while_grantry_hangs_each_request_ends_within_a_second()).await
    }
}

async fn while_grantry_hangs_each_request_ends_within_a_second() -> Outcome {
    let grantry = Grantry::start()?;
    let verifier = connected(&grantry)?;
    let (opaque, signed) = (grantry.opaque(&grantry.claims())?, grantry.issuer.live.sign(&grantry.claims())?);
    assert!(becomes(&verifier, &opaque, 200).await);
    grantry.hangs(true);
    sleep(Duration::from_millis(300)).await;
    let began = Instant::now();
    let (verifier, (head, tail)) = (&verifier, opaque.split_at(opaque.len() - 8));
    let ask = |number| async move { status(verifier, &format!("{head}{number:03}{}", &tail[3..])).await };
    let answers = join_all((0..200).map(ask)).await;
    assert!(answers.iter().all(|status| *status == 503), "{answers:?}");
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    assert_eq!(status(verifier, &signed).await, 200, "signed ones need no answer");
    grantry.hangs(false);
    assert!(becomes(verifier, &opaque, 200).await);
    Ok(())
}

#[actix_web::test]
async fn the_claims_are_checked_like_a_jwts() -> Outcome {
    let grantry = Grantry::start()?;
    let verifier = asking(&grantry)?;
    let wrong = [
        AccessTokenClaims { aud: Audience::One("https://other.example".into()), ..grantry.claims() },
        AccessTokenClaims { exp: NOW - 5, ..grantry.claims() },
        claims(),
    ];
    for claims in wrong {
        let opaque = grantry.opaque(&claims)?;
        assert_eq!(status(&verifier, &opaque).await, 401);
        grantry.forget_opaque(&opaque);
    }
    let asked = grantry.questions();
    assert_eq!(status(&verifier, "gto_x").await, 401);
    assert_eq!(grantry.questions(), asked, "what is no token is not asked about");
    Ok(())
}

#[actix_web::test]
async fn without_credentials_only_jwts_are_taken() -> Outcome {
    let grantry = Grantry::start()?;
    let opaque = grantry.opaque(&grantry.claims())?;
    let offline = Verifier::new(&grantry.url, API, Keys::from_server(&grantry.url)?).clock(|| NOW);
    let rejected = offline.verify(&Presented::bearer(&opaque)).await.map(|_| ());
    let reason = rejected.map_err(|rejected| (rejected.status(), rejected.to_string()));
    assert_eq!(reason, Err((401, "this API takes signed access tokens (JWTs) only".to_owned())));
    let stranger = ResourceServer::new(&grantry.url, "rsv_1", "gts_wrong")?;
    assert_eq!(status(&offline.introspection(Introspection::by_server(&stranger)), &opaque).await, 503);
    Ok(())
}
