//! Where the public keys come from, and how often.

use actix_web::http::StatusCode;
use credentials::SigningKey;
use grantry_guard::{Keys, Presented, Verifier};
use model::token::SigningAlgorithm;

use crate::Outcome;
use crate::grantry::Grantry;
use crate::issuer::{API, ISSUER, Issuer, NOW, call, claims};

#[actix_web::test]
async fn unknown_keys_do_not_flood_the_issuer_and_known_ones_go_on() -> Outcome {
    let grantry = Grantry::start()?;
    let verifier = Verifier::new(ISSUER, API, Keys::from_server(&grantry.url)?).clock(|| NOW);
    let good = grantry.issuer.live.sign(&claims())?;
    for _ in 0..20 {
        let forged = SigningKey::generate(SigningAlgorithm::EdDsa)?.sign(&claims())?;
        let (good, forged) = (Presented::bearer(&good), Presented::bearer(&forged));
        let (good, forged) = tokio::join!(verifier.verify(&good), verifier.verify(&forged));
        assert!(good.is_ok());
        assert_eq!(forged.err().map(|rejected| rejected.status()), Some(401));
    }
    assert_eq!(grantry.key_fetches(), 1);
    Ok(())
}

#[actix_web::test]
async fn without_keys_the_answer_is_503() -> Outcome {
    let issuer = Issuer::new()?;
    let verifier = Verifier::new(ISSUER, API, Keys::from_server("http://127.0.0.1:9")?).clock(|| NOW);
    let bearer = format!("Bearer {}", issuer.live.sign(&claims())?);
    // The second request comes within the cool-down.
    for _ in 0..2 {
        let (status, challenge, _) =
            call(verifier.clone(), "/v1/patients", std::slice::from_ref(&bearer)).await;
        assert_eq!((status, challenge.as_str()), (StatusCode::SERVICE_UNAVAILABLE, ""));
    }
    Ok(())
}
