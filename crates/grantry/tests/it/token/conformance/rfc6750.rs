//! How an API takes bearer tokens and refuses requests: the demo API behind the guard, and `/oauth2/verify`.

use super::check::{checks, need, same};
use super::target::{GRANT, Target, is_error};
use crate::harness::Outcome;
use crate::token::FORM;
use crate::token::raw::Raw;

checks! { "RFC 6750":
    Must "2.1" the_header_brings_the_token "A token in the Authorization header with the scheme Bearer, in any case, is taken."
    Should "2.2" the_body_brings_no_token "A token in a form's body is not taken."
    Should "2.3" the_url_brings_no_token "A token in the query is not taken."
    Must "2" one_way_in_a_request "A request brings its token in one way; more is invalid_request."
    Must "3" no_token_gets_a_challenge "A request without a good token gets WWW-Authenticate with the scheme Bearer and a parameter."
    Should "3.1" no_token_gets_no_error_code "A request without any token learns no error code."
    Should "3.1" a_bad_token_is_invalid_token "A token that is malformed, forged or revoked gets 401 invalid_token in the challenge."
    Should "3.1" a_missing_scope_is_insufficient_scope "A token without the scope gets 403 insufficient_scope; the scope attribute names it."
    Should "3.1" a_malformed_request_is_invalid_request "A request that is malformed gets 400 invalid_request."
    Must "3" a_challenge_has_only_plain_characters "error, error_description and scope of a challenge hold only the characters that the section allows, each once."
    Must "RFC 9068, 4" a_token_is_for_its_audience "A token is taken only by the API that it is for."
}

const PATIENTS: &str = "/demo-api/v1/patients";
const APPOINTMENTS: &str = "/demo-api/v1/appointments";

/// The demo API's operation, and the same asked of `/oauth2/verify`.
fn guarded() -> [String; 2] {
    [PATIENTS.to_owned(), format!("/oauth2/verify?api={}&scope=patients.read", demo_api::IDENTIFIER)]
}

fn bearer(token: &str) -> String {
    format!("authorization: Bearer {token}\r\n")
}

fn challenge(answer: &Raw, status: u16, error: &str) -> Outcome {
    let said = answer.header("www-authenticate");
    let code = format!("error=\"{error}\"");
    let right = answer.status() == status && said.starts_with("Bearer ") && said.contains(&code);
    need(right, format_args!("expected {status} {error}, got {answer:?}"))
}

async fn the_header_brings_the_token(on: &Target<'_>) -> Outcome {
    on.ours()?;
    let token = on.access_token("").await?;
    for path in guarded() {
        for scheme in ["Bearer", "bearer", "BEARER"] {
            let answer = on.get(&path, &format!("authorization: {scheme} {token}\r\n")).await?;
            same("the status", answer.status(), 200)?;
        }
    }
    Ok(())
}

async fn the_body_brings_no_token(on: &Target<'_>) -> Outcome {
    on.ours()?;
    let token = on.access_token("").await?;
    for method in ["GET", "POST"] {
        let body = format!("access_token={token}");
        let answer = on.send(method, APPOINTMENTS, FORM, body.as_bytes()).await?;
        need(matches!(answer.status(), 400 | 401), format_args!("{method}: {answer:?}"))?;
    }
    Ok(())
}

async fn the_url_brings_no_token(on: &Target<'_>) -> Outcome {
    on.ours()?;
    let token = on.access_token("").await?;
    let answer = on.get(&format!("{PATIENTS}?access_token={token}"), "").await?;
    need(matches!(answer.status(), 400 | 401), format_args!("{answer:?}"))
}

async fn one_way_in_a_request(on: &Target<'_>) -> Outcome {
    on.ours()?;
    let token = on.access_token("").await?;
    let in_both = on.get(&format!("{PATIENTS}?access_token={token}"), &bearer(&token)).await?;
    challenge(&in_both, 400, "invalid_request")?;
    for path in guarded() {
        challenge(&on.get(&path, &bearer(&token).repeat(2)).await?, 400, "invalid_request")?;
    }
    Ok(())
}

async fn no_token_gets_a_challenge(on: &Target<'_>) -> Outcome {
    on.ours()?;
    for path in guarded() {
        for head in ["", "authorization: Basic YTpi\r\n", "authorization: Bearer\r\n"] {
            let answer = on.get(&path, head).await?;
            let said = answer.header("www-authenticate");
            need(matches!(answer.status(), 400 | 401), format_args!("{head}: {answer:?}"))?;
            need(said.starts_with("Bearer ") && said.contains('='), format_args!("{head}: {said:?}"))?;
        }
    }
    Ok(())
}

async fn no_token_gets_no_error_code(on: &Target<'_>) -> Outcome {
    on.ours()?;
    for path in guarded() {
        let answer = on.get(&path, "").await?;
        same("the status", answer.status(), 401)?;
        let said = answer.header("www-authenticate");
        need(!said.contains("error") && answer.body.is_empty(), format_args!("{said} {}", answer.body))?;
    }
    Ok(())
}

async fn a_bad_token_is_invalid_token(on: &Target<'_>) -> Outcome {
    on.ours()?;
    let (token, other) = (on.access_token("").await?, on.access_token("").await?);
    let (signed, signature) = token.rsplit_once('.').ok_or("no signature")?;
    let (header, _) = signed.split_once('.').ok_or("no claims")?;
    let (_, other_signature) = other.rsplit_once('.').ok_or("no signature")?;
    let revoked = on.access_token("").await?;
    same("revocation", on.revoke(&on.client, &format!("token={revoked}")).await?.status(), 200)?;
    let bad = [
        "garbage".to_owned(),
        "gto_garbage".to_owned(),
        format!("{signed}."),
        format!("{signed}.{other_signature}"),
        format!("{header}.e30.{signature}"),
        super::keys::unsigned(&super::keys::part(&token, 1)?),
        revoked,
    ];
    for path in guarded() {
        for token in &bad {
            challenge(&on.get(&path, &bearer(token)).await?, 401, "invalid_token")?;
        }
    }
    Ok(())
}

async fn a_missing_scope_is_insufficient_scope(on: &Target<'_>) -> Outcome {
    on.ours()?;
    let bearer = bearer(&on.access_token("&scope=appointments.read").await?);
    for path in guarded() {
        let answer = on.get(&path, &bearer).await?;
        challenge(&answer, 403, "insufficient_scope")?;
        let said = answer.header("www-authenticate");
        need(said.contains("scope=\"patients.read\""), format_args!("{said}"))?;
    }
    Ok(())
}

async fn a_malformed_request_is_invalid_request(on: &Target<'_>) -> Outcome {
    on.ours()?;
    for path in guarded() {
        let answer = on.get(&path, "authorization: Bearer \r\n").await?;
        need(matches!(answer.status(), 400 | 401), format_args!("{answer:?}"))?;
        let twice = "authorization: Bearer a\r\nauthorization: Bearer b\r\n";
        challenge(&on.get(&path, twice).await?, 400, "invalid_request")?;
    }
    is_error(&on.get("/oauth2/verify", "authorization: Bearer a\r\n").await?, 400, "invalid_request")
}

async fn a_challenge_has_only_plain_characters(on: &Target<'_>) -> Outcome {
    on.ours()?;
    let token = on.access_token("&scope=appointments.read").await?;
    for path in guarded() {
        for head in [bearer(&token), bearer("\"\\<x>"), bearer(&token).repeat(2)] {
            let answer = on.get(&path, &head).await?;
            let said = answer.header("www-authenticate").trim_start_matches("Bearer ").to_owned();
            let mut names = Vec::new();
            for parameter in said.split(", ") {
                let (name, value) = parameter.split_once('=').ok_or_else(|| said.clone())?;
                let inner = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
                let plain = |text: &str| {
                    text.bytes().all(|byte| matches!(byte, 0x20 | 0x21 | 0x23..=0x5B | 0x5D..=0x7E))
                };
                need(inner.is_some_and(plain) && !names.contains(&name), format_args!("{said}"))?;
                names.push(name);
            }
        }
    }
    Ok(())
}

async fn a_token_is_for_its_audience(on: &Target<'_>) -> Outcome {
    let ours = on.ours()?;
    let form = format!("{GRANT}&resource=https://claims.example/v1");
    let answer = on.form(&on.token, &ours.of_two_apis.basic(), &form).await?;
    let token = super::target::token_of(&super::target::granted(&answer)?)?;
    for path in guarded() {
        challenge(&on.get(&path, &bearer(&token)).await?, 401, "invalid_token")?;
    }
    Ok(())
}
