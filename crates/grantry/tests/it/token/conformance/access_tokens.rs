//! RFC 9068 and RFC 8707: what stands in a token, and for whom it is.

use serde_json::{Value, json};

use super::check::{Check, checks, need, same};
use super::keys::{now, part, verify_es256};
use super::target::{GRANT, Secret, Target, granted, token_of};
use crate::harness::Outcome;

checks! { "RFC 9068":
    Must "2.1" a_token_says_that_it_is_one "typ is at+jwt."
    Must "2.1" a_token_is_signed "alg is that of a public-key signature, never none."
    Must "2.1" rs256_is_supported "RS256 is among the algorithms of signatures."
    Must "2.2" a_token_has_the_required_claims "iss, exp, aud, sub, client_id, iat and jti are there, with the right types."
    Should "2.2" a_clients_token_has_the_client_as_its_subject "Where no person is involved, sub identifies the client."
    Must "2.2" no_two_tokens_have_one_jti "jti is the token's own (RFC 7519 section 4.1.7)."
    Should "2.2.3" a_requested_scope_stands_in_the_token "Where the request has a scope, the token has the scope that was granted."
    Should "3" a_token_is_for_the_resource_that_was_asked_for "A resource of the request is the aud of the token."
    Must "3" without_a_resource_there_is_a_default "Without a resource, aud is one that the server chose."
    Must "3" every_scope_belongs_to_the_audience "Each name in scope means something to an audience of the token."
    Choice "3" scopes_of_several_apis_get_one_token "Scopes of several APIs, without a resource: one token for all of these APIs."
    Must "4" a_token_verifies_with_the_published_keys "The token's kid names a key of the server's JWK set, and that key signed it."
    Must "4" the_tokens_issuer_is_the_metadatas "iss is exactly the metadata's issuer."
}

pub const RESOURCES: &[Check] = resources::CHECKS;

const CLAIMS: &str = "https://claims.example/v1";

async fn a_token_says_that_it_is_one(on: &Target<'_>) -> Outcome {
    same("typ", &part(&on.access_token("").await?, 0)?["typ"], &json!("at+jwt"))
}

async fn a_token_is_signed(on: &Target<'_>) -> Outcome {
    let token = on.access_token("").await?;
    same("alg", &part(&token, 0)?["alg"], &json!("ES256"))?;
    need(token.split('.').count() == 3 && !token.ends_with('.'), "there is no signature")
}

async fn rs256_is_supported(on: &Target<'_>) -> Outcome {
    let client = &on.ours()?.rs256.client;
    let token = token_of(&granted(&on.form(&on.token, &client.basic(), GRANT).await?)?)?;
    let header = part(&token, 0)?;
    same("alg", &header["alg"], &json!("RS256"))?;
    let keys = on.keys().await?;
    let key = keys.iter().find(|key| key["kid"] == header["kid"]).ok_or("its key is not published")?;
    same("kty", &key["kty"], &json!("RSA"))
}

async fn a_token_has_the_required_claims(on: &Target<'_>) -> Outcome {
    let issued = on.issue("").await?;
    let claims = part(&token_of(&issued)?, 1)?;
    for name in ["iss", "sub", "client_id", "jti"] {
        need(claims[name].as_str().is_some_and(|text| !text.is_empty()), format_args!("no {name}"))?;
    }
    need(claims["aud"].is_string() || claims["aud"].is_array(), "no aud")?;
    let (iat, exp) = (claims["iat"].as_i64().ok_or("no iat")?, claims["exp"].as_i64().ok_or("no exp")?);
    same("exp - iat", Some(exp - iat), issued["expires_in"].as_i64())?;
    need((now() - 60..=now() + 5).contains(&iat), format_args!("iat is {iat}"))?;
    same("client_id", &claims["client_id"], &json!(on.client.id))
}

async fn a_clients_token_has_the_client_as_its_subject(on: &Target<'_>) -> Outcome {
    same("sub", &part(&on.access_token("").await?, 1)?["sub"], &json!(on.client.id))
}

async fn no_two_tokens_have_one_jti(on: &Target<'_>) -> Outcome {
    let jti =
        async || Ok::<_, Box<dyn std::error::Error>>(part(&on.access_token("").await?, 1)?["jti"].take());
    need(jti().await? != jti().await?, "two tokens have one jti")
}

async fn a_requested_scope_stands_in_the_token(on: &Target<'_>) -> Outcome {
    let [scope, _] = on.held;
    let claims = part(&on.access_token(&format!("&scope={scope}")).await?, 1)?;
    same("scope", &claims["scope"], &json!(scope))
}

fn audience(claims: &Value) -> Vec<&str> {
    match &claims["aud"] {
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    }
}

async fn a_token_is_for_the_resource_that_was_asked_for(on: &Target<'_>) -> Outcome {
    let claims = part(&on.access_token(&format!("&resource={}", on.resource)).await?, 1)?;
    same("aud", audience(&claims), vec![on.resource.as_str()])
}

async fn without_a_resource_there_is_a_default(on: &Target<'_>) -> Outcome {
    let claims = part(&on.access_token("").await?, 1)?;
    same("aud", audience(&claims), vec![on.resource.as_str()])
}

/// Claims of a token of a client that holds scopes of two APIs.
async fn of_two_apis(on: &Target<'_>, more: &str) -> Outcome<Value> {
    let client: &Secret = &on.ours()?.of_two_apis;
    let answer = on.form(&on.token, &client.basic(), &format!("{GRANT}{more}")).await?;
    part(&token_of(&granted(&answer)?)?, 1)
}

async fn every_scope_belongs_to_the_audience(on: &Target<'_>) -> Outcome {
    for (more, scope, aud) in [
        (String::new(), "claims.read patients.read", vec![CLAIMS, demo_api::IDENTIFIER]),
        (format!("&resource={CLAIMS}"), "claims.read", vec![CLAIMS]),
        (format!("&resource={}", demo_api::IDENTIFIER), "patients.read", vec![demo_api::IDENTIFIER]),
        ("&scope=claims.read".to_owned(), "claims.read", vec![CLAIMS]),
    ] {
        let claims = of_two_apis(on, &more).await?;
        same("scope", &claims["scope"], &json!(scope))?;
        same("aud", audience(&claims), aud)?;
    }
    Ok(())
}

async fn scopes_of_several_apis_get_one_token(on: &Target<'_>) -> Outcome {
    let claims = of_two_apis(on, "&scope=patients.read claims.read").await?;
    same("scope", &claims["scope"], &json!("claims.read patients.read"))?;
    same("aud", audience(&claims), vec![CLAIMS, demo_api::IDENTIFIER])
}

async fn a_token_verifies_with_the_published_keys(on: &Target<'_>) -> Outcome {
    let token = on.access_token("").await?;
    let kid = part(&token, 0)?["kid"].take();
    let keys = on.keys().await?;
    let key = keys.iter().find(|key| key["kid"] == kid).ok_or("its kid names no published key")?;
    verify_es256(key, &token)
}

async fn the_tokens_issuer_is_the_metadatas(on: &Target<'_>) -> Outcome {
    let claims = part(&on.access_token("").await?, 1)?;
    same("iss", &claims["iss"], &on.metadata().await?["issuer"])
}

mod resources {
    use super::*;

    checks! { "RFC 8707":
        Must "2" a_resource_is_an_absolute_uri "resource is an absolute URI; what is none is refused with invalid_target."
        Must "2" a_resource_has_no_fragment "resource has no fragment; one that has is refused with invalid_target."
        Must "2" an_unknown_resource_is_refused "A resource that is unknown, or that the client may not use, is invalid_target."
        Choice "2" several_resources_may_be_named "resource may come several times."
        Should "2" a_token_is_restricted_to_its_resource "The token's audience is the resource that was named."
        Should "2.2" scopes_are_narrowed_to_the_resource "Of the client's scopes, those of the resource go into the token."
    }

    async fn refused(on: &Target<'_>, resource: &str) -> Outcome {
        on.refused(&format!("{GRANT}&resource={resource}"), "invalid_target").await
    }

    async fn a_resource_is_an_absolute_uri(on: &Target<'_>) -> Outcome {
        for resource in ["not+a+uri", "%2Frelative", "practice", "%3A%2F%2Fx"] {
            refused(on, resource).await?;
        }
        Ok(())
    }

    async fn a_resource_has_no_fragment(on: &Target<'_>) -> Outcome {
        refused(on, &format!("{}%23part", on.resource)).await?;
        refused(on, &format!("{}%23", on.resource)).await
    }

    async fn an_unknown_resource_is_refused(on: &Target<'_>) -> Outcome {
        for resource in ["https%3A%2F%2Fnowhere.example", &format!("{}%2F", on.resource)] {
            refused(on, resource).await?;
        }
        if on.ours.is_some() {
            refused(on, CLAIMS).await?;
        }
        let both = format!("{}&resource=https%3A%2F%2Fnowhere.example", on.resource);
        refused(on, &both).await
    }

    async fn several_resources_may_be_named(on: &Target<'_>) -> Outcome {
        let claims = of_two_apis(on, &format!("&resource={}&resource={CLAIMS}", on.resource)).await?;
        let mut aud = audience(&claims);
        aud.sort_unstable();
        same("aud", aud, vec![CLAIMS, on.resource.as_str()])
    }

    async fn a_token_is_restricted_to_its_resource(on: &Target<'_>) -> Outcome {
        let claims = part(&on.access_token(&format!("&resource={}", on.resource)).await?, 1)?;
        same("aud", audience(&claims), vec![on.resource.as_str()])
    }

    async fn scopes_are_narrowed_to_the_resource(on: &Target<'_>) -> Outcome {
        let claims = of_two_apis(on, &format!("&resource={CLAIMS}")).await?;
        same("scope", &claims["scope"], &json!("claims.read"))
    }
}
