//! Middleware for actix-web that passes on requests with a valid token alone, and the extractor of their access.

use std::fmt;
use std::ops::Deref;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{AUTHORIZATION, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::middleware::Next;
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest, HttpResponse, ResponseError};

use credentials::DpopRejected;

use crate::{Access, Presented, Realm, Rejected, Scheme, Verifier};

/// The access of a request whose token is valid. Reads as an [`Access`].
#[derive(Clone)]
pub struct Bearer {
    access: Access,
    verifier: Verifier,
    scheme: Scheme,
}

impl Deref for Bearer {
    type Target = Access;

    fn deref(&self) -> &Access {
        &self.access
    }
}

impl Bearer {
    /// # Errors
    /// 403 `insufficient_scope` when the token does not hold the scope.
    pub fn require_scope(&self, scope: &str) -> Result<(), Refused> {
        let refuse = |rejected| Refused::new(rejected, &self.verifier, self.scheme);
        self.access.require_scope(scope).map_err(refuse)
    }
}

impl FromRequest for Bearer {
    type Error = Refused;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Refused>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { admit(&request).await })
    }
}

/// Middleware (`.wrap(from_fn(protect))`): nothing behind it answers without a valid token.
/// The [`Verifier`] must be in the app's data (`.app_data(verifier)`).
///
/// # Errors
/// A [`Refused`], which renders itself.
pub async fn protect(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    match admit(request.request()).await {
        Ok(_) => Ok(next.call(request).await?.map_into_left_body()),
        // An answer, not an error: middleware outside this one still adds its headers.
        Err(refused) => Ok(request.into_response(refused.error_response()).map_into_right_body()),
    }
}

/// Checks a request once, however often it is asked for: a proof of possession is good for one look. Another verifier
/// looks for itself.
async fn admit(request: &HttpRequest) -> Result<Bearer, Refused> {
    let Some(verifier) = request.app_data::<Verifier>() else {
        tracing::error!("no Verifier is in the app's data: every request is refused");
        return Err(Refused { rejected: Rejected::Unavailable, challenge: None });
    };
    let admitted = request.extensions().get::<Bearer>().filter(|it| it.verifier.is(verifier)).cloned();
    if let Some(bearer) = admitted {
        return Ok(bearer);
    }
    let refuse = |rejected, scheme| Refused::new(rejected, verifier, scheme);
    let (scheme, token) = presented_token(request).map_err(|rejected| refuse(rejected, Scheme::Bearer))?;
    let proof = proof(request).map_err(|rejected| refuse(rejected, scheme))?;
    let certificate =
        request.app_data::<ClientCertificate>().and_then(|certificate| (certificate.0)(request));
    let presented = Presented {
        scheme,
        token,
        proof,
        method: request.method().as_str(),
        path: request.uri().path(),
        certificate: certificate.as_deref(),
    };
    let access = verifier.verify(&presented).await.map_err(|rejected| refuse(rejected, scheme))?;
    let bearer = Bearer { access, verifier: verifier.clone(), scheme };
    request.extensions_mut().insert(bearer.clone());
    Ok(bearer)
}

/// How to find the client's certificate, for tokens that are bound to one (RFC 8705): in the app's data, a closure that
/// gives its thumbprint ([`crate::certificate_thumbprint`], or [`crate::client_cert_thumbprint`] behind a proxy that
/// you trust). Without it such tokens are refused.
#[derive(Clone)]
pub struct ClientCertificate(Arc<FindCertificate>);

type FindCertificate = dyn Fn(&HttpRequest) -> Option<String> + Send + Sync;

impl ClientCertificate {
    pub fn from_fn(find: impl Fn(&HttpRequest) -> Option<String> + Send + Sync + 'static) -> Self {
        Self(Arc::new(find))
    }
}

/// RFC 9449 section 4.3: at most one `DPoP` header.
fn proof(request: &HttpRequest) -> Result<Option<&str>, Rejected> {
    let mut headers = request.headers().get_all("DPoP");
    match (headers.next(), headers.next()) {
        (None, _) => Ok(None),
        (Some(proof), None) => Ok(Some(proof.to_str().unwrap_or_default())),
        _ => Err(Rejected::InvalidProof(DpopRejected::Malformed)),
    }
}

/// Finds the token in the `Authorization` header (RFC 6750 section 2.1, RFC 9449 section 7.1), the only place where it
/// is taken from.
///
/// # Errors
/// `NoToken` without one, `InvalidRequest` for a header that is malformed or one of several, and for a token in the URL.
pub fn presented_token(request: &HttpRequest) -> Result<(Scheme, &str), Rejected> {
    let in_url = request
        .query_string()
        .split('&')
        .any(|pair| pair.split('=').next().is_some_and(|name| name == "access_token"));
    let mut headers = request.headers().get_all(AUTHORIZATION);
    let (first, second) = (headers.next(), headers.next());
    let header = first.map(|value| value.to_str().unwrap_or_default());
    let token = header.and_then(|header| {
        let (scheme, token) = header.split_once(' ').unwrap_or((header, ""));
        Scheme::from_name(scheme).map(|scheme| (scheme, token.trim_matches(' ')))
    });
    match token {
        _ if second.is_some() => Err(Rejected::InvalidRequest("several Authorization headers were sent")),
        Some(_) if in_url => Err(Rejected::InvalidRequest("the access token was sent in two ways")),
        None if in_url => {
            Err(Rejected::InvalidRequest("the access token belongs in the Authorization header"))
        }
        Some((scheme, token)) if is_b64token(token) => Ok((scheme, token)),
        Some(_) => Err(Rejected::InvalidRequest("the Authorization header is malformed")),
        None => Err(Rejected::NoToken),
    }
}

/// RFC 6750 section 2.1: `1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="`.
fn is_b64token(token: &str) -> bool {
    let body = token.trim_end_matches('=');
    !body.is_empty() && body.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte))
}

/// A rejection on its way out.
#[derive(Debug, Clone)]
pub struct Refused {
    pub rejected: Rejected,
    challenge: Option<String>,
}

impl Refused {
    /// By an API that has this realm and takes this scheme, where no [`Verifier`] stands between.
    pub fn in_realm(rejected: Rejected, realm: Realm<'_>, scheme: Scheme) -> Self {
        let challenge = rejected.challenge(realm, scheme);
        Self { rejected, challenge }
    }

    fn new(rejected: Rejected, verifier: &Verifier, scheme: Scheme) -> Self {
        let challenge = verifier.challenge(&rejected, scheme);
        Self { rejected, challenge }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.rejected.fmt(f)
    }
}

impl ResponseError for Refused {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.rejected.status()).unwrap_or(StatusCode::UNAUTHORIZED)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        if let Some(challenge) = &self.challenge {
            response.insert_header((WWW_AUTHENTICATE, challenge.as_str()));
        }
        if self.rejected == Rejected::Unavailable {
            response.insert_header((RETRY_AFTER, "1"));
        }
        match self.rejected.error_code() {
            Some(code) => response.json(serde_json::json!({
                "error": code,
                "error_description": self.rejected.to_string(),
            })),
            None => response.finish(),
        }
    }
}
