//! A token as a request presents it, with the proof that came with it, and the realm that it is presented to.

/// How a token was sent: the scheme of the `Authorization` header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// RFC 6750.
    Bearer,
    /// RFC 9449 section 7.1.
    Dpop,
}

impl Scheme {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bearer => "Bearer",
            Self::Dpop => "DPoP",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Bearer, Self::Dpop].into_iter().find(|scheme| scheme.as_str().eq_ignore_ascii_case(name))
    }
}

/// What a challenge names as protected.
#[derive(Debug, Clone, Copy)]
pub struct Realm<'a> {
    /// The API's identifier.
    pub name: &'a str,
    /// Where the API's document is (RFC 9728 section 5.1), if it has one.
    pub resource_metadata: Option<&'a str>,
}

impl<'a> Realm<'a> {
    pub const fn named(name: &'a str) -> Self {
        Self { name, resource_metadata: None }
    }
}

/// A token, and what a request brings to show that it may be used.
#[derive(Debug, Clone, Copy)]
pub struct Presented<'a> {
    pub scheme: Scheme,
    pub token: &'a str,
    /// The value of the one `DPoP` header.
    pub proof: Option<&'a str>,
    /// The HTTP method, as it was sent.
    pub method: &'a str,
    /// The path of the request behind the API's base URL ([`crate::Verifier::base_url`]), without the query.
    pub path: &'a str,
    /// SHA-256 of the client's certificate in base64url ([`crate::certificate_thumbprint`]), if the connection proved
    /// that the caller holds its key.
    pub certificate: Option<&'a str>,
}

impl<'a> Presented<'a> {
    /// A bearer token and nothing else.
    pub const fn bearer(token: &'a str) -> Self {
        Self { scheme: Scheme::Bearer, token, proof: None, method: "", path: "", certificate: None }
    }
}
