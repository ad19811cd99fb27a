//! RFC 8705 section 3: tokens bound to a client's certificate, on the word of a trusted proxy; and SMART Backend
//! Services.

use std::net::Ipv4Addr;

use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::{Value, json};

use super::check::{Check, checks, need, same};
use super::keys::{part, sha256};
use super::target::{GRANT, Target, granted, is_error, token_of};
use crate::harness::Outcome;

checks! { "RFC 8705":
    Must "3.1" a_certificate_binds_the_token "cnf.x5t#S256 is the SHA-256 of the certificate that the client used."
    Must "3.2" introspection_tells_the_certificate "The answer to an introspection has cnf.x5t#S256."
    Choice "3.3" metadata_says_that_tokens_are_bound "tls_client_certificate_bound_access_tokens is true where tokens are bound."
    Must "3" a_bound_token_works_with_its_certificate "A token with the certificate that it is bound to is taken."
    Must "3" a_bound_token_needs_its_certificate "A bound token with another certificate or none is refused with 401 invalid_token."
    Must "RFC 9440, 4" only_a_trusted_proxy_is_believed "A Client-Cert header that does not come from a trusted proxy says nothing."
    Must "RFC 9440, 2.2" a_malformed_certificate_header_is_refused "The header is one byte sequence of RFC 8941."
}

pub const SMART: &[Check] = smart::CHECKS;

/// What stands in for a certificate's DER: nothing but its hash is ever used.
const CERTIFICATE: &[u8] = b"\x30\x03\x02\x01\x01";
const OTHER: &[u8] = b"\x30\x03\x02\x01\x02";
/// Not a trusted proxy's.
const ELSEWHERE: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

fn brought(certificate: &[u8]) -> String {
    format!("client-cert: :{}:\r\n", BASE64_STANDARD.encode(certificate))
}

async fn bound(on: &Target<'_>) -> Outcome<String> {
    on.ours()?;
    let head = format!("{}{}", on.client.basic(), brought(CERTIFICATE));
    let answer = granted(&on.form(&on.token, &head, GRANT).await?)?;
    same("token_type", &answer["token_type"], &json!("Bearer"))?;
    token_of(&answer)
}

async fn a_certificate_binds_the_token(on: &Target<'_>) -> Outcome {
    let claims = part(&bound(on).await?, 1)?;
    same("cnf", &claims["cnf"], &json!({"x5t#S256": sha256(CERTIFICATE)}))?;
    let plain = part(&on.access_token("").await?, 1)?;
    need(plain.get("cnf").is_none(), "a token without a certificate is bound")
}

async fn introspection_tells_the_certificate(on: &Target<'_>) -> Outcome {
    let told = on.introspect(&bound(on).await?).await?.json()?;
    same("cnf", &told["cnf"], &json!({"x5t#S256": sha256(CERTIFICATE)}))
}

async fn metadata_says_that_tokens_are_bound(on: &Target<'_>) -> Outcome {
    on.ours()?;
    let said = on.metadata().await?["tls_client_certificate_bound_access_tokens"].take();
    same("tls_client_certificate_bound_access_tokens", said, json!(true))
}

fn verify() -> String {
    format!("/oauth2/verify?api={}", demo_api::IDENTIFIER)
}

async fn a_bound_token_works_with_its_certificate(on: &Target<'_>) -> Outcome {
    let head = format!("authorization: Bearer {}\r\n{}", bound(on).await?, brought(CERTIFICATE));
    same("the status", on.get(&verify(), &head).await?.status(), 200)
}

async fn a_bound_token_needs_its_certificate(on: &Target<'_>) -> Outcome {
    let bearer = format!("authorization: Bearer {}\r\n", bound(on).await?);
    for certificate in [String::new(), brought(OTHER)] {
        for path in [&verify(), "/demo-api/v1/patients"] {
            let answer = on.get(path, &format!("{bearer}{certificate}")).await?;
            let said = answer.header("www-authenticate").contains("error=\"invalid_token\"");
            need(answer.status() == 401 && said, format_args!("{path}: {answer:?}"))?;
        }
    }
    Ok(())
}

async fn only_a_trusted_proxy_is_believed(on: &Target<'_>) -> Outcome {
    on.ours()?;
    let head = format!("{}{}", on.client.basic(), brought(CERTIFICATE));
    let token = token_of(&granted(&on.form_from(ELSEWHERE, &on.token, &head, GRANT).await?)?)?;
    need(part(&token, 1)?.get("cnf").is_none(), "anyone's header binds a token")?;
    let head = format!("authorization: Bearer {}\r\n{}", bound(on).await?, brought(CERTIFICATE));
    let answer = crate::token::raw::request_from(ELSEWHERE, &on.base, "GET", &verify(), &head, b"").await?;
    same("the status of a call from elsewhere", answer.status(), 401)
}

async fn a_malformed_certificate_header_is_refused(on: &Target<'_>) -> Outcome {
    on.ours()?;
    let twice = ":MAMCAQE=:\r\nclient-cert: :MAMCAQE=:";
    for value in ["x", "::", ":***:", "MAMCAQE=", "\"MAMCAQE=\"", twice] {
        let head = format!("{}client-cert: {value}\r\n", on.client.basic());
        is_error(&on.form(&on.token, &head, GRANT).await?, 400, "invalid_request")?;
    }
    Ok(())
}

mod smart {
    use super::*;

    checks! { "SMART App Launch 2.2, Backend Services":
        Must "Obtain access token" smart_clients_sign_their_requests "A client authenticates with an asymmetric key; a secret gets no token."
        Must "Asymmetric authentication" the_token_url_is_the_audience "aud is the URL that the assertion is posted to: taken for APIs with this profile, and for no other."
        Must "Asymmetric authentication" es384_and_rs384_are_taken "Assertions signed with ES384 and with RS384 are taken."
        Should "Obtain access token" smart_tokens_live_five_minutes "expires_in is 300 seconds at most."
    }

    async fn smart_clients_sign_their_requests(on: &Target<'_>) -> Outcome {
        let client = &on.ours()?.smart_by_secret;
        let answer = on.form(&on.token, &client.basic(), GRANT).await?;
        is_error(&answer, 400, "unauthorized_client")
    }

    async fn the_token_url_is_the_audience(on: &Target<'_>) -> Outcome {
        for signer in &on.ours()?.smart {
            granted(&on.ask_with(&signer.assertion(&on.token_url(), Value::Null)?, "").await?)?;
        }
        on.no_proof(&on.signer.assertion(&on.token_url(), Value::Null)?).await
    }

    async fn es384_and_rs384_are_taken(on: &Target<'_>) -> Outcome {
        for (signer, alg) in on.ours()?.smart.iter().zip(["ES384", "RS384"]) {
            same("alg", signer.key.alg, alg)?;
            granted(&on.ask_with(&signer.assertion(&on.issuer, Value::Null)?, "").await?)?;
        }
        Ok(())
    }

    async fn smart_tokens_live_five_minutes(on: &Target<'_>) -> Outcome {
        for signer in &on.ours()?.smart {
            let answer = on.ask_with(&signer.assertion(&on.issuer, Value::Null)?, "").await?;
            let seconds = granted(&answer)?["expires_in"].as_i64();
            need(seconds.is_some_and(|seconds| (1..=300).contains(&seconds)), format_args!("{seconds:?}"))?;
        }
        Ok(())
    }
}
