//! Every operation with, without and with the wrong scope.

use std::error::Error;

use actix_web::http::{Method, StatusCode};
use actix_web::{App, test};
use credentials::{AccessTokenClaims, Audience, SigningKey};
use demo_api::{DemoApiDoc, IDENTIFIER, configure};
use grantry_guard::{CredentialId, Environment, JwkSet, Keys, SigningAlgorithm, TenantId, Verifier};
use serde_json::{Value, json};
use utoipa::OpenApi;

type Outcome = Result<(), Box<dyn Error>>;

const PUBLIC_URL: &str = "https://id.example";
const NOW: i64 = 1_800_000_000;

async fn call(
    method: Method,
    path: &str,
    scope: Option<&str>,
    body: Option<Value>,
) -> Result<(StatusCode, Value), Box<dyn Error>> {
    let key = SigningKey::generate(SigningAlgorithm::Es256)?;
    let set = JwkSet { keys: vec![key.public_jwk().clone()] };
    let keys = Keys::from_fn(move |environment| match environment {
        Environment::Live => set.clone(),
        Environment::Sandbox => JwkSet::default(),
    });
    let verifier = Verifier::new(PUBLIC_URL, IDENTIFIER, keys).clock(|| NOW);
    let app = test::init_service(App::new().configure(configure(verifier))).await;
    let mut request = test::TestRequest::with_uri(path).method(method);
    if let Some(scope) = scope {
        request = request.append_header(("authorization", format!("Bearer {}", key.sign(&claims(scope))?)));
    }
    if let Some(body) = body {
        request = request.set_json(body);
    }
    let answer = match test::try_call_service(&app, request.to_request()).await {
        Ok(response) => response.into_parts().1.map_into_boxed_body(),
        Err(error) => error.error_response(),
    };
    let status = answer.status();
    let body = actix_web::body::to_bytes(answer.into_body()).await.unwrap_or_default();
    Ok((status, serde_json::from_slice(&body).unwrap_or_default()))
}

fn claims(scope: &str) -> AccessTokenClaims<'_> {
    let tenant = TenantId::new(2, &[2; 10]).to_string();
    let client = CredentialId::new(1, &[1; 10]).to_string();
    AccessTokenClaims {
        iss: format!("{PUBLIC_URL}/t/{tenant}").into(),
        sub: client.clone().into(),
        client_id: client.into(),
        aud: Audience::One(IDENTIFIER.into()),
        scope: scope.into(),
        iat: NOW,
        exp: NOW + 1200,
        jti: "j".into(),
        tenant_id: tenant.into(),
        connection_id: None,
        app_id: None,
        env: Environment::Live,
        cnf: None,
        generation: 1,
    }
}

#[actix_web::test]
async fn each_operation_asks_for_its_scope() -> Outcome {
    let patient = "/demo-api/v1/patients/pat_none";
    let new = json!({ "patient_id": "pat_none", "starts_at": "2027-03-01T09:30:00Z", "minutes": 30, "reason": "x" });
    let operations = [
        (Method::GET, "/demo-api/v1/patients", "patients.read", None, StatusCode::OK),
        (Method::GET, patient, "patients.read", None, StatusCode::NOT_FOUND),
        (Method::GET, "/demo-api/v1/appointments", "appointments.read", None, StatusCode::OK),
        (Method::POST, "/demo-api/v1/appointments", "appointments.change", Some(new), StatusCode::NOT_FOUND),
    ];
    for (method, path, scope, body, expected) in operations {
        let asked = async |scope: Option<&str>| call(method.clone(), path, scope, body.clone()).await;
        assert_eq!(asked(Some(scope)).await?.0, expected, "{method} {path}");
        assert_eq!(asked(Some("other.read")).await?.0, StatusCode::FORBIDDEN, "{method} {path}");
        assert_eq!(asked(None).await?.0, StatusCode::UNAUTHORIZED, "{method} {path}");
    }
    Ok(())
}

#[actix_web::test]
async fn a_listed_patient_can_be_read_and_booked() -> Outcome {
    let (_, list) = call(Method::GET, "/demo-api/v1/patients", Some("patients.read"), None).await?;
    assert_eq!(list["environment"], "live");
    let id = list["items"][3]["id"].as_str().unwrap_or_default();
    let (status, patient) =
        call(Method::GET, &format!("/demo-api/v1/patients/{id}"), Some("patients.read"), None).await?;
    assert_eq!((status, &patient), (StatusCode::OK, &list["items"][3]));
    let mut new = json!({ "patient_id": id, "starts_at": "2027-03-01T09:30:00Z", "minutes": 30, "reason": "Follow-up" });
    let book = async |body: Value| {
        call(Method::POST, "/demo-api/v1/appointments", Some("appointments.change"), Some(body)).await
    };
    let (status, booked) = book(new.clone()).await?;
    assert_eq!((status, &booked["patient_id"]), (StatusCode::CREATED, &json!(id)));
    new["surprise"] = json!(1);
    let (status, refused) = book(new).await?;
    assert_eq!((status, &refused["error"]), (StatusCode::BAD_REQUEST, &json!("invalid_request")));
    Ok(())
}

#[actix_web::test]
async fn an_unknown_path_is_guarded_too() -> Outcome {
    assert_eq!(call(Method::GET, "/demo-api/v1/secrets", None, None).await?.0, StatusCode::UNAUTHORIZED);
    assert_eq!(
        call(Method::GET, "/demo-api/v1/secrets", Some("patients.read"), None).await?.0,
        StatusCode::NOT_FOUND
    );
    Ok(())
}

#[actix_web::test]
async fn the_document_names_the_flow_and_a_scope_for_every_operation() -> Outcome {
    let document = serde_json::to_value(DemoApiDoc::openapi())?;
    let flow = &document["components"]["securitySchemes"]["oauth2"]["flows"]["clientCredentials"];
    assert_eq!(flow["tokenUrl"], "/oauth2/token");
    let paths = document["paths"].as_object().ok_or("no paths")?;
    let operations: Vec<&Value> =
        paths.values().filter_map(Value::as_object).flat_map(|path| path.values()).collect();
    assert_eq!(operations.len(), 4);
    for operation in operations {
        let scope = operation["security"][0]["oauth2"][0].as_str().unwrap_or_default();
        assert!(flow["scopes"].get(scope).is_some(), "{operation}");
    }
    Ok(())
}
