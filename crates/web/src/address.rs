//! The caller's address, also behind proxies, and the networks that settings name.

use std::net::{IpAddr, SocketAddr};

use actix_web::{HttpRequest, http::header::HeaderMap, web::Data};
use ipnet::IpNet;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// An address or a network (CIDR), as settings name machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network(IpNet);

/// Some machines.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Networks(Vec<Network>);

impl Networks {
    /// An IPv4 address is itself on a socket of both versions.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.0.contains(&address))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'de> Deserialize<'de> for Network {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let address = || text.parse().map(|address: IpAddr| IpNet::from(address.to_canonical()));
        let network = text.parse().or_else(|_| address());
        network
            .map(Self)
            .map_err(|_| D::Error::custom(format!("{text:?} is neither an address nor a network")))
    }
}

impl Serialize for Network {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// Proxies whose `X-Forwarded-For` is believed. From other peers the header is ignored.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(pub Networks);

/// The caller's address: the connection's peer, or what trusted proxies say of it.
pub fn caller_ip(request: &HttpRequest) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip().to_canonical();
    let Some(proxies) = request.app_data::<Data<TrustedProxies>>() else { return Some(peer) };
    Some(proxies.0.caller(peer, request.headers()))
}

impl Networks {
    /// Each proxy writes at the end, or in a line of its own, whom it was asked by: from the right, the first address
    /// that is no proxy's is the caller's, and all before it is the caller's word.
    fn caller(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let lines: Vec<_> = headers.get_all("x-forwarded-for").collect();
        let hops = lines.iter().rev().flat_map(|line| line.to_str().unwrap_or("?").rsplit(','));
        let mut caller = peer;
        for hop in hops {
            if !self.contains(caller) {
                break;
            }
            // What cannot be read hides who is behind it.
            let Some(address) = hop_address(hop.trim()) else { break };
            caller = address;
        }
        caller
    }
}

/// `192.0.2.7`, `192.0.2.7:4711`, `2001:db8::7`, `[2001:db8::7]` or `[2001:db8::7]:4711`.
fn hop_address(hop: &str) -> Option<IpAddr> {
    let bare = || hop.strip_prefix('[')?.strip_suffix(']')?.parse().ok().map(IpAddr::V6);
    let with_port = || hop.parse().ok().map(|address: SocketAddr| address.ip());
    let address = hop.parse().ok().or_else(bare).or_else(with_port);
    address.map(|address: IpAddr| address.to_canonical())
}

/// [`caller_ip`] as text.
pub(crate) fn caller_address(request: &HttpRequest) -> Option<String> {
    caller_ip(request).map(|address| address.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn networks(of: &[&str]) -> Networks {
        serde_json::from_value(serde_json::json!(of)).unwrap()
    }

    fn caller(peer: &str, lines: &[&str]) -> String {
        let proxies =
            TrustedProxies(networks(&["10.0.0.0/24", "192.168.1.1", "2001:db8:1::/48", "::ffff:172.16.0.1"]));
        let request = TestRequest::default().peer_addr(peer.parse().unwrap()).app_data(Data::new(proxies));
        let request =
            lines.iter().fold(request, |request, line| request.append_header(("x-forwarded-for", *line)));
        caller_ip(&request.to_http_request()).unwrap().to_string()
    }

    #[test]
    fn an_ipv4_address_is_itself_on_a_socket_of_both_versions() {
        assert_eq!(caller("[::ffff:10.0.0.1]:1", &["::ffff:192.0.2.7"]), "192.0.2.7");
        assert_eq!(caller("[::ffff:10.0.1.1]:1", &["::ffff:192.0.2.7"]), "10.0.1.1");
        assert_eq!(caller("172.16.0.1:1", &["192.0.2.7"]), "192.0.2.7");
    }

    #[test]
    fn proxies_behind_proxies_are_passed_from_the_right() {
        assert_eq!(caller("10.0.0.9:1", &["198.51.100.1, 192.0.2.7, 192.168.1.1, 10.0.0.77"]), "192.0.2.7");
        assert_eq!(caller("10.0.0.9:1", &["198.51.100.1", "192.0.2.7, 10.0.0.8", "10.0.0.77"]), "192.0.2.7");
        assert_eq!(caller("[2001:db8:1::5]:1", &["2001:db8:2::1,2001:db8:1:9::1"]), "2001:db8:2::1");
        // Everyone is a proxy: the first of them asked.
        assert_eq!(caller("10.0.0.9:1", &["10.0.0.3, 10.0.0.4"]), "10.0.0.3");
        assert_eq!(caller("10.0.0.9:1", &[]), "10.0.0.9");
        assert_eq!(caller("192.0.2.1:1", &["10.0.0.3"]), "192.0.2.1");
    }

    #[test]
    fn ports_and_brackets_are_read() {
        for (line, expected) in [
            ("192.0.2.7:4711", "192.0.2.7"),
            ("[2001:db8:2::1]:4711", "2001:db8:2::1"),
            ("[2001:db8:2::1]", "2001:db8:2::1"),
            ("192.0.2.7:4711 , 10.0.0.3:80", "192.0.2.7"),
        ] {
            assert_eq!(caller("10.0.0.9:1", &[line]), expected, "{line}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_nobodys_word() {
        for (line, expected) in [
            ("unknown", "10.0.0.9"),
            ("192.0.2.7, _hidden, 10.0.0.3", "10.0.0.3"),
            ("192.0.2.7, ", "10.0.0.9"),
            ("192.0.2.7:99999", "10.0.0.9"),
            ("\"192.0.2.7\"", "10.0.0.9"),
        ] {
            assert_eq!(caller("10.0.0.9:1", &[line]), expected, "{line}");
        }
    }

    #[test]
    fn settings_name_addresses_and_networks() {
        for wrong in ["10.0.0.0/33", "proxy.example", "10.0.0", ""] {
            assert!(serde_json::from_value::<Networks>(serde_json::json!([wrong])).is_err(), "{wrong}");
        }
        assert!(networks(&["0.0.0.0/0"]).contains("192.0.2.7".parse().unwrap()));
    }
}
