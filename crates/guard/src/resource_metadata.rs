//! Protected resource metadata (RFC 9728): the document in which an API says who it is and who issues tokens for it.

use credentials::JwsAlgorithm;
use model::issuer::RESOURCE_METADATA;
use serde::Serialize;

/// What an API says about itself, beside what its verifier knows: give it to [`Verifier::metadata`](crate::Verifier::metadata).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ResourceMetadata {
    url: Option<String>,
    issuers: Vec<String>,
    scopes: Vec<String>,
    name: Option<String>,
    documentation: Option<String>,
}

/// RFC 9728 section 2: what is not there is left out.
#[derive(Serialize)]
struct Document<'a> {
    resource: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    authorization_servers: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    scopes_supported: &'a [String],
    bearer_methods_supported: [&'static str; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    dpop_signing_alg_values_supported: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource_documentation: Option<&'a str>,
}

impl ResourceMetadata {
    pub fn new() -> Self {
        Self::default()
    }

    /// The URL under which callers reach the API, where that is not its identifier.
    #[must_use]
    pub fn api_url(self, url: &str) -> Self {
        Self { url: Some(url.to_owned()), ..self }
    }

    /// A tenant's issuer whose tokens the API takes. An API that serves tenants who do not know of each other names none.
    #[must_use]
    pub fn issuer(mut self, issuer: &str) -> Self {
        self.issuers.push(issuer.to_owned());
        self
    }

    #[must_use]
    pub fn scopes(self, scopes: &[&str]) -> Self {
        Self { scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(), ..self }
    }

    /// The name that people read.
    #[must_use]
    pub fn name(self, name: &str) -> Self {
        Self { name: Some(name.to_owned()), ..self }
    }

    /// The page that tells developers how to use the API.
    #[must_use]
    pub fn documentation(self, url: &str) -> Self {
        Self { documentation: Some(url.to_owned()), ..self }
    }

    /// Where the document is: section 3.1. `None` where neither identifier nor URL has a host.
    pub(crate) fn url(&self, identifier: &str) -> Option<String> {
        let (origin, path) = split(self.url.as_deref().unwrap_or(identifier))?;
        Some([origin, RESOURCE_METADATA, path].concat())
    }

    /// The document's path on the API's host.
    pub(crate) fn path(&self, identifier: &str) -> String {
        let path = split(self.url.as_deref().unwrap_or(identifier)).map_or("", |(_, path)| path);
        let path = path.split('?').next().unwrap_or_default();
        [RESOURCE_METADATA, path].concat()
    }

    /// The document as JSON.
    pub(crate) fn document(&self, identifier: &str, takes_dpop: bool) -> Vec<u8> {
        let dpop = JwsAlgorithm::ALL.iter().map(|algorithm| algorithm.as_str());
        let document = Document {
            resource: identifier,
            authorization_servers: &self.issuers,
            scopes_supported: &self.scopes,
            bearer_methods_supported: ["header"],
            dpop_signing_alg_values_supported: dpop.filter(|_| takes_dpop).collect(),
            resource_name: self.name.as_deref(),
            resource_documentation: self.documentation.as_deref(),
        };
        serde_json::to_vec(&document).unwrap_or_default()
    }
}

/// Scheme and host of an http URL, and what follows, without the slash that ends it.
fn split(url: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    if !matches!(scheme, "https" | "http") || rest.is_empty() {
        return None;
    }
    let host = rest.find(['/', '?']).unwrap_or(rest.len());
    let (origin, path) = url.split_at(scheme.len() + "://".len() + host);
    Some((origin, path.strip_suffix('/').unwrap_or(path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_well_known_path_stands_between_host_and_path() {
        let document = "https://api.example/.well-known/oauth-protected-resource";
        for (identifier, url) in [
            ("https://api.example", document.to_owned()),
            ("https://api.example/", document.to_owned()),
            ("https://api.example/v1", format!("{document}/v1")),
            ("https://api.example/v1/", format!("{document}/v1")),
            ("https://api.example?k=v", format!("{document}?k=v")),
            ("https://api.example/v1?k=v", format!("{document}/v1?k=v")),
        ] {
            assert_eq!(ResourceMetadata::new().url(identifier), Some(url), "{identifier}");
        }
        assert_eq!(ResourceMetadata::new().url("urn:example:api"), None);
        let elsewhere = ResourceMetadata::new().api_url("http://127.0.0.1:8080/v2?k=v");
        let path = "/.well-known/oauth-protected-resource/v2";
        assert_eq!(elsewhere.url("urn:example:api"), Some(format!("http://127.0.0.1:8080{path}?k=v")));
        assert_eq!(elsewhere.path("urn:example:api"), path);
        assert_eq!(ResourceMetadata::new().path("urn:example:api"), RESOURCE_METADATA);
    }
}
