//! RFC 7521 and RFC 7523: clients that sign their requests (`private_key_jwt`).

use std::time::Duration;

use serde_json::{Value, json};

use super::check::{Check, NotApplicable, checks, need, same};
use super::keys::{Key, jti, now, symmetric, unsigned, with};
use super::target::{GRANT, JWT_BEARER, Target, granted, is_client_error, is_error};
use crate::harness::{Kind, Outcome};

checks! { "RFC 7523":
    Must "2.2" an_assertion_lets_a_client_in "client_assertion holds one JWT, client_assertion_type says so."
    Must "3 (1)" iss_is_the_client "iss is there, and for client authentication it is the client's id."
    Must "3 (2)" sub_is_the_client "sub is there, and it is the client's id."
    Must "3 (3)" aud_is_there_and_right "aud is there and names this server; another audience is refused."
    Must "3 (4)" exp_is_there "exp is there, as a number."
    Must "3 (4)" an_expired_assertion_is_refused "A JWT after its exp is refused."
    Choice "3 (4)" exp_is_near "A JWT whose exp is unreasonably far ahead may be refused: more than five minutes is."
    Must "3 (5)" nbf_has_come "A JWT before its nbf is refused."
    Choice "3 (6)" iat_is_not_ahead "A JWT that was issued in the future is refused."
    Choice "3 (6)" a_clock_may_be_ten_seconds_ahead "iat and nbf up to ten seconds ahead are taken (FAPI 2.0 Security Profile section 5.3.2.1); a minute ahead they are not."
    Choice "3 (7)" jti_is_there "jti is required: without it a JWT could be replayed."
    Choice "3 (7)" an_assertion_works_once "A jti that was used is refused."
    Must "3 (9)" the_signature_is_the_clients "The signature is checked, with a key of this client."
    Must "3 (9)" an_unsigned_assertion_is_refused "alg none is refused."
    Must "3 (9)" a_public_key_is_no_secret "HS256 with the client's public key as secret is refused."
    Must "3 (9)" keys_in_the_header_are_not_believed "Keys that the header brings or points to (jwk, jku, x5u) are not used."
    Must "3 (10)" what_is_no_jwt_is_refused "A JWT that is not well-formed is refused."
    Choice "3 (10)" an_issuer_takes_its_own_assertions "The audience is the client's own issuer, whichever endpoint is asked."
    Choice "RFC 9864, 2.2" ed25519_signs_assertions_under_both_names "An assertion by a key of Ed25519 is taken with the alg Ed25519 and with EdDSA; Ed448, and an alg of other keys, are refused."
}

pub const FRAMEWORK: &[Check] = framework::CHECKS;
pub const LAST: &[Check] = last::CHECKS;

async fn an_assertion_lets_a_client_in(on: &Target<'_>) -> Outcome {
    granted(&on.ask_with(&on.assertion(Value::Null)?, "").await?).map(drop)
}

async fn ed25519_signs_assertions_under_both_names(on: &Target<'_>) -> Outcome {
    let signer = &on.ours()?.ed25519;
    let signed = |alg: &str| {
        let header = with(signer.header(), json!({"alg": alg}));
        signer.key.jwt(header, &signer.claims(&on.issuer))
    };
    for alg in ["Ed25519", "EdDSA"] {
        granted(&on.ask_with(&signed(alg)?, "").await?)?;
    }
    for alg in ["Ed448", "ES256", "ed25519"] {
        on.no_proof(&signed(alg)?).await?;
    }
    Ok(())
}

async fn iss_is_the_client(on: &Target<'_>) -> Outcome {
    for iss in [json!(null), json!("unknown"), json!(on.other_signer.id), json!(1), json!("")] {
        on.no_proof_with(json!({"iss": iss})).await?;
    }
    Ok(())
}

async fn sub_is_the_client(on: &Target<'_>) -> Outcome {
    for sub in [json!(null), json!("unknown"), json!(on.other_signer.id), json!(1), json!("")] {
        on.no_proof_with(json!({"sub": sub})).await?;
    }
    Ok(())
}

async fn aud_is_there_and_right(on: &Target<'_>) -> Outcome {
    for aud in [json!(null), json!(""), json!("https://elsewhere.example"), json!([]), json!({}), json!(1)] {
        on.no_proof_with(json!({"aud": aud})).await?;
    }
    Ok(())
}

async fn exp_is_there(on: &Target<'_>) -> Outcome {
    for exp in [json!(null), json!("soon"), json!((now() + 60).to_string()), json!({})] {
        on.no_proof_with(json!({"exp": exp})).await?;
    }
    Ok(())
}

async fn an_expired_assertion_is_refused(on: &Target<'_>) -> Outcome {
    for ago in [60, 3600] {
        on.no_proof_with(json!({"exp": now() - ago, "iat": now() - ago - 60})).await?;
    }
    on.no_proof_with(json!({"exp": 0})).await
}

async fn exp_is_near(on: &Target<'_>) -> Outcome {
    granted(&on.ask_with(&on.assertion(json!({"exp": now() + 290}))?, "").await?)?;
    for exp in [json!(now() + 600), json!(i64::MAX), json!(1e300)] {
        on.no_proof_with(json!({"exp": exp})).await?;
    }
    Ok(())
}

async fn nbf_has_come(on: &Target<'_>) -> Outcome {
    granted(&on.ask_with(&on.assertion(json!({"nbf": now()}))?, "").await?)?;
    on.no_proof_with(json!({"nbf": now() + 120, "exp": now() + 240})).await
}

async fn iat_is_not_ahead(on: &Target<'_>) -> Outcome {
    on.no_proof_with(json!({"iat": now() + 120, "exp": now() + 240})).await
}

async fn a_clock_may_be_ten_seconds_ahead(on: &Target<'_>) -> Outcome {
    // A second is left for the way.
    for more in [
        json!({"iat": now() + 9}),
        json!({"nbf": now() + 9}),
        json!({"iat": now() + 9, "exp": now() + 9 + 300}),
    ] {
        granted(&on.ask_with(&on.assertion(more.clone())?, "").await?)
            .map_err(|error| format!("{more}: {error}"))?;
    }
    for more in
        [json!({"iat": now() + 60, "exp": now() + 200}), json!({"nbf": now() + 60, "exp": now() + 200})]
    {
        on.no_proof_with(more).await?;
    }
    Ok(())
}

async fn jti_is_there(on: &Target<'_>) -> Outcome {
    for jti in [json!(null), json!(""), json!(1)] {
        on.no_proof_with(json!({"jti": jti})).await?;
    }
    Ok(())
}

async fn an_assertion_works_once(on: &Target<'_>) -> Outcome {
    let id = jti();
    let assertion = on.assertion(json!({"jti": id}))?;
    granted(&on.ask_with(&assertion, "").await?)?;
    on.no_proof(&assertion).await?;
    on.no_proof_with(json!({"jti": id, "exp": now() + 120})).await?;
    // Another client's jti is its own.
    let other = on.other_signer.assertion(&on.issuer, json!({"jti": id}))?;
    granted(&on.ask_with(&other, "").await?).map(drop)
}

async fn the_signature_is_the_clients(on: &Target<'_>) -> Outcome {
    let claims = on.signer.claims(&on.issuer);
    let stranger = Key::es256()?;
    for key in [&on.other_signer.key, &stranger] {
        for kid in [on.signer.key.kid(), key.kid(), &Value::Null] {
            on.no_proof(&key.jwt(json!({"typ": "JWT", "kid": kid}), &claims)?).await?;
        }
    }
    let good = on.assertion(Value::Null)?;
    let (signed, _) = good.rsplit_once('.').ok_or("no signature")?;
    on.no_proof(&format!("{signed}.")).await?;
    on.no_proof(&format!("{signed}.{}", "A".repeat(86))).await
}

async fn an_unsigned_assertion_is_refused(on: &Target<'_>) -> Outcome {
    let assertion = unsigned(&on.signer.claims(&on.issuer));
    on.no_proof(&assertion).await?;
    on.no_proof(assertion.trim_end_matches('.')).await
}

async fn a_public_key_is_no_secret(on: &Target<'_>) -> Outcome {
    let claims = on.signer.claims(&on.issuer);
    let (jwk, x) = (on.signer.key.jwk.to_string(), on.signer.key.jwk["x"].as_str().unwrap_or_default());
    for secret in [jwk.as_bytes(), x.as_bytes(), b""] {
        for header in [json!({"typ": "JWT"}), on.signer.header()] {
            on.no_proof(&symmetric(header, &claims, secret)).await?;
        }
    }
    Ok(())
}

async fn keys_in_the_header_are_not_believed(on: &Target<'_>) -> Outcome {
    let stranger = Key::es256()?;
    let server = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/jwks.json", server.local_addr()?);
    let claims = on.signer.claims(&on.issuer);
    for more in
        [json!({"jwk": stranger.jwk}), json!({"jku": url}), json!({"x5u": url}), json!({"x5c": ["AA"]})]
    {
        for kid in [on.signer.key.kid(), stranger.kid()] {
            let header = with(json!({"typ": "JWT", "kid": kid}), more.clone());
            on.no_proof(&stranger.jwt(header, &with(claims.clone(), json!({"jti": jti()})))?).await?;
        }
    }
    let called = tokio::time::timeout(Duration::from_millis(200), server.accept()).await.is_ok();
    need(!called, "the server has followed a URL of the header")
}

async fn what_is_no_jwt_is_refused(on: &Target<'_>) -> Outcome {
    let good = on.assertion(Value::Null)?;
    for text in ["x", "a.b", "a.b.c", "..", "e30.e30.", &format!("{good}.x"), &format!("{good}="), "%00"] {
        on.no_proof(text).await?;
    }
    Ok(())
}

async fn an_issuer_takes_its_own_assertions(on: &Target<'_>) -> Outcome {
    on.ours()?;
    let form = |assertion: String| {
        format!("{GRANT}&client_assertion_type={JWT_BEARER}&client_assertion={assertion}")
    };
    let own = form(on.assertion(Value::Null)?);
    granted(&on.form("/oauth2/token", "", &own).await?)?;
    let platforms = form(on.assertion(json!({"aud": on.base}))?);
    is_client_error(&on.form("/oauth2/token", "", &platforms).await?)?;
    let other = on.ours()?.stage.tenant().await?.id;
    let elsewhere = form(on.assertion(Value::Null)?);
    is_client_error(&on.form(&format!("/t/{other}/oauth2/token"), "", &elsewhere).await?)
}

mod framework {
    use super::*;

    checks! { "RFC 7521":
        Must "4.2" the_kind_of_assertion_is_named "client_assertion_type is required, and must be a known one."
        Must "4.2" there_is_one_assertion "client_assertion is required with its type, and there is no more than one."
        Must "4.2" client_id_names_the_same_client "client_id is not needed; where it is given, it must be the assertion's subject."
        Must "4.2" an_assertion_and_a_secret_are_two_ways "No other way of authentication is used beside an assertion."
        Must "4.2.1" a_bad_assertion_is_invalid_client "An assertion that is not valid gets invalid_client."
        Should "4.2.1" a_refusal_says_nothing_about_the_client "The answer does not tell an unknown client from a bad signature."
    }

    async fn post(on: &Target<'_>, form: &str) -> Outcome<crate::token::raw::Raw> {
        on.form(&on.token, "", &format!("{GRANT}&{form}")).await
    }

    async fn the_kind_of_assertion_is_named(on: &Target<'_>) -> Outcome {
        for kind in ["", "&client_assertion_type=", "&client_assertion_type=urn%3Ax"] {
            let form = format!("client_assertion={}{kind}", on.assertion(Value::Null)?);
            let answer = post(on, &form).await?;
            need(matches!(answer.status(), 400 | 401), format_args!("{kind}: {answer:?}"))?;
        }
        Ok(())
    }

    async fn there_is_one_assertion(on: &Target<'_>) -> Outcome {
        let (one, other) = (on.assertion(Value::Null)?, on.assertion(Value::Null)?);
        let answer = post(on, &format!("client_assertion_type={JWT_BEARER}")).await?;
        need(matches!(answer.status(), 400 | 401), format_args!("none: {answer:?}"))?;
        let two =
            format!("client_assertion_type={JWT_BEARER}&client_assertion={one}&client_assertion={other}");
        is_error(&post(on, &two).await?, 400, "invalid_request")
    }

    async fn client_id_names_the_same_client(on: &Target<'_>) -> Outcome {
        let own = format!("&client_id={}", on.signer.id);
        granted(&on.ask_with(&on.assertion(Value::Null)?, &own).await?)?;
        for other in [on.other_signer.id.as_str(), "unknown"] {
            let form = format!("&client_id={other}");
            let answer = on.ask_with(&on.assertion(Value::Null)?, &form).await?;
            need(matches!(answer.status(), 400 | 401), format_args!("{other}: {answer:?}"))?;
        }
        Ok(())
    }

    async fn an_assertion_and_a_secret_are_two_ways(on: &Target<'_>) -> Outcome {
        let form = format!(
            "{GRANT}&client_assertion_type={JWT_BEARER}&client_assertion={}",
            on.assertion(Value::Null)?
        );
        let with_basic = on.form(&on.token, &on.client.basic(), &form).await?;
        is_error(&with_basic, 400, "invalid_request")?;
        let with_secret = on.form(&on.token, "", &format!("{form}&client_secret=x")).await?;
        is_error(&with_secret, 400, "invalid_request")
    }

    async fn a_bad_assertion_is_invalid_client(on: &Target<'_>) -> Outcome {
        for bad in
            ["x".to_owned(), on.assertion(json!({"exp": now() - 60}))?, on.assertion(json!({"sub": "x"}))?]
        {
            is_client_error(&on.ask_with(&bad, "").await?)?;
        }
        Ok(())
    }

    async fn a_refusal_says_nothing_about_the_client(on: &Target<'_>) -> Outcome {
        let key = Key::es256()?;
        let refuse = async |id: &str| -> Outcome<(u16, String)> {
            let claims = with(on.signer.claims(&on.issuer), json!({"iss": id, "sub": id}));
            let answer = on.ask_with(&key.jwt(json!({"typ": "JWT"}), &claims)?, "").await?;
            Ok((answer.status(), answer.body))
        };
        let unknown = refuse("cli_00000000000000000000000000").await?;
        same("the answer about a known client", refuse(&on.signer.id).await?, unknown)
    }
}

/// Those that start and stop servers.
mod last {
    use super::*;

    checks! { "RFC 7523":
        Choice "3 (7)" an_assertion_works_once_on_all_nodes "A jti that was used on one node is refused by every other."
        Choice "3 (7)" an_assertion_works_once_across_a_restart "A jti that was used before a restart is refused after it."
    }

    async fn an_assertion_works_once_on_all_nodes(on: &Target<'_>) -> Outcome {
        let stage = on.ours()?.stage;
        if stage.kind() == Kind::Sqlite {
            return Err(NotApplicable("one node has an embedded database to itself").into());
        }
        let second = stage.server().second_node().await?;
        works_there(on, &second.base).await
    }

    async fn an_assertion_works_once_across_a_restart(on: &Target<'_>) -> Outcome {
        let server = on.ours()?.stage.server();
        let used = on.assertion(json!({"exp": now() + 290}))?;
        granted(&on.ask_with(&used, "").await?)?;
        server.end().await?;
        let again = server.second_node().await?;
        refused_there(on, &again.base, &used).await?;
        works_there_afresh(on, &again.base).await
    }

    async fn works_there(on: &Target<'_>, base: &str) -> Outcome {
        let used = on.assertion(Value::Null)?;
        granted(&on.ask_with(&used, "").await?)?;
        refused_there(on, base, &used).await?;
        works_there_afresh(on, base).await
    }

    async fn there(on: &Target<'_>, base: &str, assertion: &str) -> Outcome<crate::token::raw::Raw> {
        let form = format!("{GRANT}&client_assertion_type={JWT_BEARER}&client_assertion={assertion}");
        // Nodes are asked by the public name: hosts are told apart by it.
        let (host, head) = (on.base.trim_start_matches("http://"), crate::token::FORM);
        crate::token::raw::request_to(base, host, "POST", &on.token, head, form.as_bytes()).await
    }

    async fn refused_there(on: &Target<'_>, base: &str, used: &str) -> Outcome {
        is_client_error(&there(on, base, used).await?)
    }

    async fn works_there_afresh(on: &Target<'_>, base: &str) -> Outcome {
        granted(&there(on, base, &on.assertion(Value::Null)?).await?).map(drop)
    }
}
