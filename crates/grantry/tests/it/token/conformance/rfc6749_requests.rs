//! What a client may send to the token endpoint, and how it proves itself.

use super::check::{checks, same};
use super::target::{GRANT, Target, basic, granted, is_client_error, is_error};
use crate::harness::Outcome;
use crate::token::FORM;

checks! { "RFC 6749":
    Must "2.3" two_ways_of_proof_are_refused "A client uses one way of authentication in a request; two are an invalid request (section 5.2)."
    Must "2.3.1" basic_lets_a_client_in "HTTP Basic is supported for clients with a secret."
    Must "2.3.1" basic_is_form_decoded "Id and secret are form-urlencoded before they go into HTTP Basic."
    Choice "2.3.1" body_credentials_let_a_client_in "The credentials may come in the body."
    Must "2.3.1" credentials_in_the_url_are_not_taken "The credentials come in the body or the header, never in the URL."
    Choice "2.3.1" a_query_without_parameters_is_ignored "A query that holds nothing which belongs into the body is ignored: gateways add one."
    Must "3.2" only_post_gets_a_token "The client uses POST for token requests."
    Must "3.2" empty_parameters_are_omitted "A parameter without a value is treated as if it were not there."
    Must "3.2" unknown_parameters_are_ignored "Parameters that are not known are ignored."
    Must "3.2" repeated_parameters_are_refused "No parameter is included more than once; a repetition is an invalid request (section 5.2)."
    Must "3.2" repeated_unknown_parameters_are_refused "No parameter is included more than once, known or not."
    Must "3.2.1" a_client_without_proof_is_refused "A client with credentials authenticates."
    Must "3.2.1" a_wrong_secret_is_refused "A client with credentials authenticates with the right ones."
    Must "3.2.1" another_clients_secret_is_refused "Credentials are bound to the client that they were issued to."
    Must "4.4.2" grant_type_is_required "The parameter grant_type is required."
    Must "4.4.2" the_body_must_be_a_form "The request's body is application/x-www-form-urlencoded."
    Must "B" broken_encoding_is_refused "Names and values are form-urlencoded UTF-8; what is not is no valid request."
}

async fn two_ways_of_proof_are_refused(on: &Target<'_>) -> Outcome {
    let form = format!("{GRANT}&{}", on.client.body());
    is_error(&on.form(&on.token, &on.client.basic(), &form).await?, 400, "invalid_request")
}

async fn basic_lets_a_client_in(on: &Target<'_>) -> Outcome {
    granted(&on.ask("").await?).map(drop)
}

async fn basic_is_form_decoded(on: &Target<'_>) -> Outcome {
    let escaped = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    let head = basic(&escaped(&on.client.id), &escaped(&on.client.secret));
    granted(&on.form(&on.token, &head, GRANT).await?).map(drop)
}

async fn body_credentials_let_a_client_in(on: &Target<'_>) -> Outcome {
    granted(&on.form(&on.token, "", &format!("{GRANT}&{}", on.in_body.body())).await?).map(drop)
}

async fn credentials_in_the_url_are_not_taken(on: &Target<'_>) -> Outcome {
    let path = format!("{}?{}", on.token, on.in_body.body());
    let answer = on.form(&path, "", GRANT).await?;
    on.must_refuse(&answer, 400, "invalid_request")?;
    let path = format!("{}?{GRANT}&{}", on.token, on.in_body.body());
    let answer = on.form(&path, "", "").await?;
    on.must_refuse(&answer, 400, "invalid_request")
}

async fn a_query_without_parameters_is_ignored(on: &Target<'_>) -> Outcome {
    let path = format!("{}?utm_source=partner&api-version=1", on.token);
    granted(&on.form(&path, &on.client.basic(), GRANT).await?).map(drop)
}

async fn only_post_gets_a_token(on: &Target<'_>) -> Outcome {
    for method in ["GET", "PUT", "PATCH", "DELETE"] {
        let path = format!("{}?{GRANT}", on.token);
        for path in [&on.token, &path] {
            let head = format!("{FORM}{}", on.client.basic());
            let answer = on.send(method, path, &head, GRANT.as_bytes()).await?;
            on.must_refuse(&answer, 405, "invalid_request").map_err(|error| format!("{method}: {error}"))?;
        }
    }
    Ok(())
}

async fn empty_parameters_are_omitted(on: &Target<'_>) -> Outcome {
    let [scope, _] = on.held;
    granted(&on.ask(&format!("&scope={scope}&resource=&unknown=&another")).await?)?;
    let empty = on.ask("&scope=").await?;
    let without = on.ask("").await?;
    same("the status with an empty scope", empty.status(), without.status())?;
    on.refused("grant_type=", "invalid_request").await
}

async fn unknown_parameters_are_ignored(on: &Target<'_>) -> Outcome {
    granted(&on.ask("&audience=x&tenant=y&claims=%7B%7D").await?).map(drop)
}

async fn repeated_parameters_are_refused(on: &Target<'_>) -> Outcome {
    let [scope, _] = on.held;
    for twice in [
        format!("{GRANT}&{GRANT}"),
        format!("{GRANT}&scope={scope}&scope={scope}"),
        format!("{GRANT}&sco%70e={scope}&scope={scope}"),
        format!("{GRANT}&client_id={0}&client_id={0}", on.client.id),
    ] {
        on.refused(&twice, "invalid_request").await?;
    }
    Ok(())
}

async fn repeated_unknown_parameters_are_refused(on: &Target<'_>) -> Outcome {
    on.refused(&format!("{GRANT}&unknown=1&unknown=1"), "invalid_request").await
}

async fn a_client_without_proof_is_refused(on: &Target<'_>) -> Outcome {
    for form in [GRANT.to_owned(), format!("{GRANT}&client_id={}", on.client.id)] {
        let answer = on.form(&on.token, "", &form).await?;
        on.must_refuse(&answer, 401, "invalid_client").map_err(|error| format!("{form}: {error}"))?;
    }
    is_client_error(&on.form(&on.token, "", &format!("{GRANT}&client_id={}", on.client.id)).await?)?;
    is_client_error(&on.form(&on.token, &basic(&on.client.id, ""), GRANT).await?)
}

async fn a_wrong_secret_is_refused(on: &Target<'_>) -> Outcome {
    let (id, secret) = (&on.client.id, &on.client.secret);
    let shorter = &secret[..secret.len() - 1];
    for wrong in ["x", shorter, &format!("{secret}x"), &secret.to_uppercase()] {
        is_client_error(&on.form(&on.token, &basic(id, wrong), GRANT).await?)?;
    }
    is_client_error(&on.form(&on.token, &basic("unknown", secret), GRANT).await?)?;
    let form = format!("{GRANT}&client_id={}&client_secret=x", on.in_body.id);
    is_client_error(&on.form(&on.token, "", &form).await?)
}

async fn another_clients_secret_is_refused(on: &Target<'_>) -> Outcome {
    is_client_error(&on.form(&on.token, &basic(&on.client.id, &on.neighbour.secret), GRANT).await?)
}

async fn grant_type_is_required(on: &Target<'_>) -> Outcome {
    on.refused("scope=x", "invalid_request").await
}

async fn the_body_must_be_a_form(on: &Target<'_>) -> Outcome {
    let json = r#"{"grant_type":"client_credentials"}"#;
    for (media_type, body) in
        [("application/json", json), ("text/plain", GRANT), ("multipart/form-data; boundary=x", GRANT)]
    {
        let head = format!("content-type: {media_type}\r\n{}", on.client.basic());
        let answer = on.send("POST", &on.token, &head, body.as_bytes()).await?;
        on.must_refuse(&answer, 400, "invalid_request").map_err(|error| format!("{media_type}: {error}"))?;
    }
    Ok(())
}

async fn broken_encoding_is_refused(on: &Target<'_>) -> Outcome {
    for broken in [&b"&unknown=%zz"[..], b"&unknown=%e", b"&unknown=%ff", b"&unknown=\xff"] {
        let head = format!("{FORM}{}", on.client.basic());
        let answer = on.send("POST", &on.token, &head, &[GRANT.as_bytes(), broken].concat()).await?;
        is_error(&answer, 400, "invalid_request")?;
    }
    Ok(())
}
