//! The demo API behind the guard (RFC 6750), with tokens of the real token endpoint.

use demo_api::IDENTIFIER;

use super::{HELD, in_the_body, partner, raw};
use crate::harness::{Outcome, Partner, Stage, on_both, timed_on_both, within_a_second};

on_both! {
    shared:
        a_token_opens_what_its_scopes_say
        refusals_follow_rfc_6750
        a_forged_token_is_refused;
}

timed_on_both! {
    shared: narrowing_revokes_tokens_from_before;
}

const PATIENTS: &str = "/demo-api/v1/patients";

async fn call(partner: &Partner, method: &str, path: &str, head: &str) -> Outcome<raw::Raw> {
    raw::request(&partner.client.base, method, path, head, b"").await
}

/// What the demo API says about itself.
fn document(partner: &Partner) -> String {
    format!("{}/.well-known/oauth-protected-resource/demo-api/v1", partner.client.base)
}

async fn a_token_opens_what_its_scopes_say(stage: &Stage) -> Outcome {
    let partner = partner(stage).await?;
    let bearer = format!("authorization: Bearer {}\r\n", partner.token().await?);
    for path in [PATIENTS, "/demo-api/v1/appointments"] {
        assert_eq!(call(&partner, "GET", path, &bearer).await?.status_line, "HTTP/1.1 200 OK");
    }
    let refused = call(&partner, "POST", "/demo-api/v1/appointments", &bearer).await?;
    assert_eq!(refused.status_line, "HTTP/1.1 403 Forbidden");
    let document = document(&partner);
    let challenge = format!(
        "Bearer realm=\"{IDENTIFIER}\", resource_metadata=\"{document}\", error=\"insufficient_scope\", error_description=\"the access token does not hold \
         the scope appointments.change\", scope=\"appointments.change\""
    );
    assert_eq!(refused.all("www-authenticate"), [challenge]);
    Ok(())
}

async fn refusals_follow_rfc_6750(stage: &Stage) -> Outcome {
    let partner = partner(stage).await?;
    let token = partner.token().await?;
    let document = document(&partner);
    let realm = format!(
        "Bearer realm=\"{IDENTIFIER}\", resource_metadata=\"{document}\", DPoP realm=\"{IDENTIFIER}\", \
         resource_metadata=\"{document}\", algs=\"ES256 ES384 EdDSA Ed25519 RS256 RS384 PS256 PS384\""
    );
    let nothing = call(&partner, "GET", PATIENTS, "").await?;
    assert_eq!((nothing.status_line.as_str(), nothing.body.as_str()), ("HTTP/1.1 401 Unauthorized", ""));
    assert_eq!(nothing.all("www-authenticate"), [realm.as_str()]);
    let in_url = format!("{PATIENTS}?access_token={token}");
    let twice = format!("authorization: Bearer {token}\r\n").repeat(2);
    let bearer = format!("authorization: Bearer {token}\r\n");
    for (path, head) in [(in_url.as_str(), ""), (&in_url, &bearer), (PATIENTS, &twice)] {
        let answer = call(&partner, "GET", path, head).await?;
        assert_eq!(answer.status_line, "HTTP/1.1 400 Bad Request", "{path}");
        assert!(answer.body.starts_with(r#"{"error":"invalid_request","#), "{}", answer.body);
    }
    Ok(())
}

async fn a_forged_token_is_refused(stage: &Stage) -> Outcome {
    let partner = partner(stage).await?;
    let token = partner.token().await?;
    let (signed, signature) = token.rsplit_once('.').ok_or("no signature")?;
    let (header, _) = signed.split_once('.').ok_or("no payload")?;
    let other = partner.token().await?;
    let (_, other_signature) = other.rsplit_once('.').ok_or("no signature")?;
    let forgeries = [
        format!("{signed}."),
        format!("{signed}.{other_signature}"),
        format!("{header}.e30.{signature}"),
        "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.e30.".to_owned(),
        "garbage".to_owned(),
    ];
    for forgery in forgeries {
        let head = format!("authorization: Bearer {forgery}\r\n");
        let answer = call(&partner, "GET", PATIENTS, &head).await?;
        assert_eq!(answer.status_line, "HTTP/1.1 401 Unauthorized", "{forgery}");
        assert!(answer.body.starts_with(r#"{"error":"invalid_token","#), "{}", answer.body);
    }
    Ok(())
}

/// A version that asks for less takes it away at once: the scope is refused, and older tokens are revoked.
async fn narrowing_revokes_tokens_from_before(stage: &Stage) -> Outcome {
    let (tenant, publisher) = (stage.tenant().await?, stage.publisher().await?);
    let app = publisher.app(tenant.id, &HELD, &[]).await?;
    let partner = Partner::new(&stage.anonymous, &tenant.allow(app.id, &[]).await?.credential);
    let token = partner.token().await?;
    publisher.publish(app.id, 1, crate::harness::wanted(&["patients.read"], &[])).await?;
    within_a_second(async || Ok(!partner.is_alive(&token).await?)).await?;
    let form = format!("grant_type=client_credentials&{}", in_the_body(&partner));
    let answer = super::post(&partner, "", &form).await?.json()?;
    assert_eq!(answer["scope"], "patients.read");
    Ok(())
}
