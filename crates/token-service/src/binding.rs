//! What a token is bound to: the key of a DPoP proof (RFC 9449), or the client's certificate (RFC 8705).

use std::net::IpAddr;

use actix_web::HttpRequest;
use aws_lc_rs::digest;
use chrono::TimeDelta;
use credentials::{DpopProof, DpopRejected, PROOF_LIFETIME, VerifiedProof, client_cert_thumbprint};
use model::ids::CredentialId;

use crate::TokenService;
use crate::error::TokenError;

/// RFC 9449 section 4.1.
const DPOP: &str = "DPoP";
/// RFC 9440 section 2.2: the certificate's DER as a structured field's byte sequence.
const CLIENT_CERT: &str = "Client-Cert";

/// What a request brings along to bind its token to.
#[derive(Debug, Default)]
pub struct Binding<'a> {
    /// An unread DPoP proof.
    pub proof: Option<&'a str>,
    /// SHA-256 of the client's certificate in base64url.
    pub certificate: Option<String>,
}

impl<'a> Binding<'a> {
    /// # Errors
    /// `invalid_dpop_proof` for more than one proof, `invalid_request` for a certificate that is none.
    pub fn read(request: &'a HttpRequest, certificate_proxies: &[IpAddr]) -> Result<Self, TokenError> {
        let mut proofs = request.headers().get_all(DPOP);
        let proof = proofs.next().map(|proof| proof.to_str().unwrap_or_default());
        if proofs.next().is_some() {
            return Err(TokenError::InvalidDpopProof(DpopRejected::Malformed));
        }
        Ok(Self { proof, certificate: certificate(request, certificate_proxies)? })
    }
}

/// The certificate's thumbprint, on the word of a proxy that is named in the settings; nobody else's word counts.
fn certificate(request: &HttpRequest, proxies: &[IpAddr]) -> Result<Option<String>, TokenError> {
    let Some(header) = request.headers().get(CLIENT_CERT) else { return Ok(None) };
    let peer = request.peer_addr().map(|peer| peer.ip().to_canonical());
    if !peer.is_some_and(|peer| proxies.contains(&peer)) {
        return Ok(None);
    }
    let thumbprint = header.to_str().ok().and_then(client_cert_thumbprint);
    thumbprint.map(Some).ok_or(TokenError::InvalidRequest("the Client-Cert header is malformed"))
}

impl TokenService {
    /// Checks a proof for a request to `url`, and uses it up. With an access token it must be about that.
    pub(crate) async fn use_proof(
        &self,
        proof: &str,
        client: CredentialId,
        method: &str,
        url: &str,
        access_token: Option<&str>,
    ) -> Result<VerifiedProof, TokenError> {
        let now = self.now();
        let verified = DpopProof::parse(proof)
            .and_then(|proof| proof.verify(method, url, now.timestamp(), access_token))
            .map_err(TokenError::InvalidDpopProof)?;
        let expires_at = now + TimeDelta::seconds(PROOF_LIFETIME);
        let used = format!("{} {}", verified.jkt, verified.jti);
        if self.use_once(client, &used, expires_at).await? {
            Ok(verified)
        } else {
            Err(TokenError::UsedDpopProof)
        }
    }

    /// Whether this is the first time that the client uses an assertion or proof, on whatever node: one atomic insert.
    pub(crate) async fn use_once(
        &self,
        client: CredentialId,
        what: &str,
        expires_at: model::Timestamp,
    ) -> Result<bool, TokenError> {
        let hash = digest::digest(&digest::SHA256, what.as_bytes());
        let mut tx = self.0.store.begin().await?;
        let first = tx.platform().await?.use_assertion(client, hash.as_ref(), expires_at).await?;
        tx.commit().await?;
        Ok(first)
    }
}
