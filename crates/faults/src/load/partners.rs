//! Partner apps: they ask for tokens with valid and revoked secrets, use the tokens later, and try
//! what must never succeed.

use api_client::admin;
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use model::issuer::TOKEN;
use rand::RngExt;
use serde_json::Value;
use wire::page::PageQuery;

use super::Caller;
use super::clients::{Client, Token};
use crate::Outcome;
use crate::http::Request;
use crate::ledger::{Answered, Operation};

impl Caller {
    /// Asks one node until the load is over.
    pub async fn be_a_partner(mut self, node: usize) -> Outcome {
        while !self.scene.is_over() {
            match self.rng.random_range(0..20) {
                0..4 => self.use_a_token(node).await,
                4 => self.ask_elsewhere(node).await,
                5 => self.look_elsewhere(node).await,
                _ => {
                    if let Some((client, secret)) = self.scene.clients.draw(&mut self.rng) {
                        self.ask_for_a_token(node, &client, secret).await;
                    }
                }
            }
            self.nap(5..35).await;
        }
        Ok(())
    }

    /// Whether there was one.
    pub async fn ask_for_a_token(&mut self, node: usize, client: &Client, secret: usize) -> bool {
        let own = self.scene.world.tenants[client.tenant].token_endpoint();
        let path = if self.rng.random_bool(0.5) { &own } else { TOKEN };
        let request = Request::token(path, &client.client_id, &client.secrets[secret]);
        let exchange = self.ask(node, &request).await;
        let answered = exchange.of_request();
        let mut shown = String::new();
        if answered == Answered::Acknowledged {
            match claims(exchange.body()) {
                Some((text, claims)) => {
                    shown = claims;
                    let (thing, tenant) = (client.thing.clone(), client.tenant);
                    let token = Token { text, thing, tenant, secret, issued: exchange.span };
                    self.scene.clients.keep(token, &mut self.rng);
                }
                None => self.scene.ledger.odd(format!("node {node}: a 200 without a sound token")),
            }
        }
        let operation = Operation::Token { thing: client.thing.clone(), secret };
        self.write(node, client.tenant, &exchange, operation, answered, &shown);
        answered == Answered::Acknowledged
    }

    async fn use_a_token(&mut self, node: usize) {
        let Some(token) = self.scene.clients.token(&mut self.rng) else { return };
        let request = Request::get("/demo-api/v1/patients").bearer(&token.text);
        let exchange = self.ask(node, &request).await;
        let operation = Operation::Call { thing: token.thing, secret: token.secret, issued: token.issued };
        self.write(node, token.tenant, &exchange, operation, exchange.of_request(), "");
    }

    /// One tenant's credentials at another one's token endpoint.
    async fn ask_elsewhere(&mut self, node: usize) {
        let Some((client, secret)) = self.scene.clients.draw(&mut self.rng) else { return };
        let elsewhere = self.another(client.tenant);
        let path = self.scene.world.tenants[elsewhere].token_endpoint();
        let exchange =
            self.ask(node, &Request::token(&path, &client.client_id, &client.secrets[secret])).await;
        let operation = Operation::Trespass { what: "one tenant's credentials at another's token endpoint" };
        self.write(node, client.tenant, &exchange, operation, exchange.of_request(), exchange.body());
    }

    /// One tenant's owner in another tenant's portal.
    async fn look_elsewhere(&mut self, node: usize) {
        let tenant = self.rng.random_range(0..self.scene.world.tenants.len());
        let elsewhere = self.another(tenant);
        let tenants = &self.scene.world.tenants;
        let call = admin::connections(tenants[elsewhere].id, PageQuery::default());
        let request = Request::of(&call).session(&tenants[tenant].session);
        let exchange = self.ask(node, &request).await;
        let operation = Operation::Trespass { what: "one tenant's owner in another tenant" };
        self.write(node, tenant, &exchange, operation, exchange.of_request(), exchange.body());
    }

    fn another(&mut self, tenant: usize) -> usize {
        let tenants = self.scene.world.tenants.len();
        (tenant + self.rng.random_range(1..tenants)) % tenants
    }
}

/// The token in an answer, and its claims as text, where its times are what the answer says.
fn claims(body: &str) -> Option<(String, String)> {
    let answer: Value = serde_json::from_str(body).ok()?;
    let token = answer["access_token"].as_str()?;
    let text = payload(token)?;
    let claims: Value = serde_json::from_str(&text).ok()?;
    let lifetime = claims["exp"].as_i64()? - claims["iat"].as_i64()?;
    (answer["expires_in"].as_i64()? == lifetime && (1..=3600).contains(&lifetime))
        .then(|| (token.to_owned(), text))
}

/// The claims of a token, as text.
pub fn payload(token: &str) -> Option<String> {
    String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?).ok()
}
