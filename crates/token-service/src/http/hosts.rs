//! Requests to hosts of tenants and of the platform: the same endpoints as below the platform's public URL, with nothing
//! before their paths.

use actix_web::HttpMessage;
use actix_web::dev::ServiceRequest;
use actix_web::http::header::HOST;
use actix_web::http::uri::PathAndQuery;
use actix_web::http::{Method, Uri, Version};
use foundation::Host;
use model::environment::Environment::{Live, Sandbox};
use model::issuer::{self, AUTHORIZATION, INTROSPECTION, JWKS, METADATA, OPENID_METADATA, REVOCATION, TOKEN};
use tokio::time::Instant;

use super::issuer::Issuers;
use super::token_endpoint::TokenEndpoint;
use crate::clients::AddressedIssuer;
use crate::service::TokenService;

/// What exists at a tenant's host.
const OF_TENANT: [&str; 7] =
    [TOKEN, AUTHORIZATION, INTROSPECTION, REVOCATION, JWKS, METADATA, OPENID_METADATA];
/// What exists at the platform's own host for the sandbox, which is no issuer: no token names it.
const OF_SANDBOX: [&str; 4] = [TOKEN, INTROSPECTION, REVOCATION, JWKS];

/// Where a request goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mapped {
    /// To this token endpoint.
    Token(TokenEndpoint),
    /// To the route of its path, which may be another one now.
    Route,
    /// No tenant is known by its host, and one may have been given it a moment ago.
    UnknownTenant,
    Refused(HostRefused),
}

/// Why a request's host serves nothing of what it asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostRefused {
    /// The request names no host, or several.
    NoHost,
    /// Below a base domain: no tenant has the host, or nothing is at its path.
    NothingThere,
    /// Another server's (RFC 9110 section 15.5.20).
    Elsewhere,
    /// This node cannot know.
    Unsure,
}

impl TokenService {
    /// Whether requests are to be [mapped](Self::map): there are hosts besides the platform's, or paths besides the
    /// routes'.
    pub fn maps_requests(&self) -> bool {
        self.urls().has_domains() || !self.urls().token_aliases().is_empty()
    }

    /// Finds what a request is for by its host. Before anything else holds the request: where its path is another one to
    /// the routes, it gets that.
    pub fn map(&self, request: &mut ServiceRequest) -> Mapped {
        if !self.urls().has_domains() {
            return self.at_the_platform(request);
        }
        let Some(host) = host_of(request) else { return no_host(request) };
        match self.urls().whose(host) {
            Host::Platform => self.at_the_platform(request),
            Host::Sandbox => match self.endpoint(&OF_SANDBOX, request.path()) {
                Some(endpoint) => {
                    let issuer = AddressedIssuer::Platform(Sandbox);
                    to(request, endpoint, "", issuer, Issuers::Platform(Live))
                }
                None => Mapped::Refused(HostRefused::NothingThere),
            },
            Host::Tenant(slug, environment) => match self.endpoint(&OF_TENANT, request.path()) {
                Some(endpoint) => match self.at_domain(slug, environment) {
                    issuer @ AddressedIssuer::Tenant(tenant, _, _) => {
                        let path = issuer::of_tenant(tenant, environment);
                        to(request, endpoint, &path, issuer, Issuers::Tenants(environment))
                    }
                    _ => Mapped::UnknownTenant,
                },
                None => Mapped::Refused(HostRefused::NothingThere),
            },
            Host::Vacant => Mapped::Refused(HostRefused::NothingThere),
            Host::Other => Mapped::Refused(HostRefused::Elsewhere),
        }
    }

    /// As [`map`](Self::map), after this node has read what was committed before the request.
    pub async fn map_again(&self, request: &mut ServiceRequest) -> Mapped {
        if self.0.freshness.newer_than(Instant::now()).await.is_err() {
            return Mapped::Refused(HostRefused::Unsure);
        }
        match self.map(request) {
            Mapped::UnknownTenant => Mapped::Refused(HostRefused::NothingThere),
            mapped => mapped,
        }
    }

    fn at_the_platform(&self, request: &mut ServiceRequest) -> Mapped {
        let is_alias = self.is_alias(without_slash(request.path()));
        if request.method() == Method::POST {
            let endpoint = match is_alias {
                true => Some(TokenEndpoint::at(Issuers::Platform(Live), AddressedIssuer::Platform(Live))),
                false => self.token_endpoint(request.path()),
            };
            return endpoint.map_or(Mapped::Route, Mapped::Token);
        }
        if is_alias {
            reroute(request, TOKEN);
        }
        Mapped::Route
    }

    /// The endpoint at a path, of those that exist there. A slash behind it changes nothing.
    fn endpoint(&self, there: &[&'static str], path: &str) -> Option<&'static str> {
        let path = without_slash(path);
        let known = there.iter().copied().find(|endpoint| *endpoint == path);
        known.or_else(|| self.is_alias(path).then_some(TOKEN))
    }

    fn is_alias(&self, path: &str) -> bool {
        self.urls().token_aliases().iter().any(|alias| alias == path)
    }
}

/// To an endpoint of this issuer, which is at `base` for the routes of `issuers`.
fn to(
    request: &mut ServiceRequest,
    endpoint: &'static str,
    base: &str,
    issuer: AddressedIssuer,
    issuers: Issuers,
) -> Mapped {
    if endpoint == TOKEN && request.method() == Method::POST {
        return Mapped::Token(TokenEndpoint::at(issuers, issuer));
    }
    reroute(request, &[base, endpoint].concat());
    request.extensions_mut().insert(issuer);
    Mapped::Route
}

/// Gives a request another path. Its query stays.
fn reroute(request: &mut ServiceRequest, path: &str) {
    let query = request.uri().query();
    let target = query.map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
    // What is not well-formed stays as it came, and no route is found for it.
    let Ok(target) = PathAndQuery::from_maybe_shared(target) else { return };
    let uri = Uri::from(target);
    request.match_info_mut().get_mut().update(&uri);
    request.head_mut().uri = uri;
}

/// The host that a request names. That of an absolute request target goes before any `Host` (RFC 9112 section 3.2.2).
fn host_of(request: &ServiceRequest) -> Option<&str> {
    let mut headers = request.headers().get_all(HOST);
    let (host, second) = (headers.next(), headers.next());
    if second.is_some() {
        return None;
    }
    match request.uri().authority() {
        Some(authority) => Some(authority.as_str()),
        None => host?.to_str().ok().filter(|host| !host.is_empty()),
    }
}

/// RFC 9112 section 3.2: malformed, but for a client that speaks HTTP/1.0 and has never heard of hosts.
fn no_host(request: &ServiceRequest) -> Mapped {
    let knows_none = request.version() < Version::HTTP_11 && !request.headers().contains_key(HOST);
    Mapped::Refused(if knows_none { HostRefused::Elsewhere } else { HostRefused::NoHost })
}

fn without_slash(path: &str) -> &str {
    path.strip_suffix('/').unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn named(request: TestRequest) -> Option<String> {
        host_of(&request.to_srv_request()).map(str::to_owned)
    }

    #[test]
    fn one_host_is_named_or_none() {
        let get = || TestRequest::get().uri("/oauth2/jwks");
        assert_eq!(named(get().append_header(("host", "a.example"))).as_deref(), Some("a.example"));
        assert_eq!(named(get()), None);
        assert_eq!(named(get().append_header(("host", ""))), None);
        let twice = get().append_header(("host", "a.example")).append_header(("host", "a.example"));
        assert_eq!(named(twice), None);
        let absolute = TestRequest::get().uri("http://b.example:8080/x");
        let absolute = absolute.append_header(("host", "a.example"));
        assert_eq!(named(absolute).as_deref(), Some("b.example:8080"));
    }

    #[test]
    fn a_request_is_given_another_path_and_keeps_its_query() {
        let mut request = TestRequest::get().uri("http://a.example/connect/token?a=%20b").to_srv_request();
        reroute(&mut request, "/t/x/oauth2/token");
        assert_eq!((request.path(), request.query_string()), ("/t/x/oauth2/token", "a=%20b"));
        assert_eq!(request.match_info().as_str(), "/t/x/oauth2/token");
    }
}
