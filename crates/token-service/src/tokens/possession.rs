//! Whether a call proves possession of what its token is bound to: a key (RFC 9449), or a client certificate (RFC
//! 8705).

use actix_web::HttpRequest;
use actix_web::http::header::HeaderMap;
use credentials::{AccessTokenClaims, VerifiedProof};
use grantry_guard::{Rejected, Scheme};

use crate::parsing::Binding;
use crate::service::TokenService;

const UNNAMED: Rejected = Rejected::InvalidRequest("X-Original-Method or X-Original-URL is missing");

impl TokenService {
    /// The proof of the key, for a token that is bound to one. Whether it was used before is still to be checked.
    pub(super) fn check_possession(
        &self,
        request: &HttpRequest,
        scheme: Scheme,
        token: &str,
        claims: &AccessTokenClaims<'_>,
    ) -> Result<Option<VerifiedProof>, Rejected> {
        let brought = Binding::read(request, &self.0.settings.certificate_proxies)
            .map_err(|_| Rejected::InvalidRequest("the DPoP or Client-Cert header is malformed"))?;
        let cnf = claims.cnf.clone().unwrap_or_default();
        if cnf.x5t_s256.is_some() && cnf.x5t_s256.as_deref() != brought.certificate.as_deref() {
            return Err(Rejected::InvalidToken("the access token is bound to another client certificate"));
        }
        match (cnf.jkt, scheme) {
            (None, Scheme::Bearer) => Ok(None),
            (None, Scheme::Dpop) => Err(Rejected::InvalidToken("the access token is not bound to a key")),
            (Some(_), Scheme::Bearer) => {
                Err(Rejected::NotProved("the access token is bound to a key: use the DPoP scheme"))
            }
            (Some(jkt), Scheme::Dpop) => {
                let proof = brought.proof.ok_or(Rejected::NotProved("the DPoP proof is missing"))?;
                let (method, url) = original(request.headers()).ok_or(UNNAMED)?;
                let verified = self.verify_proof(proof, method, &url, Some(token));
                let verified = verified.map_err(Rejected::InvalidProof)?;
                if verified.jkt != jkt {
                    return Err(Rejected::NotProved("the DPoP proof is signed by another key"));
                }
                Ok(Some(verified))
            }
        }
    }
}

/// Method and URL of the request that the proxy asks about: in the headers that our examples set, or in Traefik's own.
fn original(headers: &HeaderMap) -> Option<(&str, String)> {
    let value = |name: &str| headers.get(name)?.to_str().ok();
    if let Some(method) = value("x-original-method") {
        return Some((method, value("x-original-url")?.to_owned()));
    }
    let (scheme, host) = (value("x-forwarded-proto")?, value("x-forwarded-host")?);
    let url = format!("{scheme}://{host}{}", value("x-forwarded-uri")?);
    Some((value("x-forwarded-method")?, url))
}
