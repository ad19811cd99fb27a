use std::fmt;
use std::time::Duration;

use reqwest::{Client, RequestBuilder, redirect};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How an API proves itself to Grantry: the id (`rsv_…`) and secret (`gts_…`) that the operator made for it, and where
/// Grantry is.
#[derive(Clone)]
pub struct ResourceServer {
    /// Without a slash at its end.
    public_url: String,
    id: String,
    secret: String,
    client: Client,
}

impl ResourceServer {
    /// `public_url` is Grantry's.
    ///
    /// # Errors
    /// The HTTP client cannot be made (no TLS roots).
    pub fn new(public_url: &str, id: &str, secret: &str) -> Result<Self, reqwest::Error> {
        // A redirect would carry the secret, or the token, elsewhere.
        let client =
            Client::builder().connect_timeout(CONNECT_TIMEOUT).redirect(redirect::Policy::none()).build()?;
        let public_url = public_url.trim_end_matches('/').to_owned();
        Ok(Self { public_url, id: id.to_owned(), secret: secret.to_owned(), client })
    }

    pub(crate) fn public_url(&self) -> &str {
        &self.public_url
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.authenticated(self.client.get(format!("{}{path}", self.public_url)))
    }

    pub(crate) fn post(&self, path: &str) -> RequestBuilder {
        self.authenticated(self.client.post(format!("{}{path}", self.public_url)))
    }

    fn authenticated(&self, request: RequestBuilder) -> RequestBuilder {
        request.basic_auth(&self.id, Some(&self.secret))
    }
}

impl fmt::Debug for ResourceServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ResourceServer({} at {})", self.id, self.public_url)
    }
}
