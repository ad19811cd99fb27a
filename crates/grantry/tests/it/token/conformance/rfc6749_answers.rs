//! What the token endpoint answers: scopes, tokens and errors.

use serde_json::Value;

use super::check::{checks, need, same};
use super::keys::part;
use super::target::{GRANT, Target, basic, granted, is_error, token_of};
use crate::harness::Outcome;
use crate::token::raw::Raw;

checks! { "RFC 6749":
    Must "3.3" a_scope_narrows_the_token "The scope parameter is a list of names separated by single spaces; their order says nothing."
    Must "3.3" scope_names_are_case_sensitive "Scope names are case-sensitive."
    Must "3.3" the_scope_is_told_where_it_differs "An answer whose scope is not the requested one says which it is."
    Must "3.3" no_scope_means_a_default_or_an_error "Without a scope parameter, the server uses a default or refuses with invalid_scope."
    Choice "3.3" a_scope_that_is_not_held_is_refused "The server may ignore a scope that is unknown or not held, or refuse it with invalid_scope and 400 (section 5.2)."
    Must "4.4" the_secret_proves_a_confidential_client "Only a client that authenticates gets tokens by this grant: naming it is not enough."
    Should "4.4.3" there_is_no_refresh_token "The answer holds no refresh token."
    Must "5.1" a_token_answer_is_json "A token comes in JSON, as application/json."
    Must "5.1" a_token_answer_is_not_stored "A token's answer has Cache-Control: no-store and Pragma: no-cache."
    Must "5.1" a_token_answer_is_complete "access_token and token_type are there; Bearer is the type of a plain token (RFC 6750)."
    Should "5.1" a_token_says_how_long_it_lives "expires_in is there, as a number of seconds."
    Must "5.2" a_wrong_grant_type_is_unsupported "An unknown grant type is unsupported_grant_type, with 400."
    Choice "3.3" a_blank_too_many_is_forgiven "More blanks between names than one, and blanks around them, are no name: clients join lists that hold empty texts."
    Choice "3.2" what_is_almost_scope_is_refused "A parameter such as scope[] or scopes is refused, where it would be ignored and the token hold everything."
    Must "5.2" a_malformed_scope_is_refused "A malformed scope is invalid_scope, with 400."
    Must "5.2" a_failed_basic_is_401_with_a_challenge "A client that failed with the Authorization header gets 401 and WWW-Authenticate of that scheme."
    Must "5.2" an_error_has_only_plain_characters "error and error_description hold only printable ASCII without quote and backslash, whatever the request held."
    Must "5.2" an_error_is_json "An error comes in JSON, as application/json, with the member error."
    Must "10.3" no_two_tokens_are_the_same "A token cannot be guessed from another: no two are the same."
    Must "10.10" a_secret_cannot_be_guessed "A guessed secret is right with a probability of 2^-128 at most."
}

/// Names in order, separated by spaces.
fn sorted(scope: &str) -> Vec<&str> {
    let mut names: Vec<&str> = scope.split(' ').collect();
    names.sort_unstable();
    names
}

async fn a_scope_narrows_the_token(on: &Target<'_>) -> Outcome {
    let [one, other] = on.held;
    let scope_of = async |asked: &str| -> Outcome<String> {
        let answer = on.issue(&format!("&scope={asked}")).await?;
        Ok(answer["scope"].as_str().map_or_else(|| asked.replace('+', " "), str::to_owned))
    };
    same("the scope", scope_of(one).await?.as_str(), one)?;
    for asked in [format!("{one}+{other}"), format!("{other}+{one}"), format!("{one}+{other}+{one}")] {
        let scope = scope_of(&asked).await?;
        let mut names = sorted(&scope);
        names.dedup();
        same("the scope", names, sorted(&format!("{one} {other}")))?;
    }
    Ok(())
}

async fn scope_names_are_case_sensitive(on: &Target<'_>) -> Outcome {
    let [one, _] = on.held;
    let answer = on.ask(&format!("&scope={}", one.to_uppercase())).await?;
    let granted = answer.json()?["scope"].as_str().unwrap_or_default().to_owned();
    need(answer.status() == 400 || !sorted(&granted).contains(&one), format_args!("{answer:?}"))
}

/// Asked so that it must differ: we give all where nothing is asked for, the control leaves out what it does not know.
async fn the_scope_is_told_where_it_differs(on: &Target<'_>) -> Outcome {
    let [one, other] = on.held;
    let (asked, wanted) = match on.ours {
        Some(_) => (String::new(), vec![one, other]),
        None => (format!("&scope={one}+no.such.scope"), vec![one]),
    };
    let answer = on.issue(&asked).await?;
    let told = answer["scope"].as_str().ok_or("the answer tells no scope")?;
    same("the scope that the answer tells", sorted(told), wanted)?;
    let claims = part(&token_of(&answer)?, 1)?;
    same("the token's scope", claims["scope"].as_str(), Some(told))
}

async fn no_scope_means_a_default_or_an_error(on: &Target<'_>) -> Outcome {
    let answer = on.ask("").await?;
    if answer.status() == 400 {
        return is_error(&answer, 400, "invalid_scope");
    }
    let told = answer.json()?["scope"].as_str().map(str::to_owned).unwrap_or_default();
    need(!told.is_empty(), format_args!("a token for nothing: {}", answer.status_line))
}

async fn the_secret_proves_a_confidential_client(on: &Target<'_>) -> Outcome {
    let answer = on.form(&on.token, "", &format!("{GRANT}&client_id={}", on.in_body.id)).await?;
    on.must_refuse(&answer, 401, "invalid_client")
}

async fn there_is_no_refresh_token(on: &Target<'_>) -> Outcome {
    need(on.issue("").await?.get("refresh_token").is_none(), "there is a refresh token")
}

async fn a_token_answer_is_json(on: &Target<'_>) -> Outcome {
    let answer = on.ask("").await?;
    granted(&answer)?;
    is_json(&answer)
}

fn is_json(answer: &Raw) -> Outcome {
    let media_type = answer.header("content-type").split(';').next().unwrap_or_default();
    same("the media type", media_type, "application/json")?;
    need(answer.json()?.is_object(), "the body is no object")
}

async fn a_token_answer_is_not_stored(on: &Target<'_>) -> Outcome {
    let answer = on.ask("").await?;
    granted(&answer)?;
    need(answer.header("cache-control").contains("no-store"), "Cache-Control is not no-store")?;
    same("Pragma", answer.header("pragma"), "no-cache")
}

async fn a_token_answer_is_complete(on: &Target<'_>) -> Outcome {
    let answer = on.issue("").await?;
    need(!token_of(&answer)?.is_empty(), "the token is empty")?;
    let kind = answer["token_type"].as_str().unwrap_or_default();
    need(kind.eq_ignore_ascii_case("bearer"), format_args!("token_type {kind}"))
}

async fn a_token_says_how_long_it_lives(on: &Target<'_>) -> Outcome {
    let seconds = on.issue("").await?["expires_in"].as_i64();
    need(seconds.is_some_and(|seconds| seconds > 0), format_args!("expires_in {seconds:?}"))
}

async fn a_wrong_grant_type_is_unsupported(on: &Target<'_>) -> Outcome {
    for kind in ["password", "Client_Credentials", "urn%3Ax", "client_credentials+", "%00"] {
        on.refused(&format!("grant_type={kind}"), "unsupported_grant_type").await?;
    }
    Ok(())
}

async fn a_scope_that_is_not_held_is_refused(on: &Target<'_>) -> Outcome {
    let [one, _] = on.held;
    for scope in [on.not_held, "no.such.scope", &format!("{one}+{}", on.not_held)] {
        on.refused(&format!("{GRANT}&scope={scope}"), "invalid_scope").await?;
    }
    Ok(())
}

async fn a_malformed_scope_is_refused(on: &Target<'_>) -> Outcome {
    for scope in ["+", "%22", "a%5Cb", "a%09b", "%c3%a4"] {
        on.refused(&format!("{GRANT}&scope={scope}"), "invalid_scope").await?;
    }
    Ok(())
}

async fn a_blank_too_many_is_forgiven(on: &Target<'_>) -> Outcome {
    let [one, other] = on.held;
    for scope in [format!("+{one}+{other}"), format!("{one}+{other}+"), format!("{one}++{other}")] {
        let granted = granted(&on.ask(&format!("&scope={scope}{}", on.introspectable)).await?)?;
        let told = granted["scope"].as_str().map(sorted);
        need(told.is_none_or(|told| told == sorted(&format!("{one} {other}"))), format_args!("{granted}"))?;
    }
    Ok(())
}

async fn what_is_almost_scope_is_refused(on: &Target<'_>) -> Outcome {
    let [one, _] = on.held;
    for name in ["scope%5B%5D", "scope[0]", "scopes", "Scope"] {
        on.refused(&format!("{GRANT}&{name}={one}"), "invalid_request")
            .await
            .map_err(|error| format!("{name}: {error}"))?;
    }
    Ok(())
}

async fn a_failed_basic_is_401_with_a_challenge(on: &Target<'_>) -> Outcome {
    let answer = on.form(&on.token, &basic(&on.client.id, "wrong"), GRANT).await?;
    is_error(&answer, 401, "invalid_client")?;
    let challenge = answer.header("www-authenticate").to_ascii_lowercase();
    need(challenge.starts_with("basic "), format_args!("WWW-Authenticate is {challenge:?}"))
}

const HOSTILE: &str = "%22%5C%3Cscript%3E%0d%0aX%3A+y%c3%a4%00%e2%80%a8";

async fn an_error_has_only_plain_characters(on: &Target<'_>) -> Outcome {
    for form in [
        format!("grant_type={HOSTILE}"),
        format!("{GRANT}&scope={HOSTILE}"),
        format!("{GRANT}&resource={HOSTILE}"),
        format!("{GRANT}&{HOSTILE}=1&{HOSTILE}=1"),
        format!("{GRANT}&client_id={HOSTILE}"),
        format!("{GRANT}&client_assertion_type={HOSTILE}&client_assertion={HOSTILE}"),
    ] {
        let answer = on.form(&on.token, &on.client.basic(), &form).await?;
        need(answer.status() < 500, format_args!("{form}: {answer:?}"))?;
        let body = answer.json()?;
        for member in ["error", "error_description"] {
            let text = body[member].as_str().unwrap_or_default();
            let plain = text.bytes().all(|byte| matches!(byte, 0x20 | 0x21 | 0x23..=0x5B | 0x5D..=0x7E));
            need(plain, format_args!("{form}: {member} is {text:?}"))?;
        }
    }
    Ok(())
}

async fn an_error_is_json(on: &Target<'_>) -> Outcome {
    let basic_failed = on.form(&on.token, &basic(&on.client.id, "wrong"), GRANT).await?;
    let unsupported = on.form(&on.token, &on.client.basic(), "grant_type=x").await?;
    let repeated = on.form(&on.token, &on.client.basic(), &format!("{GRANT}&{GRANT}")).await?;
    for answer in [basic_failed, unsupported, repeated, on.ask("&scope=%22").await?] {
        is_json(&answer)?;
        need(answer.json()?["error"].is_string(), format_args!("{answer:?}"))?;
    }
    Ok(())
}

async fn no_two_tokens_are_the_same(on: &Target<'_>) -> Outcome {
    let (one, other): (Value, Value) = (on.issue("").await?, on.issue("").await?);
    need(one["access_token"] != other["access_token"], "two answers hold one token")
}

async fn a_secret_cannot_be_guessed(on: &Target<'_>) -> Outcome {
    on.ours()?;
    // Base 62: 5.95 bits each; the last six characters of 49 are a checksum of the others.
    let random = on.client.secret.strip_prefix("gts_").ok_or("no gts_")?;
    let letters = random.bytes().all(|byte| byte.is_ascii_alphanumeric());
    need(letters && random.len() == 49, format_args!("{} characters", random.len()))?;
    need(on.client.secret != on.neighbour.secret, "two clients have one secret")
}
