//! A node at work, and how it is asked.

use actix_web::body::to_bytes;
use actix_web::dev::ServiceResponse;
use actix_web::{App, test};
use credentials::{AccessTokenClaims, UnverifiedToken, VerifyingKey};
use model::environment::Environment;
use token_service::{TokenService, configure};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::platform::{Outcome, Platform};

/// Makes a test on SQLite and one on PostgreSQL of each function.
macro_rules! on_both {
    ($($name:ident)*) => {$(
        mod $name {
            #[actix_web::test]
            async fn sqlite() -> crate::platform::Outcome {
                super::$name(crate::platform::sqlite().await?).await
            }

            #[actix_web::test]
            async fn postgres() -> crate::platform::Outcome {
                super::$name(crate::platform::postgres().await?).await
            }
        }
    )*};
}
pub(crate) use on_both;

/// A service at work, which has to be stopped: its connections want to be closed while there is a runtime.
pub struct Running {
    stop: oneshot::Sender<()>,
    work: JoinHandle<()>,
}

impl Running {
    pub fn start(service: &TokenService) -> Self {
        let (stop, stopped) = oneshot::channel();
        let service = service.clone();
        let work = tokio::task::spawn_local(async move {
            Box::pin(service.run(async { drop(stopped.await) })).await;
        });
        Self { stop, work }
    }

    pub async fn stop(self) -> Outcome {
        drop(self.stop);
        Ok(self.work.await?)
    }
}

pub async fn ask(service: &TokenService, path: &str, body: String) -> ServiceResponse {
    send(service, test::TestRequest::post().uri(path), body).await
}

/// As [`ask`], with a DPoP proof.
pub async fn ask_with_proof(
    service: &TokenService,
    path: &str,
    proof: &str,
    body: String,
) -> ServiceResponse {
    send(service, test::TestRequest::post().uri(path).insert_header(("dpop", proof)), body).await
}

async fn send(service: &TokenService, request: test::TestRequest, body: String) -> ServiceResponse {
    let app = test::init_service(App::new().configure(configure(service.clone()))).await;
    let form = ("content-type", "application/x-www-form-urlencoded");
    test::call_service(&app, request.insert_header(form).set_payload(body).to_request()).await
}

pub fn form(platform: &Platform) -> String {
    format!("grant_type=client_credentials&client_id={}&client_secret={}", platform.client, platform.secret)
}

pub async fn token(response: ServiceResponse) -> Outcome<serde_json::Value> {
    let bytes = to_bytes(response.into_body()).await.map_err(|_| "no body")?;
    Ok(serde_json::from_slice(&bytes)?)
}

pub fn claims(service: &TokenService, token: &str) -> Outcome<AccessTokenClaims<'static>> {
    let unverified = UnverifiedToken::parse(token)?;
    let keys = service.public_keys(Environment::Live);
    let jwk = keys
        .keys
        .iter()
        .find(|key| key.kid.as_deref() == Some(unverified.kid()))
        .ok_or("an unpublished key")?;
    Ok(unverified.verify(&VerifyingKey::try_from(jwk)?)?)
}
