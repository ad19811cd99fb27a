//! RFC 8414 and RFC 7517: what a server says about itself, and its keys.

use serde_json::{Value, json};

use super::check::{Check, checks, need, same};
use super::target::Target;
use crate::harness::Outcome;

checks! { "RFC 8414":
    Must "2" the_issuer_is_a_plain_url "issuer is a URL without query and fragment."
    Must "2" endpoints_are_named "token_endpoint, jwks_uri and response_types_supported are there; grant_types_supported says which grants there are."
    Must "2" signed_authentication_names_its_algorithms "Where private_key_jwt is a method of an endpoint, its algorithms are listed; none is not among them."
    Choice "RFC 9864, 2.2" ed25519_is_named "The lists of algorithms name Ed25519 beside EdDSA."
    Choice "2" introspection_and_revocation_are_named "introspection_endpoint and revocation_endpoint are there, with their methods."
    Must "3" metadata_is_at_the_well_known_path "The well-known path stands between the issuer's host and path."
    Choice "3" metadata_is_below_the_issuer_too "It is served behind the issuer's path too, where older clients look."
    Choice "3" openid_clients_find_metadata "The same document is served as openid-configuration behind the issuer's path, where clients of OpenID Connect Discovery look."
    Must "3.2" metadata_is_json "The answer is 200 with application/json."
    Must "3.2" no_list_is_empty "Lists without elements are left out, but for response_types_supported, which section 2 requires."
    Must "3.3" the_issuer_is_the_one_that_was_asked "issuer is identical to the issuer that the URL was made of."
    Choice "2" the_advertised_endpoints_answer "Endpoints that are named are there."
    Must "3" an_unknown_issuer_has_no_metadata "What is no issuer has no metadata."
}

pub const KEYS: &[Check] = keys::CHECKS;

fn list<'a>(metadata: &'a Value, name: &str) -> Vec<&'a str> {
    metadata[name].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

async fn the_issuer_is_a_plain_url(on: &Target<'_>) -> Outcome {
    let metadata = on.metadata().await?;
    let issuer = metadata["issuer"].as_str().ok_or("no issuer")?;
    let url: url::Url = issuer.parse()?;
    need(url.query().is_none() && url.fragment().is_none() && !issuer.contains(['?', '#']), issuer)
}

async fn endpoints_are_named(on: &Target<'_>) -> Outcome {
    let metadata = on.metadata().await?;
    same("token_endpoint", &metadata["token_endpoint"], &json!(on.token_url()))?;
    same("jwks_uri", &metadata["jwks_uri"], &json!(format!("{}{}", on.base, on.jwks)))?;
    need(metadata["response_types_supported"].is_array(), "no response_types_supported")?;
    need(list(&metadata, "grant_types_supported").contains(&"client_credentials"), "no client_credentials")?;
    let methods = list(&metadata, "token_endpoint_auth_methods_supported");
    for method in ["client_secret_basic", "client_secret_post", "private_key_jwt"] {
        need(methods.contains(&method), format_args!("no {method}"))?;
    }
    Ok(())
}

async fn signed_authentication_names_its_algorithms(on: &Target<'_>) -> Outcome {
    let metadata = on.metadata().await?;
    for endpoint in ["token", "revocation", "introspection"] {
        let methods = list(&metadata, &format!("{endpoint}_endpoint_auth_methods_supported"));
        let algorithms = list(&metadata, &format!("{endpoint}_endpoint_auth_signing_alg_values_supported"));
        let named = !algorithms.is_empty() || !methods.contains(&"private_key_jwt");
        need(named && !algorithms.contains(&"none"), format_args!("{endpoint}: {algorithms:?}"))?;
    }
    let algorithms = list(&metadata, "token_endpoint_auth_signing_alg_values_supported");
    need(algorithms.contains(&"RS256") && algorithms.contains(&"ES256"), format_args!("{algorithms:?}"))
}

async fn ed25519_is_named(on: &Target<'_>) -> Outcome {
    on.ours()?;
    let metadata = on.metadata().await?;
    for name in [
        "token_endpoint_auth_signing_alg_values_supported",
        "revocation_endpoint_auth_signing_alg_values_supported",
        "dpop_signing_alg_values_supported",
    ] {
        let algorithms = list(&metadata, name);
        let both = algorithms.contains(&"Ed25519") && algorithms.contains(&"EdDSA");
        need(both && !algorithms.contains(&"Ed448"), format_args!("{name}: {algorithms:?}"))?;
    }
    Ok(())
}

async fn introspection_and_revocation_are_named(on: &Target<'_>) -> Outcome {
    let metadata = on.metadata().await?;
    for (name, path) in
        [("introspection_endpoint", &on.introspection), ("revocation_endpoint", &on.revocation)]
    {
        same(name, &metadata[name], &json!(format!("{}{path}", on.base)))?;
        let methods = format!("{name}_auth_methods_supported");
        need(!list(&metadata, &methods).is_empty(), format_args!("no {methods}"))?;
    }
    Ok(())
}

async fn metadata_is_at_the_well_known_path(on: &Target<'_>) -> Outcome {
    let path = on.issuer.strip_prefix(&on.base).ok_or("the issuer is elsewhere")?;
    let answer = on.get(&format!("/.well-known/oauth-authorization-server{path}"), "").await?;
    same("the status", answer.status(), 200)
}

async fn metadata_is_below_the_issuer_too(on: &Target<'_>) -> Outcome {
    let path = on.issuer.strip_prefix(&on.base).ok_or("the issuer is elsewhere")?;
    let answer = on.get(&format!("{path}/.well-known/oauth-authorization-server"), "").await?;
    same("the metadata", answer.json()?, on.metadata().await?)
}

async fn openid_clients_find_metadata(on: &Target<'_>) -> Outcome {
    let path = on.issuer.strip_prefix(on.base.as_str()).ok_or("another server's issuer")?;
    let found = on.get(&format!("{path}/.well-known/openid-configuration"), "").await?;
    same("the status", found.status(), 200)?;
    same("the document", found.json()?, on.metadata().await?)
}

async fn metadata_is_json(on: &Target<'_>) -> Outcome {
    let answer = on.get(&on.metadata, "").await?;
    same("the status", answer.status(), 200)?;
    let media_type = answer.header("content-type").split(';').next().unwrap_or_default();
    same("the media type", media_type, "application/json")?;
    need(answer.json()?.is_object(), "the body is no object")
}

async fn no_list_is_empty(on: &Target<'_>) -> Outcome {
    let metadata = on.metadata().await?;
    let members = metadata.as_object().ok_or("no object")?;
    let empty = |value: &Value| value.as_array().is_some_and(Vec::is_empty);
    let empty: Vec<_> = members
        .iter()
        .filter(|(name, value)| *name != "response_types_supported" && empty(value))
        .map(|(name, _)| name)
        .collect();
    need(empty.is_empty(), format_args!("empty: {empty:?}"))
}

async fn the_issuer_is_the_one_that_was_asked(on: &Target<'_>) -> Outcome {
    same("issuer", &on.metadata().await?["issuer"], &json!(on.issuer))
}

async fn the_advertised_endpoints_answer(on: &Target<'_>) -> Outcome {
    let metadata = on.metadata().await?;
    let path = |name: &str| -> Outcome<String> {
        let url = metadata[name].as_str().ok_or("it is not named")?;
        Ok(url.strip_prefix(&on.base).ok_or("it is elsewhere")?.to_owned())
    };
    same("the keys' status", on.get(&path("jwks_uri")?, "").await?.status(), 200)?;
    for name in ["token_endpoint", "introspection_endpoint", "revocation_endpoint"] {
        let status = on.form(&path(name)?, "", "").await?.status();
        need(matches!(status, 400 | 401), format_args!("{name}: {status}"))?;
    }
    Ok(())
}

async fn an_unknown_issuer_has_no_metadata(on: &Target<'_>) -> Outcome {
    let ours = on.ours()?;
    let well_known = "/.well-known/oauth-authorization-server";
    for issuer in ["/t/x", "/t/ten_00000000000000000000000000", &format!("/sandbox/t/{}", ours.tenant.id)] {
        for path in [format!("{issuer}{well_known}"), format!("{well_known}{issuer}")] {
            same(&path, on.get(&path, "").await?.status(), 404)?;
        }
    }
    Ok(())
}

mod keys {
    use super::*;
    use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};

    checks! { "RFC 7517":
        Must "4.1" every_key_has_a_type "kty is there."
        Should "4.5" every_key_has_a_name_of_its_own "kid is there, and each key has another."
        Should "4.2" keys_say_what_they_are_for "use is sig, and alg one that fits the key (section 4.4)."
        Must "5" keys_come_in_a_set "The set is an object with the array keys."
        Should "8.5.1" a_set_has_its_media_type "The set comes as application/jwk-set+json."
        Must "RFC 7518, 6" no_key_is_private "No member that only the holder of a key may know is there, and no symmetric key."
        Must "RFC 7518, 6.2.1" coordinates_have_full_length "x and y of a P-256 key have 32 bytes each."
    }

    async fn every_key_has_a_type(on: &Target<'_>) -> Outcome {
        let keys = on.keys().await?;
        need(!keys.is_empty() && keys.iter().all(|key| key["kty"].is_string()), format_args!("{keys:?}"))
    }

    async fn every_key_has_a_name_of_its_own(on: &Target<'_>) -> Outcome {
        let keys = on.keys().await?;
        let mut names: Vec<_> = keys.iter().filter_map(|key| key["kid"].as_str()).collect();
        names.sort_unstable();
        names.dedup();
        same("the number of names", names.len(), keys.len())
    }

    async fn keys_say_what_they_are_for(on: &Target<'_>) -> Outcome {
        for key in on.keys().await? {
            same("use", &key["use"], &json!("sig"))?;
            let kind = (key["kty"].as_str(), key["crv"].as_str(), key["alg"].as_str());
            let fits = matches!(
                kind,
                (Some("EC"), Some("P-256"), Some("ES256"))
                    | (Some("OKP"), Some("Ed25519"), Some("EdDSA" | "Ed25519"))
                    | (Some("RSA"), None, Some("RS256"))
            );
            need(fits, format_args!("{kind:?}"))?;
        }
        Ok(())
    }

    async fn keys_come_in_a_set(on: &Target<'_>) -> Outcome {
        let answer = on.get(&on.jwks, "").await?;
        same("the status", answer.status(), 200)?;
        need(answer.json()?["keys"].is_array(), "no array")
    }

    async fn a_set_has_its_media_type(on: &Target<'_>) -> Outcome {
        let answer = on.get(&on.jwks, "").await?;
        let media_type = answer.header("content-type").split(';').next().unwrap_or_default();
        same("the media type", media_type, "application/jwk-set+json")
    }

    async fn no_key_is_private(on: &Target<'_>) -> Outcome {
        for key in on.keys().await? {
            same("symmetric", key["kty"] == "oct", false)?;
            for member in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
                need(key.get(member).is_none(), format_args!("there is {member}"))?;
            }
        }
        Ok(())
    }

    async fn coordinates_have_full_length(on: &Target<'_>) -> Outcome {
        for key in on.keys().await?.iter().filter(|key| key["crv"] == "P-256") {
            for name in ["x", "y"] {
                let bytes = BASE64_URL_SAFE_NO_PAD.decode(key[name].as_str().unwrap_or_default())?;
                same(name, bytes.len(), 32)?;
            }
        }
        Ok(())
    }
}
