//! A partner app: asks for tokens with its credentials and calls the demo API.

use std::time::{Duration, Instant};

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use wire::admin::IssuedCredential;

use super::{Answer, Client, Outcome};

/// For a node that says "later".
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Clone)]
pub struct Partner {
    pub client: Client,
    pub client_id: String,
    pub client_secret: String,
    /// The token endpoint's path.
    pub endpoint: String,
}

impl Partner {
    pub fn new(client: &Client, issued: &IssuedCredential) -> Self {
        let client = client.with(None);
        let endpoint = issued.token_endpoint.strip_prefix(&client.base).unwrap_or(&issued.token_endpoint);
        Self {
            endpoint: endpoint.to_owned(),
            client_id: issued.client_id.to_string(),
            client_secret: issued.client_secret.clone().unwrap_or_default(),
            client,
        }
    }

    /// Asks the token endpoint with HTTP Basic; without a scope, for all that the client holds.
    pub async fn ask(&self, scope: Option<&str>) -> Outcome<Answer> {
        let mut form = vec![("grant_type", "client_credentials")];
        form.extend(scope.map(|scope| ("scope", scope)));
        let request = self.client.request(reqwest::Method::POST, &self.endpoint);
        self.send(request.basic_auth(&self.client_id, Some(&self.client_secret)).form(&form)).await
    }

    /// As partners do, it comes back when it is told to: where the machine keeps a node waiting for longer than a second,
    /// the node doubts what it knows.
    async fn send(&self, request: reqwest::RequestBuilder) -> Outcome<Answer> {
        let began = Instant::now();
        loop {
            let answer = self.client.send(request.try_clone().ok_or("a body that is gone")?).await?;
            if answer.header("retry-after") != "1" || answer.status != 503 || began.elapsed() > PATIENCE {
                return Ok(answer);
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    /// An access token for all that the client holds.
    pub async fn token(&self) -> Outcome<String> {
        let body: serde_json::Value = self.ask(None).await?.ok(200)?.json()?;
        Ok(body["access_token"].as_str().ok_or("no access_token")?.to_owned())
    }

    /// The error of a refused token request.
    pub async fn error(&self, scope: Option<&str>) -> Outcome<String> {
        let answer = self.ask(scope).await?;
        let body: serde_json::Value = answer.json()?;
        Ok(format!("{} {}", answer.status, body["error"].as_str().unwrap_or_default()))
    }

    /// Calls the demo API: `/patients`.
    pub async fn call(&self, token: &str, path: &str) -> Outcome<Answer> {
        let request = self.client.request(reqwest::Method::GET, &format!("/demo-api/v1{path}"));
        self.send(request.bearer_auth(token)).await
    }

    /// Whether these credentials get a token.
    pub async fn gets_token(&self) -> Outcome<bool> {
        match self.error(None).await?.as_str() {
            "200 " => Ok(true),
            "401 invalid_client" => Ok(false),
            other => Err(other.into()),
        }
    }

    /// Whether the demo API takes this token.
    pub async fn is_alive(&self, token: &str) -> Outcome<bool> {
        match self.call(token, "/patients").await?.status {
            200 => Ok(true),
            401 => Ok(false),
            other => Err(format!("the demo API answered {other}").into()),
        }
    }
}

/// The claims of an access token, unverified.
pub fn claims(token: &str) -> Outcome<serde_json::Value> {
    let payload = token.split('.').nth(1).ok_or("no token")?;
    Ok(serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(payload)?)?)
}
