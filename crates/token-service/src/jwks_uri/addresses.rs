//! Which addresses may be connected to: decided on what a name resolves to, at the moment of the connection, so that a
//! name cannot be harmless when it is looked at and harmful when it is used.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

use ipnet::{Ipv4Net, Ipv6Net};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use super::JwksUnavailable;

/// Looks a name up.
pub type LookUp =
    Arc<dyn Fn(String) -> Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send>> + Send + Sync>;

/// The system's own way to look names up.
pub fn system() -> LookUp {
    Arc::new(|name| Box::pin(async move { Ok(tokio::net::lookup_host((name, 0)).await?.collect()) }))
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
    pub fn admits_url(&self, uri: &Url) -> Result<(), JwksUnavailable> {
        let literal = match uri.host() {
            Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
            Some(Host::Domain(_)) => None,
            None => return Err(JwksUnavailable::Forbidden),
        };
        let local = literal.is_some_and(|address| address.is_loopback());
        if uri.scheme() != "https" && !(uri.scheme() == "http" && self.private_networks && local) {
            return Err(JwksUnavailable::NotHttps);
        }
        match literal {
            Some(address) if !self.admits(address) => Err(JwksUnavailable::Forbidden),
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

/// IANA's registry of special-purpose IPv4 addresses (RFC 6890), multicast and what is reserved.
const SPECIAL_V4: [(Ipv4Addr, u8); 15] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// Of IPv6 only global unicast is public, but for these: protocol assignments and tunnels, documentation.
const GLOBAL_V6: (Ipv6Addr, u8) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);
const SPECIAL_V6: [(Ipv6Addr, u8); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

fn is_public(address: IpAddr) -> bool {
    let within_v4 = |(network, length), address: &Ipv4Addr| {
        Ipv4Net::new(network, length).is_ok_and(|network| network.contains(address))
    };
    let within_v6 = |(network, length), address: &Ipv6Addr| {
        Ipv6Net::new(network, length).is_ok_and(|network| network.contains(address))
    };
    match address.to_canonical() {
        IpAddr::V4(address) => !SPECIAL_V4.iter().any(|network| within_v4(*network, &address)),
        IpAddr::V6(address) => {
            within_v6(GLOBAL_V6, &address) && !SPECIAL_V6.iter().any(|network| within_v6(*network, &address))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_public_internet_is_public() {
        let public = ["8.8.8.8", "192.0.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00::1"];
        for address in public {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
        let not = [
            "0.0.0.0",
            "0.1.2.3",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.168.1.1",
            "198.19.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "100::1",
            "5f00::1",
        ];
        for address in not {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn an_address_in_place_of_a_name_is_judged() {
        let guard = |private_networks| Guard { private_networks, look_up: system() };
        let refused = |uri: &str, private| guard(private).admits_url(&uri.parse().unwrap()).err();
        assert_eq!(refused("https://keys.example/jwks", false), None);
        assert_eq!(refused("http://keys.example/jwks", true), Some(JwksUnavailable::NotHttps));
        assert_eq!(refused("ftp://127.0.0.1/jwks", true), Some(JwksUnavailable::NotHttps));
        assert_eq!(refused("http://127.0.0.1/jwks", false), Some(JwksUnavailable::NotHttps));
        assert_eq!(refused("http://10.0.0.1/jwks", true), Some(JwksUnavailable::NotHttps));
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
            assert_eq!(refused(uri, false), Some(JwksUnavailable::Forbidden), "{uri}");
        }
    }
}
