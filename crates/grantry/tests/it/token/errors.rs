//! Requests that are wrong in themselves (RFC 6749 sections 3.2, 3.3, 4.4 and 5.2, RFC 8707 section 2).

use demo_api::IDENTIFIER;

use super::{FORM, NOT_HELD, in_the_body, partner, post, raw};
use crate::harness::{Outcome, Stage, on_both};

on_both! {
    shared:
        the_body_must_be_a_form
        parameters_are_read_strictly
        the_body_has_a_limit
        parameters_do_not_go_into_the_url
        only_client_credentials_are_granted
        scopes_are_checked
        resources_are_checked
        only_post_is_taken;
}

const BAD_REQUEST: &str = "HTTP/1.1 400 Bad Request";
const TOO_LARGE: &str = "HTTP/1.1 413 Payload Too Large";
const NOT_A_FORM: &str = "the body must be application/x-www-form-urlencoded";
const REPEATED: &str = "a parameter is included more than once";
const BAD_ENCODING: &str = "a parameter is not well-formed UTF-8 in form-urlencoding";
const TOO_LONG: &str = "the body is longer than 8192 bytes";

async fn the_body_must_be_a_form(stage: &Stage) -> Outcome {
    let partner = partner(stage).await?;
    let form = format!("grant_type=client_credentials&{}", in_the_body(&partner));
    let heads = [
        "",
        "content-type: application/json\r\n",
        "content-type: text/plain\r\n",
        "content-type: application/x-www-form-urlencoded; charset=iso-8859-1\r\n",
        "content-type: multipart/form-data; boundary=x\r\n",
        "content-type: application/x-www-form-urlencoded; charset=utf-16\r\n",
        "content-type: application/x-www-form-urlencoded\r\ncontent-type: application/x-www-form-urlencoded\r\n",
        "content-type: application/x-www-form-urlencoded\r\ncontent-type: application/json\r\n",
    ];
    for head in heads {
        let answer =
            raw::request(&partner.client.base, "POST", &partner.endpoint, head, form.as_bytes()).await?;
        answer.is_error(BAD_REQUEST, "invalid_request", NOT_A_FORM)?;
    }
    let utf8 = "content-type: application/x-www-form-urlencoded;charset=UTF-8\r\n";
    let answer = raw::request(&partner.client.base, "POST", &partner.endpoint, utf8, form.as_bytes()).await?;
    assert_eq!(answer.status_line, "HTTP/1.1 200 OK");
    Ok(())
}

async fn parameters_are_read_strictly(stage: &Stage) -> Outcome {
    let partner = partner(stage).await?;
    let form = format!("grant_type=client_credentials&{}", in_the_body(&partner));
    let cases: [(&[u8], &str); 9] = [
        (b"&grant_type=client_credentials", REPEATED),
        (b"&client_id=cli_x", REPEATED),
        (b"&%67rant_type=x", REPEATED),
        (b"&unknown=1&unknown=1", REPEATED),
        (b"&scope=patients.read&scope=patients.read", REPEATED),
        (b"&scope=%zz", BAD_ENCODING),
        (b"&scope=%e", BAD_ENCODING),
        (b"&unknown=%ff", BAD_ENCODING),
        (b"&unknown=\xff", BAD_ENCODING),
    ];
    for (more, description) in cases {
        let body = [form.as_bytes(), more].concat();
        let answer = raw::request(&partner.client.base, "POST", &partner.endpoint, FORM, &body).await?;
        answer.is_error(BAD_REQUEST, "invalid_request", description)?;
    }
    let many: String = (0..40).map(|number| format!("&p{number}=1")).collect();
    let answer = post(&partner, "", &format!("{form}{many}")).await?;
    answer.is_error(BAD_REQUEST, "invalid_request", "too many parameters")?;
    // Section 3.2: what has no value is not there, and what is not known is ignored.
    let answer = post(&partner, "", &format!("{form}&scope=&scope&audience=x")).await?;
    assert_eq!(answer.status_line, "HTTP/1.1 200 OK");
    Ok(())
}

async fn the_body_has_a_limit(stage: &Stage) -> Outcome {
    let partner = partner(stage).await?;
    let mut form = format!("grant_type=client_credentials&{}&p=", in_the_body(&partner)).into_bytes();
    form.resize(8192, b'x');
    let base = &partner.client.base;
    let answer = raw::request(base, "POST", &partner.endpoint, FORM, &form).await?;
    assert_eq!(answer.status_line, "HTTP/1.1 200 OK");
    form.push(b'x');
    let answer = raw::request(base, "POST", &partner.endpoint, FORM, &form).await?;
    answer.is_error(TOO_LARGE, "invalid_request", TOO_LONG)?;
    let (one, other) = form.split_at(5000);
    let answer = raw::chunked(base, &partner.endpoint, FORM, &[one, other]).await?;
    answer.is_error(TOO_LARGE, "invalid_request", TOO_LONG)
}

async fn parameters_do_not_go_into_the_url(stage: &Stage) -> Outcome {
    let partner = partner(stage).await?;
    let (credentials, secret) = (in_the_body(&partner), &partner.client_secret);
    let form = format!("grant_type=client_credentials&{credentials}");
    for query in [
        credentials.as_str(),
        "grant_type=client_credentials",
        "scope=patients.read",
        "scope",
        "Scope=patients.read",
        "scope[]=patients.read",
        "scopes=patients.read",
        "resource=https%3A%2F%2Fclaims.example%2Fv1",
        "utm=1&client_id=x",
        "CLIENT_SECRET=x",
        "%63lient_id=x",
        "client_assertion=x",
        &format!("key={secret}"),
        &format!("{secret}=1"),
    ] {
        let path = format!("{}?{query}", partner.endpoint);
        for body in ["grant_type=client_credentials", &form] {
            let answer = raw::request(&partner.client.base, "POST", &path, FORM, body.as_bytes()).await?;
            let description = "parameters belong in the body, not in the URL";
            answer
                .is_error(BAD_REQUEST, "invalid_request", description)
                .map_err(|error| format!("{query}: {error}"))?;
        }
    }
    Ok(())
}

async fn only_client_credentials_are_granted(stage: &Stage) -> Outcome {
    let partner = partner(stage).await?;
    let credentials = in_the_body(&partner);
    for form in [credentials.clone(), format!("grant_type=&{credentials}")] {
        post(&partner, "", &form).await?.is_error(BAD_REQUEST, "invalid_request", "grant_type is missing")?;
    }
    let others =
        ["password", "authorization_code", "refresh_token", "implicit", "Client_Credentials", "urn%3Ax"];
    for grant_type in others {
        let answer = post(&partner, "", &format!("grant_type={grant_type}&{credentials}")).await?;
        let description = "the grant type must be client_credentials";
        answer.is_error(BAD_REQUEST, "unsupported_grant_type", description)?;
    }
    Ok(())
}

async fn scopes_are_checked(stage: &Stage) -> Outcome {
    let partner = partner(stage).await?;
    let ask = async |scope: &str| {
        post(&partner, "", &format!("grant_type=client_credentials&{}&scope={scope}", in_the_body(&partner)))
            .await
    };
    let not_granted = "a requested scope is unknown or not granted to this client";
    let both = format!("patients.read+{NOT_HELD}");
    for scope in [NOT_HELD, "claims.read", "no.such.scope", "Patients.read", &both] {
        ask(scope).await?.is_error(BAD_REQUEST, "invalid_scope", not_granted)?;
    }
    for scope in ["+", "%0A", "+%09+", "%22", "a%5Cb", "a%09b", "patients.read%0Aappointments.read", "%c3%a4"]
    {
        ask(scope).await?.is_error(BAD_REQUEST, "invalid_scope", "the scope parameter is malformed")?;
    }
    Ok(())
}

async fn resources_are_checked(stage: &Stage) -> Outcome {
    let partner = partner(stage).await?;
    let ask = async |more: &str| {
        post(&partner, "", &format!("grant_type=client_credentials&{}&{more}", in_the_body(&partner))).await
    };
    let known = format!("resource={IDENTIFIER}");
    assert_eq!(ask(&known).await?.status_line, "HTTP/1.1 200 OK");
    assert_eq!(ask(&format!("{known}&{known}")).await?.status_line, "HTTP/1.1 200 OK");
    for resource in ["https%3A%2F%2Fclaims.example%2Fv1", "https%3A%2F%2Fnowhere.example", "not+a+uri"] {
        let answer = ask(&format!("{known}&resource={resource}")).await?;
        let description = "the client has no access to the requested resource";
        answer.is_error(BAD_REQUEST, "invalid_target", description)?;
    }
    Ok(())
}

async fn only_post_is_taken(stage: &Stage) -> Outcome {
    let partner = partner(stage).await?;
    for method in ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW"] {
        let answer = raw::request(&partner.client.base, method, &partner.endpoint, FORM, b"").await?;
        assert_eq!(answer.status_line, "HTTP/1.1 405 Method Not Allowed", "{method}");
        assert_eq!(answer.all("allow"), ["POST"], "{method}");
        assert_eq!(answer.all("cache-control"), ["no-store"], "{method}");
    }
    Ok(())
}
