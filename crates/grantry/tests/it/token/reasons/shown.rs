//! Tokens that were shown and not taken: at a proxy's verification, at introspection, and at revocation.

use api_client::admin;
use model::attempt::{Endpoint, Refusal};
use reqwest::Method;
use serde_json::{Value, json};
use wire::{operator::RegisteredResourceServer, secrets::Regenerate};

use super::super::HELD;
use super::super::attempts::{id, refused};
use super::super::conformance::keys::Key;
use super::{Sides, Told, bound_token, verify};
use crate::harness::{Answer, Outcome, Stage, next, on_both, stage::create_api, until};
use crate::operator::resource_servers::register;

on_both! {
    shared:
        both_sides_read_of_tokens_that_were_shown
        both_sides_read_that_a_proof_was_missing
        both_sides_read_of_a_revocation_of_anothers_token;
    for_conformance: both_sides_read_that_the_certificate_was_another;
}

/// What a resource server learns of a token.
async fn introspect(stage: &Stage, server: &RegisteredResourceServer, token: &str) -> Outcome<Answer> {
    let server_id = server.resource_server.id.to_string();
    let form = [
        ("token", token),
        ("client_id", server_id.as_str()),
        ("client_secret", server.client_secret.as_str()),
    ];
    stage
        .anonymous
        .send(stage.anonymous.request(Method::POST, "/oauth2/introspect").form(&form))
        .await?
        .ok(200)
}

fn for_other(answer: &Answer) -> Told {
    Told::new(
        id(answer),
        Refusal::TokenForOther,
        "A token was shown to an API, tenant or environment that it is not for.",
        "Ask for a token for this API: name it in resource.",
    )
}

fn revoked(answer: &Answer) -> Told {
    Told::new(
        id(answer),
        Refusal::TokenRevoked,
        "A token was shown to an API after its access was stopped, narrowed or given a new secret.",
        "Ask for a new token.",
    )
}

async fn both_sides_read_of_tokens_that_were_shown(stage: &Stage) -> Outcome {
    let number = next();
    let (scope, by) = (format!("imaging{number}.read"), &stage.operator);
    let identifier = format!("https://imaging{number}.example/v1");
    let api = create_api(by, "Imaging", &identifier, &[scope.as_str()]).await?;
    let other = create_api(by, "Letters", &format!("https://letters{number}.example/v1"), &[]).await?;
    let (own_server, others) = (register(by, api.id).await?, register(by, other.id).await?);
    let sides = Sides::with_secret(stage, &[scope.as_str()]).await?;
    let token = sides.partner(stage).token().await?;
    let known: Value = introspect(stage, &own_server, &token).await?.json()?;
    assert_eq!(known["active"], json!(true));

    let ask = async |query: &str| verify(stage, "Bearer", &token, query).await;
    let elsewhere = format!("{identifier}&tenant={}", stage.tenant().await?.id);
    let introspected = introspect(stage, &others, &token).await?;
    let narrow = ask(&format!("{identifier}&scope=patients.read")).await?.ok(403)?;
    let mut told = vec![
        for_other(&introspected),
        for_other(&ask(&other.identifier).await?.ok(401)?),
        for_other(&ask(&elsewhere).await?.ok(401)?),
        Told::new(
            id(&narrow),
            Refusal::InsufficientScope,
            "A token was shown to an API without the scope that the call needs: the access token does not hold the scope patients.read.",
            "Ask for a token with this scope; where it is not granted, an admin has to allow it.",
        ),
    ];
    let (tenant, connection) = (&sides.tenant, sides.connection);
    tenant.owner.call(admin::regenerate_secret(tenant.id, connection, Regenerate::default())).await?;
    let late =
        until(async || Ok(Some(ask(&identifier).await?).filter(|answer| answer.status == 401))).await?;
    let asked_late = introspect(stage, &own_server, &token).await?;
    told.extend([revoked(&late), revoked(&asked_late)]);
    let seen = sides.read(stage, &told).await?;

    let of_servers = [id(&introspected), id(&asked_late)];
    for one in &told {
        let attempt =
            seen.iter().find(|attempt| attempt.correlation_id == one.id).ok_or("no such attempt")?;
        let by_server = of_servers.contains(&one.id);
        let endpoint = if by_server { Endpoint::Introspection } else { Endpoint::Verification };
        // Where the API and its proxy stand is not for the client's people.
        assert_eq!((attempt.endpoint, &attempt.address, &attempt.user_agent), (endpoint, &None, &None));
        if by_server {
            assert_eq!(refused(&seen, &one.id)?.answer.as_deref(), Some(r#"{"active":false}"#));
        }
    }
    Ok(())
}

/// Of a token that is bound to a key: shown as one that anyone may carry, and with the right scheme alone.
async fn both_sides_read_that_a_proof_was_missing(stage: &Stage) -> Outcome {
    let (sides, key) = (Sides::with_secret(stage, &HELD).await?, Key::es256()?);
    let proof = key.proof("POST", &sides.issued.token_endpoint, json!({}))?;
    let token = bound_token(&sides.partner(stage), "dpop", &proof).await?;
    let mut told = Vec::new();
    for (scheme, detail) in [
        ("Bearer", "the access token is bound to a key: use the DPoP scheme"),
        ("DPoP", "the DPoP proof is missing"),
    ] {
        let answer = verify(stage, scheme, &token, demo_api::IDENTIFIER).await?.ok(401)?;
        told.push(Told::new(
            id(&answer),
            Refusal::DpopMissing,
            &format!("The request did not prove that its sender has the key of the token ({detail})."),
            "Send the token with the DPoP scheme and a proof that the same key has signed.",
        ));
    }
    sides.read(stage, &told).await?;
    Ok(())
}

async fn both_sides_read_that_the_certificate_was_another(stage: &Stage) -> Outcome {
    let sides = Sides::with_secret(stage, &HELD).await?;
    // What stands in for a certificate's DER.
    let token = bound_token(&sides.partner(stage), "client-cert", ":MAMCAQE=:").await?;
    let answer = verify(stage, "Bearer", &token, demo_api::IDENTIFIER).await?.ok(401)?;
    let told = Told::new(
        id(&answer),
        Refusal::OtherCertificate,
        "The request does not fit what the token is bound to: the access token is bound to another client certificate.",
        "Use the certificate or key with which the token was asked for.",
    );
    sides.read(stage, &[told]).await?;
    Ok(())
}

async fn both_sides_read_of_a_revocation_of_anothers_token(stage: &Stage) -> Outcome {
    let (sides, other) = (Sides::with_secret(stage, &HELD).await?, Sides::with_secret(stage, &HELD).await?);
    let (partner, token) = (sides.partner(stage), other.partner(stage).token().await?);
    let path = partner.endpoint.replace("/token", "/revoke");
    let request = partner.client.request(Method::POST, &path).form(&[("token", token.as_str())]);
    let request = request.basic_auth(&partner.client_id, Some(&partner.client_secret));
    let answer = partner.client.send(request).await?.ok(400)?;
    let told = Told::new(
        id(&answer),
        Refusal::BadRequest,
        "The request was not accepted: the token was issued to another client.",
        "Send the form as the guide for developers shows it.",
    );
    let seen = sides.read(stage, &[told]).await?;
    let attempt = seen.iter().find(|attempt| attempt.correlation_id == id(&answer)).ok_or("none")?;
    assert_eq!((attempt.endpoint, attempt.address.as_deref()), (Endpoint::Revocation, Some("127.0.0.1")));
    Ok(())
}
