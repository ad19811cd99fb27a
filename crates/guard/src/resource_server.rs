//! The API as a client of Grantry: its id and secret, and the HTTP client that sends them.

use std::fmt;
use std::time::Duration;

use reqwest::{Client, RequestBuilder, redirect};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Grantry's milliseconds are not ours: after this, clocks that differ by as much as 0.05 % are 150 ms apart. A new
/// connection to the feed counts from zero.
const FEED_RENEWED_AFTER: Duration = Duration::from_mins(5);
const FEED_KEPT_AT_LEAST: Duration = Duration::from_secs(1);

/// How an API proves itself to Grantry: the id (`rsv_…`) and secret (`gts_…`) that the operator made for it, and where
/// Grantry is.
#[derive(Clone)]
pub struct ResourceServer {
    /// Without a slash at its end.
    public_url: String,
    id: String,
    secret: String,
    client: Client,
    feed_renewed_after: Duration,
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
        let feed_renewed_after = FEED_RENEWED_AFTER;
        Ok(Self { public_url, id: id.to_owned(), secret: secret.to_owned(), client, feed_renewed_after })
    }

    /// How long a connection to the feed is kept until the guard makes a new one: 300 seconds, if you say nothing. Choose
    /// less (1 second at least) where something on the way cuts long answers off. More is not taken, since the clocks of
    /// Grantry and of this machine drift apart.
    #[must_use]
    pub fn renew_feed_after(self, age: Duration) -> Self {
        Self { feed_renewed_after: age.clamp(FEED_KEPT_AT_LEAST, FEED_RENEWED_AFTER), ..self }
    }

    pub(crate) fn feed_renewed_after(&self) -> Duration {
        self.feed_renewed_after
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
