//! Tokens that whoever bears them may use.

use std::error::Error;

use actix_web::http::StatusCode;
use credentials::{AccessTokenClaims, Audience};
use grantry_guard::{Environment, MinimumGenerations, Presented, TenantId};
use model::token::SigningAlgorithm;

use crate::Outcome;
use crate::issuer::{API, ISSUER, Issuer, NOW, call, claims, client};

async fn with_claims(claims: &AccessTokenClaims<'_>) -> Result<(StatusCode, String), Box<dyn Error>> {
    let issuer = Issuer::new()?;
    let bearer = format!("Bearer {}", issuer.live.sign(claims)?);
    let (status, challenge, _) = call(issuer.verifier(), "/v1/patients", &[bearer]).await;
    Ok((status, challenge))
}

#[actix_web::test]
async fn each_algorithm_is_verified() -> Outcome {
    for algorithm in SigningAlgorithm::ALL.iter().copied() {
        let (issuer, other) = (Issuer::with(algorithm)?, Issuer::with(algorithm)?);
        let good = issuer.live.sign(&claims())?;
        assert!(issuer.verifier().verify(&Presented::bearer(&good)).await.is_ok(), "{algorithm}");
        let payload = other.live.sign(&claims())?;
        let signature = payload.rsplit_once('.').map_or("", |(_, signature)| signature);
        let signed = good.rsplit_once('.').map_or("", |(signed, _)| signed);
        let forged = format!("{signed}.{signature}");
        assert!(issuer.verifier().verify(&Presented::bearer(&forged)).await.is_err(), "{algorithm}");
    }
    Ok(())
}

#[actix_web::test]
async fn a_good_token_passes() -> Outcome {
    let issuer = Issuer::new()?;
    let bearer = format!("bearer {}", issuer.live.sign(&claims())?);
    let (status, _, body) = call(issuer.verifier(), "/v1/patients", &[bearer]).await;
    assert_eq!((status, body), (StatusCode::OK, claims().tenant_id.into_owned()));
    Ok(())
}

#[actix_web::test]
async fn a_missing_scope_is_named() -> Outcome {
    let issuer = Issuer::new()?;
    let bearer = format!("Bearer {}", issuer.live.sign(&claims())?);
    let (status, challenge, body) = call(issuer.verifier(), "/v1/change", &[bearer]).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(challenge.contains(r#"error="insufficient_scope""#), "{challenge}");
    assert!(challenge.ends_with(r#"scope="patients.change""#), "{challenge}");
    assert!(body.starts_with(r#"{"error":"insufficient_scope""#), "{body}");
    Ok(())
}

#[actix_web::test]
async fn without_a_token_the_challenge_says_only_how() -> Outcome {
    let basic = "Basic YTpi".to_owned();
    for (path, headers) in
        [("/v1/patients", vec![]), ("/v1/patients", vec![basic]), ("/v1/forgotten", vec![])]
    {
        let answer = call(Issuer::new()?.verifier(), path, &headers).await;
        assert_eq!(answer, (StatusCode::UNAUTHORIZED, format!("Bearer realm=\"{API}\""), String::new()));
    }
    Ok(())
}

#[actix_web::test]
async fn two_ways_and_the_url_are_bad_requests() -> Outcome {
    let issuer = Issuer::new()?;
    let bearer = format!("Bearer {}", issuer.live.sign(&claims())?);
    let cases = [
        ("/v1/patients?access_token=x", vec![bearer.clone()]),
        ("/v1/patients?a=b&access_token=x", vec![]),
        ("/v1/patients", vec![bearer.clone(), bearer]),
        ("/v1/patients", vec!["Bearer".to_owned()]),
        ("/v1/patients", vec!["Bearer a b".to_owned()]),
        ("/v1/patients", vec!["Bearer \"a\"".to_owned()]),
    ];
    for (path, headers) in cases {
        let (status, challenge, _) = call(issuer.verifier(), path, &headers).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{path} {headers:?}");
        assert!(challenge.contains(r#"error="invalid_request""#), "{challenge}");
    }
    Ok(())
}

#[actix_web::test]
async fn wrong_claims_are_refused_with_a_reason() -> Outcome {
    let sandbox_issuer = format!("{ISSUER}/sandbox/t/{}", claims().tenant_id);
    let cases = [
        (AccessTokenClaims { exp: NOW - 5, iat: NOW - 1200, ..claims() }, "expired"),
        (AccessTokenClaims { iat: NOW + 11, ..claims() }, "not valid yet"),
        (AccessTokenClaims { aud: Audience::One("https://other.example".into()), ..claims() }, "another API"),
        (AccessTokenClaims { iss: "https://evil.example/t/x".into(), ..claims() }, "another issuer"),
        (
            AccessTokenClaims {
                iss: format!("{ISSUER}/t/{}", TenantId::new(9, &[9; 10])).into(),
                ..claims()
            },
            "another issuer",
        ),
        (AccessTokenClaims { iss: sandbox_issuer.into(), ..claims() }, "another issuer"),
        (AccessTokenClaims { env: Environment::Sandbox, ..claims() }, "another issuer"),
        (AccessTokenClaims { client_id: "cli_x".into(), ..claims() }, "malformed"),
    ];
    for (claims, reason) in cases {
        let (status, challenge) = with_claims(&claims).await?;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{reason}");
        assert!(challenge.contains(r#"error="invalid_token""#) && challenge.contains(reason), "{challenge}");
    }
    let to_the_end = AccessTokenClaims { exp: NOW + 1, iat: NOW - 1199, ..claims() };
    assert_eq!(with_claims(&to_the_end).await?.0, StatusCode::OK);
    let ahead = AccessTokenClaims { iat: NOW + 10, exp: NOW + 1210, ..claims() };
    assert_eq!(with_claims(&ahead).await?.0, StatusCode::OK);
    Ok(())
}

#[actix_web::test]
async fn sandbox_tokens_need_an_api_that_takes_them_and_the_sandbox_key() -> Outcome {
    let issuer = Issuer::new()?;
    let sandbox = AccessTokenClaims {
        iss: format!("{ISSUER}/sandbox/t/{}", claims().tenant_id).into(),
        env: Environment::Sandbox,
        ..claims()
    };
    let genuine = format!("Bearer {}", issuer.sandbox.sign(&sandbox)?);
    let signed_live = format!("Bearer {}", issuer.live.sign(&sandbox)?);
    let live_by_sandbox = format!("Bearer {}", issuer.sandbox.sign(&claims())?);
    let status = async |verifier, bearer| call(verifier, "/v1/patients", &[bearer]).await.0;
    let both = || issuer.verifier().accept_sandbox();
    assert_eq!(status(issuer.verifier(), genuine.clone()).await, StatusCode::UNAUTHORIZED);
    assert_eq!(status(both(), genuine).await, StatusCode::OK);
    assert_eq!(status(both(), signed_live).await, StatusCode::UNAUTHORIZED);
    assert_eq!(status(both(), live_by_sandbox).await, StatusCode::UNAUTHORIZED);
    Ok(())
}

#[actix_web::test]
async fn a_raised_generation_revokes_older_tokens() -> Outcome {
    let issuer = Issuer::new()?;
    let generations = MinimumGenerations::default();
    let verifier = issuer.verifier().revocations(generations.clone());
    let token = issuer.live.sign(&claims())?;
    assert!(verifier.verify(&Presented::bearer(&token)).await.is_ok());
    generations.raise(client(), 4);
    let rejected = verifier.verify(&Presented::bearer(&token)).await.err().map(|rejected| rejected.status());
    assert_eq!(rejected, Some(401));
    let renewed = issuer.live.sign(&AccessTokenClaims { generation: 4, ..claims() })?;
    assert!(verifier.verify(&Presented::bearer(&renewed)).await.is_ok());
    Ok(())
}
