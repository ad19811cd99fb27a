//! The guard in front of a small API, with keys fetched over a real socket.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::http::StatusCode;
use actix_web::middleware::from_fn;
use actix_web::{App, HttpResponse, HttpServer, test, web};
use credentials::{AccessTokenClaims, Audience, SigningKey};
use grantry_guard::{
    Bearer, CredentialId, Environment, JwkSet, Keys, MinimumGenerations, Refused, SigningAlgorithm, TenantId,
    Verifier, protect,
};

type Outcome = Result<(), Box<dyn Error>>;

const ISSUER: &str = "https://id.example";
const API: &str = "https://api.example/care";
const NOW: i64 = 1_800_000_000;

fn client() -> CredentialId {
    CredentialId::new(1, &[1; 10])
}

fn claims() -> AccessTokenClaims<'static> {
    let tenant = TenantId::new(2, &[2; 10]).to_string();
    AccessTokenClaims {
        iss: format!("{ISSUER}/t/{tenant}").into(),
        sub: client().to_string().into(),
        client_id: client().to_string().into(),
        aud: Audience::Many(vec!["https://other.example".into(), API.into()]),
        scope: "patients.read appointments.read".into(),
        iat: NOW,
        exp: NOW + 1200,
        jti: "j".into(),
        tenant_id: tenant.into(),
        connection_id: None,
        app_id: None,
        env: Environment::Live,
        cnf: None,
        generation: 3,
    }
}

/// One key per environment.
struct Issuer {
    live: SigningKey,
    sandbox: SigningKey,
}

impl Issuer {
    fn new() -> Result<Self, Box<dyn Error>> {
        Ok(Self {
            live: SigningKey::generate(SigningAlgorithm::Es256)?,
            sandbox: SigningKey::generate(SigningAlgorithm::Es256)?,
        })
    }

    fn published(&self) -> (JwkSet, JwkSet) {
        let set = |key: &SigningKey| JwkSet { keys: vec![key.public_jwk().clone()] };
        (set(&self.live), set(&self.sandbox))
    }

    fn verifier(&self) -> Verifier {
        let (live, sandbox) = self.published();
        let keys = Keys::from_fn(move |environment| match environment {
            Environment::Live => live.clone(),
            Environment::Sandbox => sandbox.clone(),
        });
        Verifier::new(ISSUER, API, keys).clock(|| NOW)
    }
}

async fn patients(bearer: Bearer) -> Result<HttpResponse, Refused> {
    bearer.require_scope("patients.read")?;
    Ok(HttpResponse::Ok().body(bearer.tenant.to_string()))
}

async fn change(bearer: Bearer) -> Result<HttpResponse, Refused> {
    bearer.require_scope("patients.change")?;
    Ok(HttpResponse::NoContent().finish())
}

async fn unguarded_by_itself() -> HttpResponse {
    HttpResponse::Ok().finish()
}

/// Status, `WWW-Authenticate` and body.
async fn call(verifier: Verifier, path: &str, authorizations: &[String]) -> (StatusCode, String, String) {
    let routes = web::scope("/v1")
        .wrap(from_fn(protect))
        .route("/patients", web::get().to(patients))
        .route("/change", web::get().to(change))
        .route("/forgotten", web::get().to(unguarded_by_itself));
    let app = test::init_service(App::new().app_data(verifier).service(routes)).await;
    let mut request = test::TestRequest::get().uri(path);
    for authorization in authorizations {
        request = request.append_header(("authorization", authorization.as_str()));
    }
    let answer = test::try_call_service(&app, request.to_request()).await;
    let answer = match answer {
        Ok(response) => response.into_parts().1.map_into_boxed_body(),
        Err(error) => error.error_response(),
    };
    let challenge = answer.headers().get("www-authenticate").and_then(|value| value.to_str().ok());
    let (status, challenge) = (answer.status(), challenge.unwrap_or_default().to_owned());
    let body = actix_web::body::to_bytes(answer.into_body()).await.unwrap_or_default();
    (status, challenge, String::from_utf8_lossy(&body).into_owned())
}

async fn with_claims(claims: &AccessTokenClaims<'_>) -> Result<(StatusCode, String), Box<dyn Error>> {
    let issuer = Issuer::new()?;
    let bearer = format!("Bearer {}", issuer.live.sign(claims)?);
    let (status, challenge, _) = call(issuer.verifier(), "/v1/patients", &[bearer]).await;
    Ok((status, challenge))
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
        (AccessTokenClaims { iat: NOW + 6, ..claims() }, "not valid yet"),
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
    let leeway = AccessTokenClaims { exp: NOW - 4, iat: NOW - 1200, ..claims() };
    assert_eq!(with_claims(&leeway).await?.0, StatusCode::OK);
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
async fn a_raised_generation_kills_older_tokens() -> Outcome {
    let issuer = Issuer::new()?;
    let generations = MinimumGenerations::default();
    let verifier = issuer.verifier().revocations(generations.clone());
    let token = issuer.live.sign(&claims())?;
    assert!(verifier.verify(&token).await.is_ok());
    generations.raise(client(), 4);
    let rejected = verifier.verify(&token).await.err().map(|rejected| rejected.status());
    assert_eq!(rejected, Some(401));
    let renewed = issuer.live.sign(&AccessTokenClaims { generation: 4, ..claims() })?;
    assert!(verifier.verify(&renewed).await.is_ok());
    Ok(())
}

#[actix_web::test]
async fn keys_are_fetched_once_and_unknown_ones_do_not_flood_the_issuer() -> Outcome {
    let issuer = Issuer::new()?;
    let (live, sandbox) = issuer.published();
    let (live, sandbox) = (serde_json::to_string(&live)?, serde_json::to_string(&sandbox)?);
    let fetches = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&fetches);
    let server = HttpServer::new(move || {
        let counted = Arc::clone(&counted);
        let (live, sandbox) = (live.clone(), sandbox.clone());
        let keys = move || {
            counted.fetch_add(1, Ordering::Relaxed);
            let live = live.clone();
            async move { live }
        };
        let sandbox_keys = move || {
            let sandbox = sandbox.clone();
            async move { sandbox }
        };
        App::new()
            .route("/oauth2/jwks", web::get().to(keys))
            .route("/sandbox/oauth2/jwks", web::get().to(sandbox_keys))
    })
    .workers(1)
    .bind(("127.0.0.1", 0))?;
    let address = server.addrs().first().copied().ok_or("no address")?;
    let server = server.run();
    let handle = server.handle();
    actix_web::rt::spawn(server);

    let keys = Keys::from_server(&format!("http://{address}"))?;
    let verifier = Verifier::new(ISSUER, API, keys).clock(|| NOW);
    for _ in 0..20 {
        assert!(verifier.verify(&issuer.live.sign(&claims())?).await.is_ok());
    }
    for _ in 0..20 {
        let forged = SigningKey::generate(SigningAlgorithm::Es256)?.sign(&claims())?;
        assert_eq!(verifier.verify(&forged).await.err().map(|rejected| rejected.status()), Some(401));
    }
    assert_eq!(fetches.load(Ordering::Relaxed), 1);
    handle.stop(true).await;
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
