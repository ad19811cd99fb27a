//! Metadata (RFC 8414) and keys (RFC 7517) of every issuer, and of none that does not exist.

use serde_json::{Value, json};

use super::{partner, raw};
use crate::harness::{Outcome, Stage, on_both};

on_both! {
    shared:
        metadata_names_the_issuer_in_both_forms
        openid_configuration_is_the_same_document
        keys_are_public_and_kept_by_no_cache
        the_authorization_endpoint_is_there_and_grants_nothing
        an_issuer_that_is_not_there_is_404;
}

const WELL_KNOWN: &str = "/.well-known/oauth-authorization-server";

async fn metadata_names_the_issuer_in_both_forms(stage: &Stage) -> Outcome {
    let partner = partner(stage).await?;
    let sandbox = stage.publisher().await?.sandbox;
    let live = partner.endpoint.trim_end_matches("/oauth2/token");
    let sandbox = format!("/sandbox/t/{sandbox}");
    for path in [live, &sandbox] {
        let own: Value = stage.anonymous.read(&format!("{path}{WELL_KNOWN}")).await?;
        let inserted: Value = stage.anonymous.read(&format!("{WELL_KNOWN}{path}")).await?;
        assert_eq!(own, inserted);
        let issuer = format!("{}{path}", stage.anonymous.base);
        assert_eq!(own["issuer"], issuer);
        assert_eq!(own["token_endpoint"], format!("{issuer}/oauth2/token"));
        assert_eq!(own["jwks_uri"], format!("{issuer}/oauth2/jwks"));
        assert_eq!(own["grant_types_supported"], json!(["client_credentials"]));
        assert_eq!(own["response_types_supported"], json!([]));
        let methods = json!(["client_secret_basic", "client_secret_post", "private_key_jwt"]);
        assert_eq!(own["token_endpoint_auth_methods_supported"], methods);
        let scopes = own["scopes_supported"].as_array().ok_or("no scopes")?;
        assert!(scopes.contains(&json!("patients.read")));
    }
    Ok(())
}

/// Clients that know OpenID Connect Discovery alone look there: behind the issuer, and some before its path.
async fn openid_configuration_is_the_same_document(stage: &Stage) -> Outcome {
    const OPENID: &str = "/.well-known/openid-configuration";
    let live = stage.tenant().await?.id;
    let sandbox = stage.publisher().await?.sandbox;
    for issuer in [format!("/t/{live}"), format!("/sandbox/t/{sandbox}")] {
        let metadata: Value = stage.anonymous.read(&format!("{issuer}{WELL_KNOWN}")).await?;
        for path in [format!("{issuer}{OPENID}"), format!("{OPENID}{issuer}")] {
            assert_eq!(stage.anonymous.read::<Value>(&path).await?, metadata, "{path}");
        }
        // What parsers of that document insist on.
        for member in [
            "issuer",
            "jwks_uri",
            "response_types_supported",
            "subject_types_supported",
            "id_token_signing_alg_values_supported",
        ] {
            assert!(metadata.get(member).is_some(), "{member}");
        }
    }
    // The other environment's issuer is none, and the platform is no issuer: no token names it (RFC 9068 section 4).
    for path in [
        format!("/sandbox/t/{live}{OPENID}"),
        format!("{OPENID}/sandbox/t/{live}"),
        format!("/t/{sandbox}{OPENID}"),
        format!("{OPENID}/t/x"),
        OPENID.to_owned(),
        WELL_KNOWN.to_owned(),
    ] {
        stage.anonymous.get(&path).await?.ok(404)?;
    }
    Ok(())
}

/// The SDK of MCP, for one, takes no metadata without `authorization_endpoint`.
async fn the_authorization_endpoint_is_there_and_grants_nothing(stage: &Stage) -> Outcome {
    let (live, sandbox) = (stage.tenant().await?.id, stage.publisher().await?.sandbox);
    for issuer in [format!("/t/{live}"), format!("/sandbox/t/{sandbox}")] {
        let metadata: Value = stage.anonymous.read(&format!("{issuer}{WELL_KNOWN}")).await?;
        let endpoint = format!("{}{issuer}/oauth2/authorize", stage.anonymous.base);
        assert_eq!(metadata["authorization_endpoint"], endpoint);
        assert_eq!(metadata["response_types_supported"], json!([]));
        let path = format!("{issuer}/oauth2/authorize?response_type=code&redirect_uri=https://evil.example");
        let answer = stage.anonymous.get(&path).await?.ok(400)?;
        assert_eq!(answer.header("location"), "");
        assert_eq!(answer.json::<Value>()?["error"], "unsupported_response_type");
    }
    stage.anonymous.get(&format!("/sandbox/t/{live}/oauth2/authorize")).await?.ok(404)?;
    Ok(())
}

async fn keys_are_public_and_kept_by_no_cache(stage: &Stage) -> Outcome {
    let partner = partner(stage).await?;
    let path = partner.endpoint.replace("/token", "/jwks");
    let answer = raw::request(&stage.anonymous.base, "GET", &path, "", b"").await?;
    assert_eq!(answer.status_line, "HTTP/1.1 200 OK");
    assert_eq!(answer.all("content-type"), ["application/jwk-set+json"]);
    assert_eq!(answer.all("cache-control"), ["no-cache"]);
    let body = answer.json()?;
    let keys = body["keys"].as_array().ok_or("no keys")?;
    for key in keys {
        let members: Vec<&str> = key.as_object().ok_or("no key")?.keys().map(String::as_str).collect();
        assert_eq!(members, ["alg", "crv", "kid", "kty", "use", "x", "y"], "nothing private");
    }
    let (live, sandbox): (Value, Value) =
        (stage.anonymous.read("/oauth2/jwks").await?, stage.anonymous.read("/sandbox/oauth2/jwks").await?);
    assert_eq!(live, body);
    assert_ne!(live, sandbox);
    assert_eq!(
        raw::request(&stage.anonymous.base, "HEAD", &path, "", b"").await?.status_line,
        "HTTP/1.1 200 OK"
    );
    let refused = raw::request(&stage.anonymous.base, "POST", &path, "", b"").await?;
    assert_eq!(refused.status_line, "HTTP/1.1 405 Method Not Allowed");
    assert_eq!(refused.all("allow"), ["GET, HEAD"]);
    Ok(())
}

async fn an_issuer_that_is_not_there_is_404(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?.id;
    let paths = [
        format!("/t/ten_00000000000000000000000000{WELL_KNOWN}"),
        format!("/t/x{WELL_KNOWN}"),
        format!("/sandbox/t/{tenant}{WELL_KNOWN}"),
        format!("{WELL_KNOWN}/t/x"),
        format!("/sandbox/t/{tenant}/oauth2/jwks"),
        "/t/x/oauth2/jwks".to_owned(),
    ];
    for path in paths {
        stage.anonymous.get(&path).await?.ok(404)?;
    }
    Ok(())
}
