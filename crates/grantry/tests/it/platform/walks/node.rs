//! The node that gives tokens, in this process: what its token endpoint answers, and whether a token is good.

use actix_web::{body::to_bytes, test::TestRequest, web::Bytes};
use chrono::TimeDelta;
use credentials::MasterKeys;
use foundation::{Domains, Urls};
use limits::Limits;
use model::ids::CredentialId;
use rand::{SeedableRng, rngs::StdRng};
use serde_json::Value;
use store::Store;
use token_service::{Dependencies, Standing, TokenService};
use wire::admin::IssuedCredential;

use super::world::World;
use crate::{account::master_key, harness::Outcome, platform::budgets::market::Market};

/// Where the machine keeps it waiting for longer than a second, a node doubts what it knows. It is asked again.
const TRIES: usize = 10;

/// What a client signs in with.
#[derive(Debug, Clone)]
pub struct Issued {
    pub client: CredentialId,
    pub secret: String,
    /// Of the tenant.
    pub issuer: String,
    path: String,
}

impl Issued {
    pub fn of(credential: &IssuedCredential) -> Outcome<Self> {
        let endpoint: url::Url = credential.token_endpoint.parse()?;
        Ok(Self {
            client: credential.client_id,
            secret: credential.client_secret.clone().ok_or("no secret")?,
            issuer: credential.issuer.clone(),
            path: endpoint.path().to_owned(),
        })
    }
}

pub async fn service(market: &Market, store: Store) -> Outcome<TokenService> {
    let dependencies = Dependencies {
        store,
        clock: market.here.clock().clone(),
        urls: Urls::new(&"http://127.0.0.1:1".parse()?, Domains::default()),
        pepper: master_key().pepper(),
        masters: MasterKeys::new(master_key(), None),
        limits: Limits::none(),
        rng: StdRng::seed_from_u64(7),
    };
    // The clock runs through months in seconds: no key is replaced meanwhile.
    let settings = token_service::Settings { key_period: TimeDelta::days(36_500), ..Default::default() };
    Ok(Box::pin(TokenService::start(dependencies, settings)).await?)
}

impl World {
    /// What the token endpoint answers; `None` where it gives no token.
    pub async fn token(&self, issued: &Issued) -> Outcome<Option<Value>> {
        let Issued { client, secret, .. } = issued;
        let form = format!("grant_type=client_credentials&client_id={client}&client_secret={secret}");
        self.answer(issued, || Ok(form.clone())).await
    }

    /// The same to another form.
    pub async fn answer(
        &self,
        issued: &Issued,
        form: impl Fn() -> Outcome<String>,
    ) -> Outcome<Option<Value>> {
        for _ in 0..TRIES {
            let (status, body) = self.try_token(&issued.path, form()?).await?;
            match status {
                200 => return Ok(Some(serde_json::from_slice(&body)?)),
                400 | 401 => return Ok(None),
                503 => self.service.catch_up().await,
                _ => return Err(format!("the token endpoint answered {status}").into()),
            }
        }
        Err("the node doubts what it knows".into())
    }

    async fn try_token(&self, path: &str, body: String) -> Outcome<(u16, Bytes)> {
        let endpoint = self.service.token_endpoint(path).ok_or("no token endpoint")?;
        let form = ("content-type", "application/x-www-form-urlencoded");
        let request = TestRequest::post().uri(path).insert_header(form).set_payload(body);
        let (request, body) = request.to_http_parts();
        let answer = Box::pin(self.service.answer_token_request(endpoint, &request, body)).await;
        let status = answer.status().as_u16();
        let body = to_bytes(answer.into_body()).await.map_err(|_| "no body")?;
        Ok((status, body))
    }

    /// Whether a token of this client is good.
    pub async fn standing(&self, of: &Issued, claims: &Value) -> Outcome<Standing> {
        let generation = claims["gen"].as_u64().ok_or("no generation")?;
        let jti = claims["jti"].as_str().ok_or("no jti")?;
        for _ in 0..TRIES {
            let standing = self.service.standing(of.client, generation, jti);
            if standing != Standing::Unsure {
                return Ok(standing);
            }
            self.service.catch_up().await;
        }
        Err("the node doubts what it knows".into())
    }
}
