//! What real clients send that is not to the letter, and safe: it is taken. What is close to it and not safe is refused.

use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::Value;
use wire::paths;

use super::{FORM, HELD, in_the_body, partner, post, raw, raw::Raw};
use crate::harness::{Outcome, Partner, Stage, on_both};

on_both! {
    shared:
        a_blank_too_many_in_the_scope_is_forgiven
        a_scope_that_is_spelt_otherwise_never_gives_everything
        a_slash_behind_an_endpoint_changes_nothing
        a_query_that_means_nothing_to_us_is_ignored
        charsets_that_mean_utf8_are_taken
        a_line_end_behind_a_form_or_a_secret_is_no_part_of_it
        an_empty_authorization_header_is_none
        an_announced_length_is_enough_to_refuse
        verify_wants_names_in_its_scope;
}

const GRANT: &str = "grant_type=client_credentials";

fn is_granted(answer: &Raw, scope: &str) -> Outcome {
    let granted = answer.status() == 200 && answer.json()?["scope"] == scope;
    if granted { Ok(()) } else { Err(format!("expected a token for {scope}, got {answer:?}").into()) }
}

fn is_refused(answer: &Raw, error: &str) -> Outcome {
    let refused = answer.status() == 400 && answer.json()?["error"] == error;
    if refused { Ok(()) } else { Err(format!("expected {error}, got {answer:?}").into()) }
}

async fn a_blank_too_many_in_the_scope_is_forgiven(stage: &Stage) -> Outcome {
    let partner = partner(stage).await?;
    let form = format!("{GRANT}&{}", in_the_body(&partner));
    for scope in [
        "+patients.read+appointments.read",
        "patients.read+appointments.read+",
        "patients.read++appointments.read",
        "patients.read%20%20%20appointments.read",
        "patients.read+appointments.read%0A",
        "%0D%0A%09patients.read+appointments.read%09",
        "patients.read+appointments.read+patients.read",
    ] {
        is_granted(&post(&partner, "", &format!("{form}&scope={scope}")).await?, &HELD.join(" "))?;
    }
    is_granted(&post(&partner, "", &format!("{form}&scope=++patients.read+")).await?, "patients.read")?;
    is_refused(&post(&partner, "", &format!("{form}&scope=++")).await?, "invalid_scope")
}

async fn a_scope_that_is_spelt_otherwise_never_gives_everything(stage: &Stage) -> Outcome {
    let partner = partner(stage).await?;
    let form = format!("{GRANT}&{}", in_the_body(&partner));
    for name in [
        "scope%5B%5D",
        "scope[]",
        "scope[0]",
        "scope%5B0%5D",
        "scopes",
        "scopes[]",
        "Scope",
        "SCOPE",
        "scope+",
        "+scope",
        "scope.0",
        "scope%00",
        "resource[]",
        "resources",
        "Resource",
    ] {
        for more in [format!("&{name}=patients.read"), format!("&scope=patients.read&{name}=patients.read")] {
            is_refused(&post(&partner, "", &format!("{form}{more}")).await?, "invalid_request")
                .map_err(|error| format!("{name}: {error}"))?;
        }
    }
    let json = format!(
        r#"{{"grant_type":"client_credentials","client_id":"{}","client_secret":"{}","scope":"patients.read"}}"#,
        partner.client_id, partner.client_secret
    );
    let head = "content-type: application/json\r\n";
    let answer = raw::request(&partner.client.base, "POST", &partner.endpoint, head, json.as_bytes()).await?;
    is_refused(&answer, "invalid_request")
}

async fn a_slash_behind_an_endpoint_changes_nothing(stage: &Stage) -> Outcome {
    let partner = partner(stage).await?;
    let (base, form) = (&partner.client.base, format!("{GRANT}&{}", in_the_body(&partner)));
    // The second is answered by the routes: see token_layer.rs.
    for path in [&partner.endpoint, &partner.endpoint.replace("/oauth2/", "/o%61uth2/"), "/oauth2/token"] {
        let ask = |path: String, form: String| async move {
            raw::request(base, "POST", &path, FORM, form.as_bytes()).await
        };
        is_granted(&ask(format!("{path}/"), form.clone()).await?, &HELD.join(" "))?;
        let (with, without) =
            (ask(format!("{path}/"), "x=1".into()).await?, ask(path.to_string(), "x=1".into()).await?);
        assert_eq!(with.without_the_moment(), without.without_the_moment());
        let other = raw::request(base, "GET", &format!("{path}/"), "", b"").await?;
        assert_eq!((other.status(), other.header("allow")), (405, "POST"));
    }
    for end in ["/oauth2/jwks", "/.well-known/oauth-authorization-server"] {
        let path = partner.endpoint.replace("/oauth2/token", end);
        let read = async |path: &str| raw::request(base, "GET", path, "", b"").await?.json();
        assert_eq!(read(&format!("{path}/")).await?, read(&path).await?);
    }
    let form = format!("{}&token=x", in_the_body(&partner));
    assert_eq!(raw::request(base, "POST", "/oauth2/revoke/", FORM, form.as_bytes()).await?.status(), 200);
    Ok(())
}

async fn a_query_that_means_nothing_to_us_is_ignored(stage: &Stage) -> Outcome {
    let partner = partner(stage).await?;
    let form = format!("{GRANT}&{}&scope=patients.read", in_the_body(&partner));
    for query in ["", "utm_source=partner", "api-version=2024-01-01&trace=%7B1%7D", "a=1&a=2", "&&", "=", "q"]
    {
        let path = format!("{}?{query}", partner.endpoint);
        let answer = raw::request(&partner.client.base, "POST", &path, FORM, form.as_bytes()).await?;
        is_granted(&answer, "patients.read").map_err(|error| format!("{query}: {error}"))?;
    }
    let path = format!("{}?x=%zz", partner.endpoint);
    is_refused(
        &raw::request(&partner.client.base, "POST", &path, FORM, form.as_bytes()).await?,
        "invalid_request",
    )
}

async fn charsets_that_mean_utf8_are_taken(stage: &Stage) -> Outcome {
    let partner = partner(stage).await?;
    let form = format!("{GRANT}&{}", in_the_body(&partner));
    for charset in ["utf8", "UTF8", "\"UTF-8\"", "\"utf8\"", "Utf-8", "utf-8;"] {
        let head = format!("content-type: application/x-www-form-urlencoded; charset={charset}\r\n");
        let answer =
            raw::request(&partner.client.base, "POST", &partner.endpoint, &head, form.as_bytes()).await?;
        is_granted(&answer, &HELD.join(" ")).map_err(|error| format!("{charset}: {error}"))?;
    }
    Ok(())
}

fn basic(text: &str) -> String {
    format!("authorization: Basic {}\r\n", BASE64_STANDARD.encode(text))
}

async fn a_line_end_behind_a_form_or_a_secret_is_no_part_of_it(stage: &Stage) -> Outcome {
    let partner = partner(stage).await?;
    let (id, secret) = (&partner.client_id, &partner.client_secret);
    let all = HELD.join(" ");
    for end in ["\n", "\r\n"] {
        let form = format!("{GRANT}&client_id={id}&client_secret={secret}{end}");
        is_granted(&post(&partner, "", &form).await?, &all)?;
        let form = format!("client_id={id}&client_secret={secret}&{GRANT}{end}");
        is_granted(&post(&partner, "", &form).await?, &all)?;
    }
    for end in ["%0A", "%0D%0A", "+", "%09", "%0A%0A"] {
        let form = format!("{GRANT}&client_id={id}{end}&client_secret={secret}{end}");
        is_granted(&post(&partner, "", &form).await?, &all)?;
    }
    for end in ["\n", "\r\n", " ", "%0A"] {
        is_granted(&post(&partner, &basic(&format!("{id}:{secret}{end}")), GRANT).await?, &all)?;
    }
    // White space elsewhere is wrong.
    for wrong in [
        format!("{id}: {secret}"),
        format!("{id}:{}\n{}", &secret[..9], &secret[9..]),
        format!(" {id}:{secret}"),
    ] {
        assert_eq!(post(&partner, &basic(&wrong), GRANT).await?.status(), 401, "{wrong:?}");
    }
    Ok(())
}

async fn an_empty_authorization_header_is_none(stage: &Stage) -> Outcome {
    let partner = partner(stage).await?;
    let form = format!("{GRANT}&{}", in_the_body(&partner));
    for head in ["authorization:\r\n", "authorization: \r\n", "authorization:\r\nauthorization:  \r\n"] {
        is_granted(&post(&partner, head, &form).await?, &HELD.join(" "))?;
    }
    let header = basic(&format!("{}:{}", partner.client_id, partner.client_secret));
    is_granted(&post(&partner, &format!("authorization:\r\n{header}"), GRANT).await?, &HELD.join(" "))?;
    is_refused(&post(&partner, &format!("authorization:\r\n{header}"), &form).await?, "invalid_request")?;
    assert_eq!(post(&partner, "authorization:\r\n", GRANT).await?.status(), 401);
    is_refused(&post(&partner, "authorization: Bearer\r\n", &form).await?, "invalid_request")
}

/// The body never comes, and no one waits for it.
async fn an_announced_length_is_enough_to_refuse(stage: &Stage) -> Outcome {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    for (path, media_type) in [
        ("/oauth2/token", "application/x-www-form-urlencoded"),
        ("/oauth2/introspect", "application/x-www-form-urlencoded"),
        ("/oauth2/revoke", "application/x-www-form-urlencoded"),
        (paths::account::session().as_str(), "application/json"),
    ] {
        let mut stream =
            tokio::net::TcpStream::connect(stage.anonymous.base.trim_start_matches("http://")).await?;
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: {media_type}\r\ncontent-length: 10000000\r\n\r\nx"
        );
        stream.write_all(head.as_bytes()).await?;
        let mut answer = Vec::new();
        // To its end: the connection is closed.
        stream.read_to_end(&mut answer).await?;
        let answer = String::from_utf8(answer)?;
        assert!(answer.starts_with("HTTP/1.1 413 "), "{path}: {answer}");
    }
    Ok(())
}

async fn verify_wants_names_in_its_scope(stage: &Stage) -> Outcome {
    let partner: Partner = partner(stage).await?;
    let token = partner.token().await?;
    let head = format!("authorization: Bearer {token}\r\n");
    let verify = async |more: &str| {
        let path = format!("/oauth2/verify?api={}{more}", demo_api::IDENTIFIER);
        raw::request(&partner.client.base, "GET", &path, &head, b"").await
    };
    for good in ["", "&scope=patients.read", "&scope=patients.read++appointments.read"] {
        assert_eq!(verify(good).await?.status(), 200, "{good}");
    }
    for empty in [
        "&scope=",
        "&scope",
        "&scope=+",
        "&scope=%20%0A",
        "&scopes=patients.change",
        "&scope[]=x",
        "&Scope=x",
    ] {
        let answer = verify(empty).await?;
        assert_eq!(answer.status(), 400, "{empty}: {answer:?}");
        assert_eq!(answer.json()?["error"], Value::from("invalid_request"));
    }
    Ok(())
}
