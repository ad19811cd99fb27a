//! The public keys of an app whose clients authenticate by signed assertions.

use credentials::ClientKeySet;
use foundation::Urls;
use model::app::{ClientKeys, HandOver};
use serde_json::Value;
use url::Url;
use wire::developer;

use crate::errors::Error;
use crate::requests::Checks;

/// Exactly one of the two where the app is keyless, and none otherwise. `at` stands before each field's name.
pub(crate) fn checked(
    checks: &mut Checks,
    at: &str,
    given: &developer::AppDetails,
    urls: &Urls,
) -> Option<ClientKeys> {
    let none = developer::ClientKeys { jwks: None, jwks_uri: None };
    let developer::ClientKeys { jwks, jwks_uri } = given.client_keys.as_ref().unwrap_or(&none);
    let (set_field, uri_field) = (format!("{at}client_keys.jwks"), format!("{at}client_keys.jwks_uri"));
    let jwks = jwks.as_ref().filter(|value| !is_empty(value));
    let jwks_uri = jwks_uri.as_ref().filter(|text| !text.trim().is_empty());
    if given.hand_over != HandOver::Keyless {
        let message = "Only a keyless app registers keys.";
        jwks.inspect(|_| checks.wrong(&set_field, message));
        jwks_uri.inspect(|_| checks.wrong(&uri_field, message));
        return None;
    }
    match (jwks, jwks_uri) {
        (None, None) => {
            checks.wrong(set_field, "Give the app's public keys as a JWK Set, or an address that serves it.");
            None
        }
        (Some(_), Some(_)) => {
            checks.wrong(uri_field, "Give either the keys or their address, not both.");
            None
        }
        (Some(jwks), None) => parsed(checks, set_field, jwks),
        (None, Some(uri)) => {
            let uri = if urls.is_http() {
                checks.web_url(&uri_field, Some(uri))
            } else {
                checks.https_url(&uri_field, Some(uri))
            };
            uri.map(ClientKeys::JwksUri)
        }
    }
}

/// Refuses a key set's address that is never fetched from: one of this machine or of a private network, where the
/// settings do not allow it. What a name resolves to is looked at when it is fetched.
pub(crate) fn check_address(
    at: &str,
    given: &developer::AppDetails,
    private_networks: bool,
) -> Result<(), Error> {
    let uri = given.client_keys.as_ref().and_then(|keys| keys.jwks_uri.as_deref());
    let Some(uri) = uri.and_then(|uri| Url::parse(uri.trim()).ok()) else { return Ok(()) };
    if private_networks || !outbound_http::is_private(&uri) {
        return Ok(());
    }
    let message = "Give an address on the public internet: keys are not fetched from private networks.";
    Err(Error::field(format!("{at}client_keys.jwks_uri"), message))
}

fn is_empty(jwks: &Value) -> bool {
    jwks.is_null() || jwks.as_str().is_some_and(|text| text.trim().is_empty())
}

fn parsed(checks: &mut Checks, field: String, jwks: &Value) -> Option<ClientKeys> {
    let json = match jwks {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match ClientKeySet::parse(json.as_bytes()) {
        Ok(keys) => Some(ClientKeys::Jwks(keys.to_json())),
        Err(error) => {
            checks.wrong(field, format!("These keys are invalid: {error}."));
            None
        }
    }
}

pub(crate) fn view(keys: ClientKeys) -> developer::ClientKeys {
    match keys {
        ClientKeys::Jwks(json) => {
            let jwks = serde_json::from_str(&json).unwrap_or(Value::String(json));
            developer::ClientKeys { jwks: Some(jwks), jwks_uri: None }
        }
        ClientKeys::JwksUri(uri) => developer::ClientKeys { jwks: None, jwks_uri: Some(uri.into()) },
    }
}
