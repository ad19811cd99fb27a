//! Members that are null in the header of a JWS: `kid` is a string where it is there (RFC 7515 section 4.1.4). They are
//! refused, and not read as if they were absent.

use serde_json::{Value, json};

use super::conformance::keys::{Key, jti, now};
use super::jwks_uri::is_refused;
use super::weak_keys::ask_with;
use super::{HELD, in_the_body, partner, post};
use crate::harness::{Outcome, Stage, on_both};

on_both! {
    shared: an_assertion_whose_kid_is_null_is_refused a_proof_whose_kid_is_null_is_refused;
}

async fn an_assertion_whose_kid_is_null_is_refused(stage: &Stage) -> Outcome {
    let (tenant, publisher, key) = (stage.tenant().await?, stage.publisher().await?, Key::es256()?);
    let client = publisher.keyless(&tenant, json!({"jwks": {"keys": [key.jwk]}}), &HELD).await?;
    let (id, issuer) = (&client.client_id, &client.issuer);
    let ask = async |header: Value| {
        let claims = json!({"iss": id, "sub": id, "aud": issuer, "exp": now() + 60, "jti": jti()});
        ask_with(stage, &client.token_endpoint, &key.jwt_of(&header, &claims)?).await
    };
    for good in [json!({"alg": key.alg, "kid": key.kid()}), json!({"alg": key.alg})] {
        let answer = ask(good).await?;
        assert_eq!(answer.status(), 200, "{answer:?}");
    }
    for bad in [
        json!({"alg": key.alg, "kid": null}),
        json!({"alg": key.alg, "kid": null, "typ": "JWT"}),
        json!({"alg": key.alg, "kid": key.kid(), "typ": null}),
        json!({"alg": key.alg, "kid": 1}),
    ] {
        is_refused(&ask(bad.clone()).await?).map_err(|error| format!("{bad}: {error}"))?;
    }
    Ok(())
}

async fn a_proof_whose_kid_is_null_is_refused(stage: &Stage) -> Outcome {
    let (partner, key) = (partner(stage).await?, Key::es256()?);
    let url = format!("{}{}", partner.client.base, partner.endpoint);
    let form = format!("grant_type=client_credentials&{}", in_the_body(&partner));
    let ask = async |header: Value| {
        let claims = json!({"jti": jti(), "htm": "POST", "htu": url, "iat": now()});
        let proof = key.jwt_of(&header, &claims)?;
        post(&partner, &format!("dpop: {proof}\r\n"), &form).await
    };
    let good = json!({"alg": key.alg, "typ": "dpop+jwt", "jwk": key.bare()});
    let (mut in_the_header, mut in_the_key) = (good.clone(), good.clone());
    in_the_header["kid"] = Value::Null;
    in_the_key["jwk"]["kid"] = Value::Null;
    let answer = ask(good).await?;
    assert_eq!(answer.status(), 200, "{answer:?}");
    for bad in [in_the_header, in_the_key] {
        let answer = ask(bad).await?;
        let error = answer.json()?["error"].clone();
        assert_eq!((answer.status(), error), (400, json!("invalid_dpop_proof")), "{answer:?}");
    }
    Ok(())
}
