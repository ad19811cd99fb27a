//! The document in which an API describes itself, and the challenges that name it.

use actix_web::test::{self, TestRequest};
use actix_web::{App, body};
use grantry_guard::{ResourceMetadata, Verifier, resource_metadata};
use serde_json::{Value, json};

use crate::Outcome;
use crate::issuer::{API, ISSUER, Issuer, call, claims};

const PATH: &str = "/.well-known/oauth-protected-resource/care";

/// Status, what pages of other sites may do, and the document.
async fn read(verifier: &Verifier, path: &str) -> (u16, String, Value) {
    let app = App::new().service(resource_metadata(verifier));
    let app = test::init_service(app).await;
    let answer = test::call_service(&app, TestRequest::get().uri(path).to_request()).await;
    let (status, origin) = (answer.status().as_u16(), answer.headers().get("access-control-allow-origin"));
    let origin = origin.and_then(|origin| origin.to_str().ok()).unwrap_or_default().to_owned();
    let body = body::to_bytes(answer.into_body()).await.unwrap_or_default();
    (status, origin, serde_json::from_slice(&body).unwrap_or_default())
}

#[actix_web::test]
async fn an_api_describes_itself_at_its_well_known_path() -> Outcome {
    let metadata = ResourceMetadata::new()
        .issuer(&format!("{ISSUER}/t/one"))
        .issuer(&format!("{ISSUER}/t/two"))
        .scopes(&["patients.read"])
        .name("Care")
        .documentation("https://api.example/docs");
    let verifier = Issuer::new()?.verifier().metadata(metadata);
    let (status, origin, document) = read(&verifier, PATH).await;
    assert_eq!((status, origin.as_str()), (200, "*"));
    let expected = json!({
        "resource": API,
        "authorization_servers": [format!("{ISSUER}/t/one"), format!("{ISSUER}/t/two")],
        "scopes_supported": ["patients.read"],
        "bearer_methods_supported": ["header"],
        "resource_name": "Care",
        "resource_documentation": "https://api.example/docs",
    });
    assert_eq!(document, expected);
    assert_eq!(read(&verifier, "/.well-known/oauth-protected-resource").await.0, 404);
    Ok(())
}

#[actix_web::test]
async fn it_says_only_what_is_true() -> Outcome {
    let plain = Issuer::new()?.verifier();
    let (_, _, document) = read(&plain, PATH).await;
    assert_eq!(document, json!({"resource": API, "bearer_methods_supported": ["header"]}));
    let (_, _, with_proofs) = read(&plain.base_url("https://api.example/care"), PATH).await;
    let algorithms = with_proofs["dpop_signing_alg_values_supported"].as_array().ok_or("no algorithms")?;
    assert!(algorithms.contains(&json!("Ed25519")) && !algorithms.contains(&json!("none")));
    Ok(())
}

#[actix_web::test]
async fn challenges_name_the_document() -> Outcome {
    let issuer = Issuer::new()?;
    let own = issuer.verifier().metadata(ResourceMetadata::new());
    let elsewhere = issuer.verifier().metadata_url("https://id.example/described");
    let bearer = format!("Bearer {}", issuer.live.sign(&claims())?);
    for (verifier, url) in
        [(own, format!("https://api.example{PATH}")), (elsewhere, "https://id.example/described".to_owned())]
    {
        let named = format!("Bearer realm=\"{API}\", resource_metadata=\"{url}\"");
        let without = call(verifier.clone(), "/v1/patients", &[]).await;
        assert_eq!((without.0.as_u16(), without.1), (401, named.clone()));
        let (status, challenge, _) = call(verifier, "/v1/change", std::slice::from_ref(&bearer)).await;
        assert_eq!(status.as_u16(), 403);
        assert!(challenge.starts_with(&format!("{named}, error=")), "{challenge}");
    }
    Ok(())
}
