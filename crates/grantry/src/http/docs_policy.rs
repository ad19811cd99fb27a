//! The content security policy of the documentation's pages, whose scripts call the servers of the platform's APIs and
//! the token endpoints of tenants.

use std::collections::BTreeSet;

use actix_web::http::header::HeaderValue;
use url::Url;
use web::{Here, policy_with};

/// Whether a path is of the documentation.
pub fn is_of(path: &str) -> bool {
    path == "/docs" || path.starts_with("/docs/")
}

/// Names the APIs' servers and the hosts of tenants; none where the database cannot be asked, so that the page calls this origin alone.
pub async fn policy(here: &Here) -> Option<HeaderValue> {
    let servers = here.api_documents().servers().await.ok()?;
    let mut origins: BTreeSet<String> = servers.iter().filter_map(|url| origin(url)).collect();
    origins.extend(here.urls().origins_of_tenants());
    HeaderValue::try_from(policy_with(&Vec::from_iter(origins))).ok()
}

/// As a browser writes it.
fn origin(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        assert_eq!(origin("https://api.example.com/v1").as_deref(), Some("https://api.example.com"));
        assert_eq!(origin("http://127.0.0.1:9000/x y").as_deref(), Some("http://127.0.0.1:9000"));
        assert_eq!(origin("data:text/html,x; script-src *"), None);
        assert_eq!(origin("/relative"), None);
    }

    #[test]
    fn the_documentation_is_below_its_address() {
        assert!(is_of("/docs") && is_of("/docs/apis/x"));
        assert!(!is_of("/docsx") && !is_of("/operator/docs"));
    }
}
