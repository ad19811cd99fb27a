//! RFC 9449: tokens that work only for the holder of a key.

use serde_json::{Value, json};

use super::check::{checks, need, same};
use super::keys::{Key, jti, now, part, sha256, symmetric, unsigned, with};
use super::target::{GRANT, Target, granted, is_error, token_of};
use crate::harness::Outcome;
use crate::token::raw::Raw;

checks! { "RFC 9449":
    Must "4.3" there_is_one_proof "A request has one DPoP header."
    Must "4.3" a_proof_is_a_jwt "The proof is one well-formed JWT."
    Must "4.3" a_proof_has_all_claims "jti, htm, htu and iat are there."
    Must "4.3" a_proof_says_that_it_is_one "typ is dpop+jwt."
    Must "4.3" a_proof_is_signed_with_a_public_key "alg is that of a public-key signature: none and HS256 are refused."
    Must "4.3" the_proofs_key_signed_it "The signature is that of the key in jwk."
    Must "4.3" the_proofs_key_is_public "jwk holds no private key."
    Must "4.3" htm_is_the_method "htm is the request's method."
    Must "4.3" htu_is_the_url "htu is the request's URL, whatever its query and fragment."
    Must "4.3" iat_is_near "A proof is taken only near the moment that it was made."
    Choice "4.3" a_proofs_clock_may_be_ten_seconds_ahead "iat up to ten seconds ahead is taken (FAPI 2.0 Security Profile section 5.3.2.1); a minute ahead it is not."
    Must "5" a_proof_makes_a_dpop_token "token_type is DPoP, and the token is bound to the key (cnf.jkt, section 6.1)."
    Must "5" a_bad_proof_is_invalid_dpop_proof "A proof that is not valid gets 400 invalid_dpop_proof."
    Choice "RFC 9864, 2.2" ed25519_signs_proofs_under_both_names "A proof by a key of Ed25519 is taken with the alg Ed25519 and with EdDSA; Ed448, and an alg of other keys, are refused."
    Choice "5.1" the_algorithms_are_named "dpop_signing_alg_values_supported is there, without none and symmetric ones."
    Must "6.2" introspection_tells_the_key "The answer to an introspection has cnf.jkt."
    Must "7.1" a_bound_token_works_with_its_key "A token with a proof by its key that has the token's hash (ath) is taken."
    Must "7.1" a_bound_token_needs_a_proof "A token without a proof, or with one by another key, is refused."
    Must "7.1" a_proof_is_for_its_token_and_request "A proof for another token, method or URL is refused."
    Must "7.1" a_refusal_names_the_scheme "A refusal has WWW-Authenticate with the scheme DPoP and the algorithms."
    Must "7.2" a_bound_token_is_no_bearer_token "A bound token with the scheme Bearer is refused."
    Must "7.2" a_plain_token_is_not_bound "A token that is bound to nothing is not taken with the scheme DPoP."
    Choice "11.1" a_proof_gets_one_token "A proof's jti is taken once at the token endpoint."
    Choice "11.1" a_proof_opens_once "A proof's jti is taken once at an API."
}

async fn ask(on: &Target<'_>, proof: &str) -> Outcome<Raw> {
    on.ask_with_proof(proof, "").await
}

async fn refused(on: &Target<'_>, proof: &str) -> Outcome {
    is_error(&ask(on, proof).await?, 400, "invalid_dpop_proof")
}

/// A proof whose claims are right but for these.
async fn refused_with(on: &Target<'_>, more: Value) -> Outcome {
    refused(on, &Key::es256()?.proof("POST", &on.token_url(), more)?).await
}

/// A proof whose header is right but for these.
async fn refused_with_header(on: &Target<'_>, more: Value) -> Outcome {
    let key = Key::es256()?;
    let header = with(json!({"typ": "dpop+jwt", "jwk": key.bare()}), more);
    refused(on, &key.jwt(header, &claims(on))?).await
}

fn claims(on: &Target<'_>) -> Value {
    json!({"jti": jti(), "htm": "POST", "htu": on.token_url(), "iat": now()})
}

async fn ed25519_signs_proofs_under_both_names(on: &Target<'_>) -> Outcome {
    on.ours()?;
    let key = Key::ed25519()?;
    let proof = |alg: &str| key.jwt(json!({"typ": "dpop+jwt", "jwk": key.bare(), "alg": alg}), &claims(on));
    for alg in ["Ed25519", "EdDSA"] {
        granted(&ask(on, &proof(alg)?).await?)?;
    }
    for alg in ["Ed448", "ES256", "ed25519"] {
        refused(on, &proof(alg)?).await?;
    }
    Ok(())
}

async fn there_is_one_proof(on: &Target<'_>) -> Outcome {
    let key = Key::es256()?;
    let proof = || key.proof("POST", &on.token_url(), Value::Null);
    let head = format!("{}dpop: {}\r\ndpop: {}\r\n", on.client.basic(), proof()?, proof()?);
    is_error(&on.form(&on.token, &head, GRANT).await?, 400, "invalid_dpop_proof")?;
    refused(on, &format!("{}, {}", proof()?, proof()?)).await
}

async fn a_proof_is_a_jwt(on: &Target<'_>) -> Outcome {
    for text in ["x", "a.b", "a.b.c", "..", "e30.e30.AA"] {
        refused(on, text).await?;
    }
    Ok(())
}

async fn a_proof_has_all_claims(on: &Target<'_>) -> Outcome {
    for name in ["jti", "htm", "htu", "iat"] {
        refused_with(on, json!({name: null})).await?;
    }
    refused_with(on, json!({"iat": "now"})).await?;
    refused_with(on, json!({"jti": 1})).await
}

async fn a_proof_says_that_it_is_one(on: &Target<'_>) -> Outcome {
    for typ in [json!(null), json!("JWT"), json!("at+jwt")] {
        refused_with_header(on, json!({"typ": typ})).await?;
    }
    Ok(())
}

async fn a_proof_is_signed_with_a_public_key(on: &Target<'_>) -> Outcome {
    refused(on, &unsigned(&claims(on))).await?;
    let key = Key::es256()?;
    let header = json!({"typ": "dpop+jwt", "jwk": key.bare()});
    refused(on, &symmetric(header, &claims(on), key.bare().to_string().as_bytes())).await?;
    let header = json!({"typ": "dpop+jwt", "jwk": {"kty": "oct", "k": "c2VjcmV0"}});
    refused(on, &symmetric(header, &claims(on), b"secret")).await
}

async fn the_proofs_key_signed_it(on: &Target<'_>) -> Outcome {
    refused_with_header(on, json!({"jwk": Key::es256()?.bare()})).await?;
    refused_with_header(on, json!({"jwk": null})).await
}

async fn the_proofs_key_is_public(on: &Target<'_>) -> Outcome {
    let key = Key::es256()?;
    let private = with(key.bare(), json!({"d": "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE"}));
    refused(on, &key.jwt(json!({"typ": "dpop+jwt", "jwk": private}), &claims(on))?).await
}

async fn htm_is_the_method(on: &Target<'_>) -> Outcome {
    for method in ["GET", "post", ""] {
        refused_with(on, json!({"htm": method})).await?;
    }
    Ok(())
}

async fn htu_is_the_url(on: &Target<'_>) -> Outcome {
    let url = on.token_url();
    for other in [format!("{url}x"), format!("{}/", on.base), "https://elsewhere.example".into(), "x".into()]
    {
        refused_with(on, json!({"htu": other})).await?;
    }
    let key = Key::es256()?;
    granted(&ask(on, &key.proof("POST", &format!("{url}?a=b#c"), Value::Null)?).await?).map(drop)
}

async fn iat_is_near(on: &Target<'_>) -> Outcome {
    for at in [now() - 3600, now() + 3600, 0] {
        refused_with(on, json!({"iat": at})).await?;
    }
    Ok(())
}

async fn a_proofs_clock_may_be_ten_seconds_ahead(on: &Target<'_>) -> Outcome {
    // A second is left for the way.
    let proof = |ahead: i64| Key::es256()?.proof("POST", &on.token_url(), json!({"iat": now() + ahead}));
    granted(&ask(on, &proof(9)?).await?)?;
    refused(on, &proof(60)?).await
}

/// A token that is bound to this key.
async fn bound(on: &Target<'_>, key: &Key, more: &str) -> Outcome<String> {
    let proof = key.proof("POST", &on.token_url(), Value::Null)?;
    let answer = granted(&on.ask_with_proof(&proof, more).await?)?;
    same("token_type", &answer["token_type"], &json!("DPoP"))?;
    token_of(&answer)
}

async fn a_proof_makes_a_dpop_token(on: &Target<'_>) -> Outcome {
    let key = Key::es256()?;
    let token = bound(on, &key, "").await?;
    same("cnf.jkt", &part(&token, 1)?["cnf"]["jkt"], &json!(key.thumbprint()))
}

async fn a_bad_proof_is_invalid_dpop_proof(on: &Target<'_>) -> Outcome {
    let answer = ask(on, "x").await?;
    is_error(&answer, 400, "invalid_dpop_proof")?;
    need(!answer.body.contains("access_token"), "there is a token")
}

async fn the_algorithms_are_named(on: &Target<'_>) -> Outcome {
    let metadata = on.metadata().await?;
    let list = metadata["dpop_signing_alg_values_supported"].as_array().ok_or("not there")?;
    let bad = |alg: &&Value| alg.as_str().is_none_or(|alg| alg == "none" || alg.starts_with("HS"));
    need(list.contains(&json!("ES256")) && !list.iter().any(|alg| bad(&alg)), format_args!("{list:?}"))
}

async fn introspection_tells_the_key(on: &Target<'_>) -> Outcome {
    let key = Key::es256()?;
    let token = bound(on, &key, on.introspectable).await?;
    let told = on.introspect(&token).await?.json()?;
    same("cnf.jkt", &told["cnf"]["jkt"], &json!(key.thumbprint()))?;
    same("token_type", &told["token_type"], &json!("DPoP"))
}

const API: &str = "https://practice.example/v1/patients";

/// Asks `/oauth2/verify` about a GET of [`API`].
async fn call(on: &Target<'_>, scheme: &str, token: &str, proof: Option<&str>) -> Outcome<Raw> {
    let path = format!("/oauth2/verify?api={}&scope=patients.read", demo_api::IDENTIFIER);
    let mut head =
        format!("authorization: {scheme} {token}\r\nx-original-method: GET\r\nx-original-url: {API}\r\n");
    if let Some(proof) = proof {
        head += &format!("dpop: {proof}\r\n");
    }
    on.get(&path, &head).await
}

fn is_refused(answer: &Raw) -> Outcome {
    need(answer.status() == 401, format_args!("expected 401, got {answer:?}"))
}

/// A proof of this key for a call of the API with this token.
fn proof_of_call(key: &Key, token: &str, more: Value) -> Outcome<String> {
    key.proof("GET", API, with(json!({"ath": sha256(token.as_bytes())}), more))
}

async fn a_bound_token_works_with_its_key(on: &Target<'_>) -> Outcome {
    on.ours()?;
    let key = Key::es256()?;
    let token = bound(on, &key, "").await?;
    for scheme in ["DPoP", "dpop"] {
        let proof = proof_of_call(&key, &token, Value::Null)?;
        let answer = call(on, scheme, &token, Some(&proof)).await?;
        need(answer.status() == 200, format_args!("{answer:?}"))?;
    }
    Ok(())
}

async fn a_bound_token_needs_a_proof(on: &Target<'_>) -> Outcome {
    on.ours()?;
    let (key, stranger) = (Key::es256()?, Key::es256()?);
    let token = bound(on, &key, "").await?;
    is_refused(&call(on, "DPoP", &token, None).await?)?;
    let proof = proof_of_call(&stranger, &token, Value::Null)?;
    is_refused(&call(on, "DPoP", &token, Some(&proof)).await?)
}

async fn a_proof_is_for_its_token_and_request(on: &Target<'_>) -> Outcome {
    on.ours()?;
    let key = Key::es256()?;
    let token = bound(on, &key, "").await?;
    let other = sha256(bound(on, &key, "").await?.as_bytes());
    for wrong in [
        json!({"ath": null}),
        json!({"ath": other}),
        json!({"htm": "POST"}),
        json!({"htu": on.token_url()}),
        json!({"iat": now() - 3600}),
    ] {
        let proof = proof_of_call(&key, &token, wrong)?;
        is_refused(&call(on, "DPoP", &token, Some(&proof)).await?)?;
    }
    Ok(())
}

async fn a_refusal_names_the_scheme(on: &Target<'_>) -> Outcome {
    on.ours()?;
    let key = Key::es256()?;
    let token = bound(on, &key, "").await?;
    let proof = proof_of_call(&key, &token, json!({"htm": "POST"}))?;
    for (proof, error) in [(None, "invalid_token"), (Some(proof.as_str()), "invalid_dpop_proof")] {
        let answer = call(on, "DPoP", &token, proof).await?;
        is_refused(&answer)?;
        let said = answer.header("www-authenticate");
        let right = said.starts_with("DPoP ") && said.contains("algs=\"ES256 ") && said.contains(error);
        need(right, format_args!("{said}"))?;
    }
    Ok(())
}

async fn a_bound_token_is_no_bearer_token(on: &Target<'_>) -> Outcome {
    on.ours()?;
    let key = Key::es256()?;
    let token = bound(on, &key, "").await?;
    let proof = proof_of_call(&key, &token, Value::Null)?;
    is_refused(&call(on, "Bearer", &token, None).await?)?;
    is_refused(&call(on, "Bearer", &token, Some(&proof)).await?)?;
    let answer = on.get("/demo-api/v1/patients", &format!("authorization: Bearer {token}\r\n")).await?;
    is_refused(&answer)
}

async fn a_plain_token_is_not_bound(on: &Target<'_>) -> Outcome {
    on.ours()?;
    let token = on.access_token("").await?;
    let proof = proof_of_call(&Key::es256()?, &token, Value::Null)?;
    is_refused(&call(on, "DPoP", &token, Some(&proof)).await?)
}

async fn a_proof_gets_one_token(on: &Target<'_>) -> Outcome {
    let proof = Key::es256()?.proof("POST", &on.token_url(), Value::Null)?;
    granted(&ask(on, &proof).await?)?;
    refused(on, &proof).await
}

async fn a_proof_opens_once(on: &Target<'_>) -> Outcome {
    on.ours()?;
    let key = Key::es256()?;
    let token = bound(on, &key, "").await?;
    let proof = proof_of_call(&key, &token, Value::Null)?;
    same("the first answer", call(on, "DPoP", &token, Some(&proof)).await?.status(), 200)?;
    is_refused(&call(on, "DPoP", &token, Some(&proof)).await?)
}
