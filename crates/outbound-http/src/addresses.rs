//! Which addresses may be connected to: decided on what a name resolves to, at the moment of the connection, so that a
//! name cannot be harmless when it is looked at and harmful when it is used.

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

use model::network::is_public;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use crate::FetchError;

/// Looks a name up.
pub type LookUp =
    Arc<dyn Fn(String) -> Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send>> + Send + Sync>;

/// The system's own way to look names up.
pub fn system() -> LookUp {
    Arc::new(|name| Box::pin(async move { Ok(tokio::net::lookup_host((name, 0)).await?.collect()) }))
}

/// Whether an address names this machine or a private network, as far as that can be said without a look-up.
pub fn is_private(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => !is_public(address.into()),
        Some(Host::Ipv6(address)) => !is_public(address.into()),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
        None => false,
    }
}

/// Resolves names to addresses that may be connected to.
#[derive(Clone)]
pub struct Guard {
    pub private_networks: bool,
    pub look_up: LookUp,
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guard").field("private_networks", &self.private_networks).finish_non_exhaustive()
    }
}

/// All of a name's addresses are out of bounds.
#[derive(Debug, thiserror::Error)]
#[error("the name resolves to no public address")]
pub struct OutOfBounds;

impl Guard {
    fn admits(&self, address: IpAddr) -> bool {
        self.private_networks || is_public(address)
    }

    /// What needs no look-up. An address in place of a name is never resolved, so it is judged here.
    pub fn admits_url(&self, uri: &Url) -> Result<(), FetchError> {
        let literal = match uri.host() {
            Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
            Some(Host::Domain(_)) => None,
            None => return Err(FetchError::Forbidden),
        };
        let local = literal.is_some_and(|address| address.is_loopback());
        if uri.scheme() != "https" && !(uri.scheme() == "http" && self.private_networks && local) {
            return Err(FetchError::NotHttps);
        }
        match literal {
            Some(address) if !self.admits(address) => Err(FetchError::Forbidden),
            _ => Ok(()),
        }
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.clone();
        Box::pin(async move {
            let mut addresses = (guard.look_up)(name.as_str().to_owned()).await?;
            addresses.retain(|address| guard.admits(address.ip()));
            if addresses.is_empty() {
                return Err(OutOfBounds.into());
            }
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_in_place_of_a_name_is_judged() {
        let guard = |private_networks| Guard { private_networks, look_up: system() };
        let refused = |uri: &str, private| guard(private).admits_url(&uri.parse().unwrap()).err();
        assert_eq!(refused("https://keys.example/jwks", false), None);
        assert_eq!(refused("http://keys.example/jwks", true), Some(FetchError::NotHttps));
        assert_eq!(refused("ftp://127.0.0.1/jwks", true), Some(FetchError::NotHttps));
        assert_eq!(refused("http://127.0.0.1/jwks", false), Some(FetchError::NotHttps));
        assert_eq!(refused("http://10.0.0.1/jwks", true), Some(FetchError::NotHttps));
        assert_eq!(refused("http://127.0.0.1/jwks", true), None);
        assert_eq!(refused("https://10.0.0.1/jwks", true), None);
        // Other ways to write 127.0.0.1 and its like, as URLs are read (WHATWG).
        for uri in [
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://0177.0.0.1/",
            "https://[::1]/",
            "https://[::ffff:7f00:1]/",
            "https://169.254.169.254/latest",
        ] {
            assert_eq!(refused(uri, false), Some(FetchError::Forbidden), "{uri}");
        }
    }
}
