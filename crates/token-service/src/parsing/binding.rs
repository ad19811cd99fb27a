//! The binding of a token: to the key of a DPoP proof (RFC 9449), or to the client's certificate (RFC 8705).

use ::web::Networks;
use actix_web::HttpRequest;
use credentials::{DpopRejected, client_cert_thumbprint};

use crate::errors::TokenError;

/// RFC 9449 section 4.1.
const DPOP: &str = "DPoP";
/// RFC 9440 section 2.2: the certificate's DER as a structured field's byte sequence.
const CLIENT_CERT: &str = "Client-Cert";

/// What a request brings along to bind its token to.
#[derive(Debug, Default)]
pub struct Binding<'a> {
    /// A DPoP proof that is not verified yet.
    pub proof: Option<&'a str>,
    /// SHA-256 of the client's certificate in base64url.
    pub certificate: Option<String>,
}

impl<'a> Binding<'a> {
    /// # Errors
    /// `invalid_dpop_proof` for more than one proof, `invalid_request` for a certificate that is none.
    pub fn read(request: &'a HttpRequest, certificate_proxies: &Networks) -> Result<Self, TokenError> {
        let mut proofs = request.headers().get_all(DPOP);
        let proof = proofs.next().map(|proof| proof.to_str().unwrap_or_default());
        if proofs.next().is_some() {
            return Err(TokenError::InvalidDpopProof(DpopRejected::Malformed));
        }
        Ok(Self { proof, certificate: certificate(request, certificate_proxies)? })
    }
}

/// The certificate's thumbprint. Only proxies that the settings name are believed.
fn certificate(request: &HttpRequest, proxies: &Networks) -> Result<Option<String>, TokenError> {
    let mut headers = request.headers().get_all(CLIENT_CERT);
    let Some(header) = headers.next() else { return Ok(None) };
    let peer = request.peer_addr().map(|peer| peer.ip().to_canonical());
    if !peer.is_some_and(|peer| proxies.contains(peer)) {
        return Ok(None);
    }
    let one = header.to_str().ok().filter(|_| headers.next().is_none());
    let thumbprint = one.and_then(client_cert_thumbprint);
    thumbprint.map(Some).ok_or(TokenError::InvalidRequest("the Client-Cert header is malformed"))
}
