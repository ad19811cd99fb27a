//! A client may hold more scopes than a token can carry: what is issued is taken everywhere.

use serde_json::json;
use wire::{
    catalogue::{Api, Scope},
    operator::RegisteredResourceServer,
    paths,
};

use super::raw::{self, Raw};
use super::{FORM, in_the_body, post};
use crate::harness::{Outcome, Partner, Stage, next, on_both};

on_both! {
    fresh: the_longest_token_is_taken_everywhere_and_no_longer_one_is_issued;
}

const SCOPES: usize = 45;
/// `credentials::MAX_ACCESS_TOKEN_LENGTH`, and what one more of these scopes takes.
const LONGEST: usize = 6_144;
const ONE_MORE: usize = 136;

/// A client that holds all scopes of an API, and a resource server of that API.
struct Long {
    api: Api,
    scopes: Vec<String>,
    partner: Partner,
    server: RegisteredResourceServer,
}

impl Long {
    async fn new(stage: &Stage, format: &str) -> Outcome<Self> {
        let identifier = format!("https://long{}.example/v1", next());
        let body =
            json!({"identifier": identifier, "name": format!("Long {format}"), "token_format": format});
        let api: Api = stage.operator.create(&paths::operator::apis(), body).await?;
        let path = paths::operator::api(api.id);
        // As long as names may be.
        let scopes: Vec<String> =
            (0..SCOPES).map(|_| format!("{:x<95}.read", format!("s{}", next()))).collect();
        for name in &scopes {
            let body = json!({
                "name": name, "title": "Read", "sentence": "Can read.", "action": "read",
                "sensitivity": "normal",
            });
            stage.operator.create::<Scope>(&format!("{path}/scopes"), body).await?;
        }
        let names: Vec<&str> = scopes.iter().map(String::as_str).collect();
        let generated = stage.tenant().await?.generate(&names).await?;
        let partner = Partner::new(&stage.anonymous, &generated.issued);
        let body = json!({"name": "Gateway"});
        let server = stage.operator.create(&format!("{path}/resource-servers"), body).await?;
        Ok(Self { api, scopes, partner, server })
    }

    async fn ask(&self, scopes: usize) -> Outcome<Raw> {
        let scope = self.scopes[..scopes].join(" ");
        let form = format!("grant_type=client_credentials&scope={scope}&{}", in_the_body(&self.partner));
        post(&self.partner, "", &form).await
    }

    /// The longest token that is issued.
    async fn longest(&self) -> Outcome<String> {
        for scopes in (1..=SCOPES).rev() {
            let answer = self.ask(scopes).await?;
            if answer.status() == 200 {
                assert!(scopes < SCOPES, "there is no limit");
                return Ok(answer.json()?["access_token"].as_str().ok_or("no token")?.to_owned());
            }
            let description = "the token would be longer than 6144 bytes: name fewer scopes in scope, or one API in resource";
            answer.is_error("HTTP/1.1 400 Bad Request", "invalid_scope", description)?;
        }
        Err("no token is issued".into())
    }

    /// Sends a form about a token, with everything encoded that an encoder may encode, and a hint.
    async fn post(&self, path: &str, token: &str, client: &str) -> Outcome<Raw> {
        let token = token.replace('-', "%2D").replace('_', "%5F").replace('.', "%2E");
        let form = format!("token={token}&token_type_hint=access_token&{client}");
        raw::request(&self.partner.client.base, "POST", path, FORM, form.as_bytes()).await
    }

    async fn introspect(&self, token: &str) -> Outcome<Raw> {
        let (id, secret) = (self.server.resource_server.id, &self.server.client_secret);
        self.post("/oauth2/introspect", token, &format!("client_id={id}&client_secret={secret}")).await
    }
}

async fn the_longest_token_is_taken_everywhere_and_no_longer_one_is_issued(stage: &Stage) -> Outcome {
    for format in ["ES256", "RS256", "opaque"] {
        let long = Long::new(stage, format).await?;
        let token = long.longest().await?;
        assert!((LONGEST - ONE_MORE..=LONGEST).contains(&token.len()), "{format}: {}", token.len());
        let told = long.introspect(&token).await?.json()?;
        assert_eq!((&told["active"], &told["client_id"]), (&json!(true), &json!(long.partner.client_id)));
        let path = format!("/oauth2/verify?api={}&scope={}", long.api.identifier, long.scopes[0]);
        let head = format!("authorization: Bearer {token}\r\n");
        let verified = raw::request(&long.partner.client.base, "GET", &path, &head, b"").await?;
        assert_eq!(verified.status(), 200, "{format}: {verified:?}");
        let revoked = long.post("/oauth2/revoke", &token, &in_the_body(&long.partner)).await?;
        assert_eq!(revoked.status(), 200, "{format}: {revoked:?}");
        assert_eq!(long.introspect(&token).await?.body, r#"{"active":false}"#, "{format}");
    }
    Ok(())
}
