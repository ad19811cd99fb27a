//! RFC 7662: what a resource server learns about a token.

use std::time::Duration;

use chrono::DateTime;
use serde_json::json;
use wire::admin::Allowed;

use super::check::{checks, need, same};
use super::keys::{now, part, unsigned};
use super::ours::secret;
use super::target::{GRANT, Secret, Target, basic, granted, is_error, is_inactive, token_of};
use crate::harness::{Outcome, within_a_second};

checks! { "RFC 7662":
    Must "2.1" introspection_wants_authorization "The endpoint asks for authorization; without it nothing is said about a token."
    Must "2.1" introspection_needs_a_token "The parameter token is required."
    Must "2.1" introspection_is_a_post "An introspection is a POST request with a form."
    Choice "2.1" an_unknown_hint_is_ignored "token_type_hint may be wrong or unknown."
    Must "2.2" a_good_token_is_active "The answer about a good token is JSON with active: true."
    Should "2.2" a_good_token_is_described "scope, client_id, exp, iat and token_type are told as they were issued."
    Should "2.2" garbage_is_only_inactive "What is no token is answered with {\"active\":false} and nothing else."
    Should "2.2" a_revoked_token_is_only_inactive "A revoked token is answered with {\"active\":false} and nothing else."
    Should "2.2" a_foreign_apis_token_is_only_inactive "A token that the asking resource server is not to learn of is answered with {\"active\":false} and nothing else."
    Choice "2.2" a_server_learns_its_own_scopes_only "An answer is limited to what concerns the resource server that asks."
    Must "2.3" a_server_with_a_wrong_secret_is_refused "A resource server that fails to authenticate gets 401."
    Must "4" a_forged_token_is_inactive "The signature of a signed token is checked."
    Must "4" an_expired_token_is_inactive "A token is not active after it expired."
    Must "4" a_paused_connections_token_is_inactive "A token is not active after its access was revoked."
    Should "2.2" another_issuers_token_is_inactive "A token of another issuer is not active at this one."
    Choice "2.2" an_opaque_token_can_be_introspected "Tokens of every format are looked up."
    Choice "4" clients_do_not_introspect "Only resource servers may ask, not every client."
    Should "4" introspection_is_not_stored "An answer is not kept by caches."
}

async fn introspection_wants_authorization(on: &Target<'_>) -> Outcome {
    let form = format!("token={}", on.access_token(on.introspectable).await?);
    let answer = on.form(&on.introspection, "", &form).await?;
    need(matches!(answer.status(), 400 | 401), format_args!("{answer:?}"))?;
    need(!answer.body.contains("active"), format_args!("{answer:?}"))
}

async fn introspection_needs_a_token(on: &Target<'_>) -> Outcome {
    let answer = on.form(&on.introspection, &on.resource_server.basic(), "").await?;
    is_error(&answer, 400, "invalid_request")
}

async fn introspection_is_a_post(on: &Target<'_>) -> Outcome {
    let token = on.access_token(on.introspectable).await?;
    let path = format!("{}?token={token}", on.introspection);
    let answer = on.get(&path, &on.resource_server.basic()).await?;
    on.must_refuse(&answer, 405, "invalid_request")?;
    need(!answer.body.contains("active"), format_args!("{answer:?}"))
}

async fn an_unknown_hint_is_ignored(on: &Target<'_>) -> Outcome {
    let token = on.access_token(on.introspectable).await?;
    for hint in ["access_token", "refresh_token", "unknown"] {
        let form = format!("token={token}&token_type_hint={hint}");
        let answer = on.form(&on.introspection, &on.resource_server.basic(), &form).await?;
        same("active", &granted(&answer)?["active"], &json!(true))?;
    }
    Ok(())
}

async fn a_good_token_is_active(on: &Target<'_>) -> Outcome {
    let answer = on.introspect(&on.access_token(on.introspectable).await?).await?;
    same("the status", answer.status(), 200)?;
    let media_type = answer.header("content-type").split(';').next().unwrap_or_default();
    same("the media type", media_type, "application/json")?;
    same("active", &answer.json()?["active"], &json!(true))
}

async fn a_good_token_is_described(on: &Target<'_>) -> Outcome {
    let [scope, _] = on.held;
    let issued = on.issue(&format!("&scope={scope}{}", on.introspectable)).await?;
    let told = on.introspect(&token_of(&issued)?).await?.json()?;
    same("scope", &told["scope"], &json!(scope))?;
    same("client_id", &told["client_id"], &json!(on.client.id))?;
    same("token_type", &told["token_type"], &json!("Bearer"))?;
    let lifetime = told["exp"].as_i64().zip(told["iat"].as_i64()).map(|(exp, iat)| exp - iat);
    same("exp - iat", lifetime, issued["expires_in"].as_i64())?;
    need(told["iss"] == on.issuer, format_args!("iss is {}", told["iss"]))
}

async fn garbage_is_only_inactive(on: &Target<'_>) -> Outcome {
    for token in ["garbage", "a.b.c", "gto_x", "%00", "..", "%c3%a4"] {
        is_inactive(&on.introspect(token).await?)?;
    }
    Ok(())
}

async fn a_revoked_token_is_only_inactive(on: &Target<'_>) -> Outcome {
    let token = on.access_token(on.introspectable).await?;
    same("revocation", on.revoke(&on.client, &format!("token={token}")).await?.status(), 200)?;
    is_inactive(&on.introspect(&token).await?)
}

/// A token of another client, with further parameters.
async fn token_for(on: &Target<'_>, client: &Secret, more: &str) -> Outcome<String> {
    token_of(&granted(&on.form(&on.token, &client.basic(), &format!("{GRANT}{more}")).await?)?)
}

async fn a_foreign_apis_token_is_only_inactive(on: &Target<'_>) -> Outcome {
    let ours = on.ours()?;
    let token = token_for(on, &ours.of_two_apis, "&resource=https://claims.example/v1").await?;
    is_inactive(&on.introspect(&token).await?)?;
    let own = format!("token={}", on.access_token("").await?);
    is_inactive(&on.form(&on.introspection, &ours.other_server.basic(), &own).await?)?;
    is_inactive(&on.form(&on.introspection, &ours.opaque.server.basic(), &own).await?)
}

async fn a_server_learns_its_own_scopes_only(on: &Target<'_>) -> Outcome {
    let ours = on.ours()?;
    let form = format!("token={}", token_for(on, &ours.of_two_apis, "").await?);
    for (server, scope, aud) in [
        (&on.resource_server, "patients.read", demo_api::IDENTIFIER),
        (&ours.other_server, "claims.read", "https://claims.example/v1"),
    ] {
        let answer = on.form(&on.introspection, &server.basic(), &form).await?;
        let told = granted(&answer)?;
        same("active", &told["active"], &json!(true))?;
        same("scope", &told["scope"], &json!(scope))?;
        same("aud", &told["aud"], &json!(aud))?;
    }
    Ok(())
}

async fn a_server_with_a_wrong_secret_is_refused(on: &Target<'_>) -> Outcome {
    let form = format!("token={}", on.access_token(on.introspectable).await?);
    for head in [basic(&on.resource_server.id, "wrong"), basic("unknown", "wrong")] {
        is_error(&on.form(&on.introspection, &head, &form).await?, 401, "invalid_client")?;
    }
    Ok(())
}

async fn a_forged_token_is_inactive(on: &Target<'_>) -> Outcome {
    on.ours()?;
    let (token, other) = (on.access_token("").await?, on.access_token("").await?);
    let (signed, _) = token.rsplit_once('.').ok_or("no signature")?;
    let (_, signature) = other.rsplit_once('.').ok_or("no signature")?;
    for forged in [format!("{signed}.{signature}"), unsigned(&part(&token, 1)?)] {
        is_inactive(&on.introspect(&forged).await?)?;
    }
    Ok(())
}

/// The token of a connection that ends in a moment expires with it.
async fn an_expired_token_is_inactive(on: &Target<'_>) -> Outcome {
    let ours = on.ours()?;
    let app = ours.publisher.app(ours.tenant.id, &on.held, &[]).await?;
    let body =
        json!({"version": 1, "optional_scopes": [], "ends_at": DateTime::from_timestamp(now() + 5, 0)});
    let path = ours.tenant.at(&format!("/available-apps/{}/allow", app.id));
    let allowed: Allowed = ours.tenant.owner.create(&path, body).await?;
    let token = token_for(on, &secret(&allowed.credential)?, "").await?;
    need(on.is_active(&token).await?, "it was not active before")?;
    let exp = part(&token, 1)?["exp"].as_i64().ok_or("no exp")?;
    need(exp <= now() + 5, format_args!("it expires after its connection, at {exp}"))?;
    while now() <= exp {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    is_inactive(&on.introspect(&token).await?)
}

async fn a_paused_connections_token_is_inactive(on: &Target<'_>) -> Outcome {
    let ours = on.ours()?;
    let app = ours.publisher.app(ours.tenant.id, &on.held, &[]).await?;
    let allowed = ours.tenant.allow(app.id, &[]).await?;
    let token = token_for(on, &secret(&allowed.credential)?, "").await?;
    need(on.is_active(&token).await?, "it was not active before")?;
    let at = |verb: &str| ours.tenant.connection(allowed.connection.id, verb);
    ours.tenant.owner.verb(&at("/pause")).await?.ok(200)?;
    within_a_second(async || Ok(!on.is_active(&token).await?)).await?;
    is_inactive(&on.introspect(&token).await?)
}

async fn another_issuers_token_is_inactive(on: &Target<'_>) -> Outcome {
    let ours = on.ours()?;
    let token = on.access_token("").await?;
    let other = ours.stage.tenant().await?.id;
    for path in [format!("/t/{other}"), format!("/sandbox/t/{}", ours.publisher.sandbox), "/t/x".to_owned()] {
        let (path, form) = (format!("{path}/oauth2/introspect"), format!("token={token}"));
        is_inactive(&on.form(&path, &on.resource_server.basic(), &form).await?)?;
    }
    Ok(())
}

async fn an_opaque_token_can_be_introspected(on: &Target<'_>) -> Outcome {
    let ours = on.ours()?;
    let token = token_for(on, &ours.opaque.client, "").await?;
    need(token.starts_with("gto_"), format_args!("{}", &token[..4]))?;
    let ask = async |token: &str| {
        on.form(&on.introspection, &ours.opaque.server.basic(), &format!("token={token}")).await
    };
    let told = granted(&ask(&token).await?)?;
    same("active", &told["active"], &json!(true))?;
    same("client_id", &told["client_id"], &json!(ours.opaque.client.id))?;
    let (all, last) = token.split_at(token.len() - 1);
    is_inactive(&ask(&format!("{all}{}", if last == "A" { "Q" } else { "A" })).await?)?;
    same("revocation", on.revoke(&ours.opaque.client, &format!("token={token}")).await?.status(), 200)?;
    is_inactive(&ask(&token).await?)
}

async fn clients_do_not_introspect(on: &Target<'_>) -> Outcome {
    let form = format!("token={}", on.access_token(on.introspectable).await?);
    let answer = on.form(&on.introspection, &on.neighbour.basic(), &form).await?;
    is_error(&answer, 401, "invalid_client")
}

async fn introspection_is_not_stored(on: &Target<'_>) -> Outcome {
    let answer = on.introspect(&on.access_token(on.introspectable).await?).await?;
    need(answer.header("cache-control").contains("no-store"), "Cache-Control is not no-store")
}
