//! RFC 7009: giving a token back.

use super::check::{checks, need, same};
use super::target::{Target, basic, is_client_error, is_error};
use crate::harness::Outcome;

checks! { "RFC 7009":
    Must "2.1" a_revoked_token_is_inactive "The token that a client gives back is not good any more, at once."
    Must "2.1" a_revocation_wants_proof_of_the_client "The client's credentials are checked."
    Must "2.1" another_clients_token_stays "A token of another client is not revoked, and the request refused."
    Must "2.1" a_revocation_needs_a_token "The parameter token is required; an error is that of RFC 6749 section 5.2."
    Must "2.1" a_wrong_hint_does_not_matter "token_type_hint helps to find a token; the search goes on among all kinds."
    Must "2.1" a_revocation_is_a_post "A revocation is a POST request with a form."
    Must "2.2" what_is_not_good_is_as_good_as_revoked "A token that is invalid or revoked is answered with 200."
    Must "2.2.1" errors_of_revocation_are_those_of_the_token_endpoint "An error has the form of RFC 6749 section 5.2, with 401 and a challenge for a client that failed with HTTP Basic."
}

async fn a_revoked_token_is_inactive(on: &Target<'_>) -> Outcome {
    let (token, other) =
        (on.access_token(on.introspectable).await?, on.access_token(on.introspectable).await?);
    need(on.is_active(&token).await?, "it was not active before")?;
    same("the status", on.revoke(&on.client, &format!("token={token}")).await?.status(), 200)?;
    need(!on.is_active(&token).await?, "it is active after it was revoked")?;
    need(on.is_active(&other).await?, "the client's other token was revoked too")
}

async fn a_revocation_wants_proof_of_the_client(on: &Target<'_>) -> Outcome {
    let token = on.access_token(on.introspectable).await?;
    let form = format!("token={token}");
    for head in [String::new(), basic(&on.client.id, "wrong"), basic("unknown", "wrong")] {
        let answer = on.form(&on.revocation, &head, &form).await?;
        need(matches!(answer.status(), 400 | 401), format_args!("{answer:?}"))?;
    }
    let named = format!("{form}&client_id={}", on.client.id);
    is_client_error(&on.form(&on.revocation, "", &named).await?)?;
    need(on.is_active(&token).await?, "it was revoked all the same")
}

async fn another_clients_token_stays(on: &Target<'_>) -> Outcome {
    let token = on.access_token(on.introspectable).await?;
    let answer = on.revoke(&on.neighbour, &format!("token={token}")).await?;
    need(on.is_active(&token).await?, "another client has revoked it")?;
    on.must_refuse(&answer, 400, "invalid_grant")
}

async fn a_revocation_needs_a_token(on: &Target<'_>) -> Outcome {
    is_error(&on.revoke(&on.client, "").await?, 400, "invalid_request")?;
    is_error(&on.revoke(&on.client, "token=").await?, 400, "invalid_request")
}

async fn a_wrong_hint_does_not_matter(on: &Target<'_>) -> Outcome {
    for hint in ["access_token", "refresh_token", "unknown"] {
        let token = on.access_token(on.introspectable).await?;
        let form = format!("token={token}&token_type_hint={hint}");
        same("the status", on.revoke(&on.client, &form).await?.status(), 200)?;
        need(!on.is_active(&token).await?, format_args!("it lives, with the hint {hint}"))?;
    }
    Ok(())
}

async fn a_revocation_is_a_post(on: &Target<'_>) -> Outcome {
    let token = on.access_token(on.introspectable).await?;
    let answer = on.get(&format!("{}?token={token}", on.revocation), &on.client.basic()).await?;
    on.must_refuse(&answer, 405, "invalid_request")?;
    need(on.is_active(&token).await?, "a GET has revoked it")
}

async fn what_is_not_good_is_as_good_as_revoked(on: &Target<'_>) -> Outcome {
    let token = on.access_token(on.introspectable).await?;
    let answers = [token.as_str(), &token, "garbage", "a.b.c", "gto_x"];
    for token in answers {
        let answer = on.revoke(&on.client, &format!("token={token}")).await?;
        same("the status", answer.status(), 200)?;
        need(answer.body.is_empty(), format_args!("there is a body: {}", answer.body))?;
    }
    Ok(())
}

async fn errors_of_revocation_are_those_of_the_token_endpoint(on: &Target<'_>) -> Outcome {
    let answer = on.form(&on.revocation, &basic(&on.client.id, "wrong"), "token=x").await?;
    is_error(&answer, 401, "invalid_client")?;
    let challenge = answer.header("www-authenticate").to_ascii_lowercase();
    need(challenge.starts_with("basic "), format_args!("WWW-Authenticate is {challenge:?}"))?;
    is_error(&on.revoke(&on.client, "token=a&token=b").await?, 400, "invalid_request")
}
