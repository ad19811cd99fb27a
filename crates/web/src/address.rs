use std::net::IpAddr;

use actix_web::{HttpRequest, web::Data};

/// Proxies whose `X-Forwarded-For` is believed. From anyone else the header is ignored.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(pub Vec<IpAddr>);

/// The caller's address: the connection's peer, or what a trusted proxy says of it. A proxy writes at the end, or in a
/// line of its own: all before that is the caller's word.
pub fn caller_ip(request: &HttpRequest) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip().to_canonical();
    let trusted = request.app_data::<Data<TrustedProxies>>().is_some_and(|proxies| proxies.0.contains(&peer));
    let forwarded = || {
        let header = request.headers().get_all("x-forwarded-for").next_back()?.to_str().ok()?;
        header.rsplit(',').next()?.trim().parse::<IpAddr>().ok().map(|address| address.to_canonical())
    };
    Some(if trusted { forwarded().unwrap_or(peer) } else { peer })
}

/// [`caller_ip`] as text.
pub(crate) fn caller_address(request: &HttpRequest) -> Option<String> {
    caller_ip(request).map(|address| address.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn an_ipv4_address_is_itself_on_a_socket_of_both_versions() {
        let proxies = Data::new(TrustedProxies(vec![IpAddr::from([10, 0, 0, 1])]));
        let from = |peer: &str| {
            let request = TestRequest::default().peer_addr(peer.parse().unwrap()).app_data(proxies.clone());
            caller_ip(&request.insert_header(("x-forwarded-for", "::ffff:192.0.2.7")).to_http_request())
        };
        assert_eq!(from("[::ffff:10.0.0.1]:1"), Some(IpAddr::from([192, 0, 2, 7])));
        assert_eq!(from("[::ffff:10.0.0.2]:1"), Some(IpAddr::from([10, 0, 0, 2])));
    }
}
