//! Tokens, and an API of three routes that wants them.

use std::error::Error;

use actix_web::http::StatusCode;
use actix_web::middleware::from_fn;
use actix_web::test::TestRequest;
use actix_web::{App, HttpResponse, test, web};
use credentials::{AccessTokenClaims, Audience, SigningKey};
use grantry_guard::{
    Bearer, ClientCertificate, CredentialId, Environment, JwkSet, Keys, Refused, TenantId, Verifier, protect,
};
use model::token::SigningAlgorithm;

pub const ISSUER: &str = "https://id.example";
pub const API: &str = "https://api.example/care";
pub const NOW: i64 = 1_800_000_000;

pub fn client() -> CredentialId {
    CredentialId::new(1, &[1; 10])
}

pub fn claims() -> AccessTokenClaims<'static> {
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
pub struct Issuer {
    pub live: SigningKey,
    pub sandbox: SigningKey,
}

impl Issuer {
    pub fn new() -> Result<Self, Box<dyn Error>> {
        Self::with(SigningAlgorithm::Es256)
    }

    pub fn with(algorithm: SigningAlgorithm) -> Result<Self, Box<dyn Error>> {
        Ok(Self { live: SigningKey::generate(algorithm)?, sandbox: SigningKey::generate(algorithm)? })
    }

    pub fn published(&self) -> (JwkSet, JwkSet) {
        let set = |key: &SigningKey| JwkSet { keys: vec![key.public_jwk().clone()] };
        (set(&self.live), set(&self.sandbox))
    }

    pub fn verifier(&self) -> Verifier {
        self.verifier_of(API)
    }

    /// For the API with this identifier.
    pub fn verifier_of(&self, identifier: &str) -> Verifier {
        let (live, sandbox) = self.published();
        let keys = Keys::from_fn(move |environment| match environment {
            Environment::Live => live.clone(),
            Environment::Sandbox => sandbox.clone(),
        });
        Verifier::new(ISSUER, identifier, keys).clock(|| NOW)
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

pub struct Answer {
    pub status: StatusCode,
    /// `WWW-Authenticate`.
    pub challenge: String,
    pub retry_after: Option<String>,
    pub body: String,
}

/// What the API answers. The certificate's thumbprint comes in a header here, as from a trusted proxy.
pub async fn answer(verifier: Verifier, request: TestRequest) -> Answer {
    let routes = web::scope("/v1")
        .wrap(from_fn(protect))
        .route("/patients", web::get().to(patients))
        .route("/change", web::get().to(change))
        .route("/forgotten", web::get().to(unguarded_by_itself));
    let certificate = ClientCertificate::from_fn(|request| {
        request.headers().get("thumbprint").and_then(|value| value.to_str().ok()).map(str::to_owned)
    });
    let app = App::new().app_data(verifier).app_data(certificate).service(routes);
    let app = test::init_service(app).await;
    let answer = match test::try_call_service(&app, request.to_request()).await {
        Ok(response) => response.into_parts().1.map_into_boxed_body(),
        Err(error) => error.error_response(),
    };
    let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok());
    let challenge = header("www-authenticate").unwrap_or_default().to_owned();
    let (retry_after, status) = (header("retry-after").map(str::to_owned), answer.status());
    let body = actix_web::body::to_bytes(answer.into_body()).await.unwrap_or_default();
    Answer { status, challenge, retry_after, body: String::from_utf8_lossy(&body).into_owned() }
}

/// Status, `WWW-Authenticate` and body.
pub async fn call(verifier: Verifier, path: &str, authorizations: &[String]) -> (StatusCode, String, String) {
    let mut request = TestRequest::get().uri(path);
    for authorization in authorizations {
        request = request.append_header(("authorization", authorization.as_str()));
    }
    let answer = answer(verifier, request).await;
    (answer.status, answer.challenge, answer.body)
}
