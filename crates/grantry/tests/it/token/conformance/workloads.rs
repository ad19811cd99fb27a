//! Workload identity (docs/adr/0028): the tokens of a platform as assertions of RFC 7523, and what sets them apart from
//! `private_key_jwt`.

use serde_json::{Value, json};
use wire::{admin::IssuedCredential, developer::App};

use super::check::{checks, need, same};
use super::keys::{Key, jti, now, symmetric, unsigned};
use super::target::{GRANT, JWT_BEARER, Target, granted, is_client_error, is_error};
use crate::harness::{Outcome, Stage, wanted};
use crate::token::raw::Raw;
use crate::token::workload::{
    hostile::twice,
    imitation::{Imitation, Signed, post, present, present_for},
};

checks! { "Workload identity":
    Must "RFC 7523, 2.2" a_platforms_token_lets_its_client_in "client_assertion holds the platform's token, client_assertion_type says so."
    Must "RFC 7521, 4.2" a_workload_names_its_client "client_id names the client, because the token does not: without it, or with another tenant's, there is no access token."
    Must "RFC 7521, 4.2" a_workload_and_a_secret_are_two_ways "No other way of authentication is used beside the token."
    Must "RFC 7521, 4.2.1" a_bad_workload_is_invalid_client "What is not valid gets invalid_client, and the answer tells neither why nor whether the client is known."
    Must "RFC 7523, 3 (1)" a_workloads_iss_is_the_named_issuer "iss is the allowed issuer that the version names, to the character."
    Must "RFC 7523, 3 (2)" a_workload_has_each_named_claim "sub and each other claim that the version names are there, and as named."
    Must "RFC 7523, 3 (3)" a_workloads_aud_is_its_tenants_issuer "aud is the tenant's issuer or what the operator has set, alone or in a list."
    Must "RFC 7523, 3 (4)" a_workloads_exp_has_not_come "exp is there, as a number, and has not come."
    Choice "RFC 7523, 3 (4)" a_workloads_token_lives_an_hour "exp is at most an hour behind iat."
    Choice "RFC 7523, 3 (7)" a_workloads_jti_works_once "A jti works once for each client."
    Must "RFC 7523, 3 (9)" a_workloads_issuer_has_signed "The signature is by a key of the allowed issuer; alg none, HMAC and a key in the header are refused."
    Must "RFC 7523, 3 (10)" a_workloads_token_is_a_jwt "A token that is not well-formed, or that has a claim twice, is refused."
    Choice "docs/adr/0028" an_issuer_alone_is_no_workload "A version that names an issuer without claims, or with claims that strangers have too, is refused."
    Must "RFC 7523, 3 (1) and (2)" signing_clients_keep_their_rules "A client of private_key_jwt is iss and sub of what it signs: a platform's token is not its assertion, and a workload signs none."
}

const PRESET: &str = "github_actions";
const SUB: &str = "repo:acme/sync:ref:refs/heads/main";

fn named() -> Value {
    json!({"sub": SUB, "repository": "acme/sync"})
}

/// A platform, and clients that are one of its workloads.
pub struct Workloads<'a> {
    stage: &'a Stage,
    platform: Imitation,
    /// Allowed by the operator too, and named by no version.
    other: Imitation,
    client: IssuedCredential,
    /// The same workload at another tenant.
    elsewhere: IssuedCredential,
}

impl<'a> Workloads<'a> {
    pub async fn on(stage: &'a Stage) -> Outcome<Self> {
        let issuer = || format!("https://actions-{}.example", jti());
        let platform = Imitation::inline(stage, PRESET, issuer(), Key::es256()?, false).await?;
        let other = Imitation::inline(stage, PRESET, issuer(), Key::es256()?, false).await?;
        let client = platform.client(stage, &named()).await?;
        let elsewhere = platform.client(stage, &named()).await?;
        Ok(Self { stage, platform, other, client, elsewhere })
    }

    /// What the platform signs for the workload's client; `more` changes claims, and takes away those that it sets to
    /// null.
    fn signed(&self, more: Value) -> Signed {
        let claims = json!({
            "iss": self.platform.issuer, "sub": SUB, "repository": "acme/sync", "aud": self.client.issuer,
            "iat": now(), "exp": now() + 300, "jti": jti(),
        });
        Signed { header: json!({"typ": "JWT"}), claims }.claiming(more)
    }

    fn token(&self, more: Value) -> Outcome<String> {
        self.platform.sign(&self.signed(more))
    }

    async fn ask(&self, token: &str) -> Outcome<Raw> {
        present(self.stage, &self.client, token).await
    }

    async fn takes(&self, more: Value) -> Outcome {
        let answer = self.ask(&self.token(more.clone())?).await?;
        granted(&answer).map(drop).map_err(|error| format!("{more}: {error}").into())
    }

    async fn refuses(&self, what: &str, token: &str) -> Outcome {
        is_client_error(&self.ask(token).await?).map_err(|error| format!("{what}: {error}").into())
    }

    /// As [`refuses`](Self::refuses), a token whose claims are right but for these.
    async fn refuses_with(&self, more: Value) -> Outcome {
        let token = self.token(more.clone())?;
        self.refuses(&more.to_string(), &token).await
    }
}

async fn a_platforms_token_lets_its_client_in(on: &Target<'_>) -> Outcome {
    let at = &on.ours()?.workloads;
    at.takes(Value::Null).await?;
    for kind in ["", "&client_assertion_type=urn%3Ax"] {
        let (client, token) = (&at.client, at.token(Value::Null)?);
        let form = format!("{GRANT}&client_id={}&client_assertion={token}{kind}", client.client_id);
        let answer = post(at.stage, &client.token_endpoint, &form).await?;
        need(matches!(answer.status(), 400 | 401), format_args!("{kind}: {answer:?}"))?;
    }
    Ok(())
}

async fn a_workload_names_its_client(on: &Target<'_>) -> Outcome {
    let at = &on.ours()?.workloads;
    let token = at.token(Value::Null)?;
    let form = format!("{GRANT}&client_assertion_type={JWT_BEARER}&client_assertion={token}");
    is_client_error(&post(at.stage, &at.client.token_endpoint, &form).await?)?;
    let other = at.elsewhere.client_id.to_string();
    is_client_error(&present_for(at.stage, &at.client, &other, &token, "").await?)?;
    is_client_error(&present(at.stage, &at.elsewhere, &token).await?)?;
    granted(&at.ask(&token).await?)?;
    // The same workload is the other tenant's client with a token for that tenant.
    let there = at.token(json!({"aud": at.elsewhere.issuer}))?;
    granted(&present(at.stage, &at.elsewhere, &there).await?).map(drop)
}

async fn a_workload_and_a_secret_are_two_ways(on: &Target<'_>) -> Outcome {
    let at = &on.ours()?.workloads;
    let (id, token) = (at.client.client_id.to_string(), at.token(Value::Null)?);
    let both = present_for(at.stage, &at.client, &id, &token, "&client_secret=x").await?;
    is_error(&both, 400, "invalid_request")?;
    granted(&at.ask(&token).await?).map(drop)
}

async fn a_bad_workload_is_invalid_client(on: &Target<'_>) -> Outcome {
    let at = &on.ours()?.workloads;
    let bad = at.token(json!({"sub": "repo:acme/website:ref:refs/heads/main"}))?;
    let known = at.ask(&bad).await?.without_the_moment();
    is_client_error(&known)?;
    let own = at.client.client_id.to_string();
    for (id, token) in [("cli_00000000000000000000000000", bad.as_str()), (own.as_str(), "x")] {
        let other = present_for(at.stage, &at.client, id, token, "").await?.without_the_moment();
        same("the answer", &other, &known)?;
    }
    Ok(())
}

async fn a_workloads_iss_is_the_named_issuer(on: &Target<'_>) -> Outcome {
    let at = &on.ours()?.workloads;
    let issuer = &at.platform.issuer;
    for iss in [json!(null), json!(format!("{issuer}/")), json!([issuer]), json!(at.other.issuer)] {
        at.refuses_with(json!({"iss": iss})).await?;
    }
    let by_other = at.other.sign(&at.signed(json!({"iss": at.other.issuer})))?;
    at.refuses("an issuer that the version does not name", &by_other).await?;
    at.takes(Value::Null).await
}

async fn a_workload_has_each_named_claim(on: &Target<'_>) -> Outcome {
    let at = &on.ours()?.workloads;
    for sub in [json!(null), json!("repo:acme/sync:ref:refs/heads/dev"), json!([SUB]), json!("")] {
        at.refuses_with(json!({"sub": sub})).await?;
    }
    for repository in [json!(null), json!("acme/sync-fork"), json!(["acme/sync"]), json!("*")] {
        at.refuses_with(json!({"repository": repository})).await?;
    }
    at.takes(json!({"ref": "refs/heads/main"})).await
}

async fn a_workloads_aud_is_its_tenants_issuer(on: &Target<'_>) -> Outcome {
    let at = &on.ours()?.workloads;
    let own = &at.client.issuer;
    for aud in [json!(own), json!([own, "sts"]), json!(format!("https://platform.example/{PRESET}"))] {
        at.takes(json!({"aud": aud})).await?;
    }
    for aud in [
        json!(null),
        json!([]),
        json!(at.elsewhere.issuer),
        json!([at.elsewhere.issuer]),
        json!(at.client.token_endpoint),
        json!(format!("{own}/")),
        json!("https://platform.example/kubernetes"),
    ] {
        at.refuses_with(json!({"aud": aud})).await?;
    }
    Ok(())
}

async fn a_workloads_exp_has_not_come(on: &Target<'_>) -> Outcome {
    let at = &on.ours()?.workloads;
    for exp in [json!(null), json!((now() + 60).to_string()), json!({})] {
        at.refuses_with(json!({"exp": exp})).await?;
    }
    at.refuses_with(json!({"iat": now() - 600, "exp": now() - 60})).await?;
    at.takes(json!({"iat": now() - 600, "exp": now() + 60})).await
}

async fn a_workloads_token_lives_an_hour(on: &Target<'_>) -> Outcome {
    let at = &on.ours()?.workloads;
    let issued = now();
    at.takes(json!({"iat": issued, "exp": issued + 3600})).await?;
    for (iat, exp) in [(issued, issued + 3601), (issued - 3600, issued + 60), (issued, issued + 86_400)] {
        at.refuses_with(json!({"iat": iat, "exp": exp})).await?;
    }
    Ok(())
}

async fn a_workloads_jti_works_once(on: &Target<'_>) -> Outcome {
    let at = &on.ours()?.workloads;
    let id = jti();
    let token = at.token(json!({"jti": id}))?;
    granted(&at.ask(&token).await?)?;
    at.refuses("a token again", &token).await?;
    at.refuses_with(json!({"jti": id, "exp": now() + 200})).await?;
    // Another client's jti is its own.
    let there = at.token(json!({"jti": id, "aud": at.elsewhere.issuer}))?;
    granted(&present(at.stage, &at.elsewhere, &there).await?).map(drop)
}

async fn a_workloads_issuer_has_signed(on: &Target<'_>) -> Outcome {
    let at = &on.ours()?.workloads;
    let (kid, stranger) = (at.platform.key.kid(), Key::es256()?);
    let good = at.signed(Value::Null).claims;
    let public = at.platform.key.jwk.to_string();
    for (what, token) in [
        ("another key under this kid", stranger.jwt(json!({"kid": kid}), &good)?),
        ("a key in the header", stranger.jwt(json!({"kid": kid, "jwk": stranger.jwk}), &good)?),
        ("another issuer's key", at.other.sign(&at.signed(Value::Null))?),
        ("alg none", unsigned(&good)),
        ("HS256 with the public key", symmetric(json!({"kid": kid}), &good, public.as_bytes())),
    ] {
        at.refuses(what, &token).await?;
    }
    at.takes(Value::Null).await
}

async fn a_workloads_token_is_a_jwt(on: &Target<'_>) -> Outcome {
    let at = &on.ours()?.workloads;
    let good = at.token(Value::Null)?;
    for text in ["x", "a.b", "..", &format!("{good}.x"), &format!("{good}=")] {
        at.refuses(text, text).await?;
    }
    for member in ["sub", "repository", "aud"] {
        let (what, token) = twice(&at.platform, &at.signed(Value::Null), member)?;
        at.refuses(&what, &token).await?;
    }
    granted(&at.ask(&good).await?).map(drop)
}

async fn an_issuer_alone_is_no_workload(on: &Target<'_>) -> Outcome {
    let ours = on.ours()?;
    let (publisher, platform) = (&ours.publisher, &ours.workloads.platform);
    let app: App = publisher.draft().await?;
    let path = publisher.at(&format!("/apps/{}/versions", app.id));
    for claims in [json!({}), json!({"ref": "refs/heads/main"}), json!({"aud": "x"})] {
        let workload = json!({"issuer_id": platform.id, "claims": claims});
        let body =
            json!({"after_version": 0, "scopes": wanted(&["patients.read"], &[]), "workload": workload});
        let wrong = publisher.owner.post(&path, body).await?.wrong_fields()?;
        same(&claims.to_string(), wrong, vec!["workload.claims".to_owned()])?;
    }
    platform.publish(publisher, &app, 0, Some(&named())).await
}

async fn signing_clients_keep_their_rules(on: &Target<'_>) -> Outcome {
    let at = &on.ours()?.workloads;
    let (id, key) = (&on.signer.id, &on.signer.key);
    let of_platform = at.signed(json!({"aud": on.issuer}));
    let as_client = at.signed(json!({"aud": on.issuer, "sub": id}));
    let by_client = key.jwt(on.signer.header(), &as_client.claims)?;
    let named = format!("&client_id={id}");
    for token in [at.platform.sign(&of_platform)?, at.platform.sign(&as_client)?, by_client] {
        for more in [named.as_str(), ""] {
            is_client_error(&on.ask_with(&token, more).await?)?;
        }
    }
    // What a workload's platform signs in the name of the client itself is no assertion of the client.
    let own = at.client.client_id.to_string();
    at.refuses_with(json!({"iss": own, "sub": own})).await?;
    granted(&on.ask_with(&on.assertion(Value::Null)?, &named).await?).map(drop)
}
