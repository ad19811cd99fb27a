use std::net::IpAddr;

use actix_web::{HttpRequest, web::Data};

/// Proxies whose `X-Forwarded-For` is believed. From anyone else the header is ignored.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(pub Vec<IpAddr>);

/// The caller's address: the connection's peer, or what a trusted proxy says of it.
pub fn caller_ip(request: &HttpRequest) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip();
    let trusted = request.app_data::<Data<TrustedProxies>>().is_some_and(|proxies| proxies.0.contains(&peer));
    let forwarded = || {
        let header = request.headers().get("x-forwarded-for")?.to_str().ok()?;
        header.rsplit(',').next()?.trim().parse::<IpAddr>().ok()
    };
    Some(if trusted { forwarded().unwrap_or(peer) } else { peer })
}

/// [`caller_ip`] as text.
pub(crate) fn caller_address(request: &HttpRequest) -> Option<String> {
    caller_ip(request).map(|address| address.to_string())
}
