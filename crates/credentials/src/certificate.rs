//! Client certificates, as access tokens are bound to them (RFC 8705).

use aws_lc_rs::digest;
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};

/// How long the value of a `Client-Cert` header may be, in bytes.
const MAX_HEADER: usize = 16 * 1024;

/// `x5t#S256`: SHA-256 of the certificate in DER, in base64url (RFC 8705 section 3.1).
pub fn certificate_thumbprint(der: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, der))
}

/// The thumbprint of the certificate in a `Client-Cert` header (RFC 9440 section 2.2: DER in base64, between colons).
/// Take the header only from a proxy that you trust, and that removes the one that callers send. `None` when the value
/// is no certificate.
pub fn client_cert_thumbprint(header: &str) -> Option<String> {
    let text = header.trim_matches(' ').strip_prefix(':')?.strip_suffix(':')?;
    if text.is_empty() || text.len() > MAX_HEADER {
        return None;
    }
    Some(certificate_thumbprint(&STANDARD.decode(text).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_gives_the_thumbprint_of_its_bytes() {
        // SHA-256 of "abc" (FIPS 180-4), in base64url.
        let thumbprint = "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0";
        assert_eq!(certificate_thumbprint(b"abc"), thumbprint);
        assert_eq!(client_cert_thumbprint(" :YWJj: ").as_deref(), Some(thumbprint));
        let long = format!(":{}:", "A".repeat(MAX_HEADER + 4));
        for other in ["", ":", "::", "YWJj", ":YWJj", ":YWJ:", ":YWJj:, :YWJj:", ":-_-_:", &long] {
            assert_eq!(client_cert_thumbprint(other), None, "{other:.20}");
        }
    }
}
