//! Files at addresses that people have given: how one is fetched, and why it did not come, in words for them.

use outbound_http::{Bounds, FetchError, Fetcher};
use url::Url;

/// How files of one kind are fetched.
pub(crate) struct RemoteFile {
    /// Such as "logo": for the log.
    pub what: &'static str,
    /// The media types that are asked for.
    pub accept: &'static str,
    /// Those of the fetcher.
    pub bounds: Bounds,
    /// Why one with more bytes was not taken.
    pub too_long: fn(Bounds) -> String,
}

impl RemoteFile {
    /// The body.
    ///
    /// # Errors
    /// Why there is none, for whoever gave the address.
    pub async fn fetch(&self, fetcher: &Fetcher, url: &str) -> Result<Vec<u8>, String> {
        let url: Url = url.parse().map_err(|_| "its address cannot be read".to_owned())?;
        let fetched = fetcher.fetch(&url, self.accept).await;
        Ok(fetched.map_err(|error| self.words(&error, &url))?.body)
    }

    /// What went wrong on the way stays in the log: it may tell of networks.
    fn words(&self, error: &FetchError, url: &Url) -> String {
        match error {
            FetchError::NotHttps => "its address, or one that it leads to, is not https".into(),
            FetchError::Forbidden => error.to_string(),
            FetchError::TooSlow => {
                format!("its host did not send it within {} seconds", self.bounds.time.as_secs())
            }
            FetchError::Unreachable(why) => {
                tracing::info!(what = self.what, host = url.host_str(), why, "a host cannot be reached");
                "its host cannot be reached".into()
            }
            FetchError::Status(status) => format!("its host answered with status {status}"),
            FetchError::TooLong => (self.too_long)(self.bounds),
        }
    }
}
