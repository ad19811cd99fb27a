//! An API changes the format of its tokens while tokens of the older one live.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use reqwest::Method;
use serde_json::{Value, json};
use wire::{catalogue::Api, operator::RegisteredResourceServer, paths::operator};

use super::resource_servers::register;
use crate::harness::{Outcome, Partner, Stage, change_of, next, on_both, stage::create_api};

on_both! {
    fresh: tokens_of_an_older_format_are_good_until_they_are_revoked;
}

/// `alg` of a JWT, or `opaque`.
fn format_of(token: &str) -> Outcome<String> {
    if token.starts_with("gto_") {
        return Ok("opaque".to_owned());
    }
    let header = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap_or_default())?;
    let header: Value = serde_json::from_slice(&header)?;
    Ok(header["alg"].as_str().ok_or("no alg")?.to_owned())
}

struct Verifier<'a> {
    stage: &'a Stage,
    api: &'a Api,
    server: RegisteredResourceServer,
}

impl Verifier<'_> {
    async fn is_active(&self, token: &str) -> Outcome<bool> {
        let (id, secret) = (self.server.resource_server.id.to_string(), &self.server.client_secret);
        let request = self.stage.anonymous.request(Method::POST, "/oauth2/introspect");
        let request = request.basic_auth(id, Some(secret)).form(&[("token", token)]);
        let answer: Value = self.stage.anonymous.send(request).await?.ok(200)?.json()?;
        answer["active"].as_bool().ok_or_else(|| "active is no boolean".into())
    }

    async fn passes(&self, token: &str) -> Outcome<bool> {
        let path = format!("/oauth2/verify?api={}", self.api.identifier);
        let request = self.stage.anonymous.request(Method::GET, &path).bearer_auth(token);
        Ok(self.stage.anonymous.send(request).await?.status == 200)
    }
}

async fn tokens_of_an_older_format_are_good_until_they_are_revoked(stage: &Stage) -> Outcome {
    let number = next();
    let (identifier, scope) =
        (format!("https://formats{number}.example/v1"), format!("formats{number}.read"));
    let mut api = create_api(&stage.operator, "Formats", &identifier, &[&scope]).await?;
    let server = register(&stage.operator, api.id).await?;
    let issued = stage.tenant().await?.generate(&[&scope]).await?.issued;
    let partner = Partner::new(&stage.anonymous, &issued);
    let mut tokens = vec![partner.token().await?];
    for format in ["EdDSA", "opaque", "RS256", "ES256"] {
        let body = change_of(&api, json!({"token_format": format}));
        api = stage.operator.change(&operator::api(api.id), body).await?;
        let token = partner.token().await?;
        assert_eq!(format_of(&token)?, format);
        tokens.push(token);
    }
    let verifier = Verifier { stage, api: &api, server };
    for token in &tokens {
        assert!(verifier.is_active(token).await? && verifier.passes(token).await?, "{}", format_of(token)?);
    }
    let (id, secret) = (&partner.client_id, &partner.client_secret);
    for token in &tokens {
        let form = [("token", token), ("client_id", id), ("client_secret", secret)];
        let request = stage.anonymous.request(Method::POST, "/oauth2/revoke").form(&form);
        stage.anonymous.send(request).await?.ok(200)?;
        assert!(!verifier.is_active(token).await? && !verifier.passes(token).await?, "{}", format_of(token)?);
    }
    Ok(())
}
