//! The issuer that a request addresses, read from its path.

use std::future::ready;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::web::{Data, Path};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use model::environment::Environment::{self, Live, Sandbox};
use model::issuer;
use tokio::time::Instant;

use crate::clients::AddressedIssuer;
use crate::errors::TokenError;
use crate::service::TokenService;

/// The issuers that a route serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Issuers {
    /// The platform itself, for all tenants of an environment together.
    Platform(Environment),
    /// The tenants of an environment, each at a path of its own.
    Tenants(Environment),
}

impl Issuers {
    /// Where tokens are issued, introspected and revoked. The platform does that for both environments.
    pub const OF_TOKENS: [Self; 3] = [Self::Platform(Live), Self::Tenants(Live), Self::Tenants(Sandbox)];
    pub const OF_KEYS: [Self; 4] =
        [Self::Platform(Live), Self::Platform(Sandbox), Self::Tenants(Live), Self::Tenants(Sandbox)];
    pub const OF_METADATA: [Self; 2] = [Self::Tenants(Live), Self::Tenants(Sandbox)];

    /// Their path, with the tenant's id as a parameter of this name.
    pub fn path(self, parameter: &str) -> String {
        match self {
            Self::Platform(environment) => issuer::of_platform(environment).to_owned(),
            Self::Tenants(environment) => format!("{}{{{parameter}}}", issuer::of_tenants(environment)),
        }
    }

    /// The tenant's part of a path that is theirs; the platform's has an empty one.
    pub fn tenant_in(self, path: &str) -> Option<&str> {
        match self {
            Self::Platform(environment) => (path == issuer::of_platform(environment)).then_some(""),
            Self::Tenants(environment) => {
                path.strip_prefix(issuer::of_tenants(environment)).filter(|tenant| !tenant.is_empty())
            }
        }
    }

    pub fn addressed(self, service: &TokenService, tenant: &str) -> AddressedIssuer {
        match self {
            Self::Platform(environment) => AddressedIssuer::Platform(environment),
            Self::Tenants(environment) => match tenant.parse() {
                Ok(tenant) => service.at_path(tenant, environment),
                Err(_) => AddressedIssuer::Unknown,
            },
        }
    }
}

/// For a handler of a route that has [`Issuers`] among its data. Before an issuer counts as unknown, this node reads what
/// was committed before the request.
impl FromRequest for AddressedIssuer {
    type Error = TokenError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, TokenError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        // Of a host, which says more than the path that it was given.
        if let Some(issuer) = request.extensions().get::<Self>().copied() {
            return Box::pin(ready(Ok(issuer)));
        }
        let (issuers, service) = (request.app_data::<Issuers>(), request.app_data::<Data<TokenService>>());
        let Some((issuers, service)) = issuers.copied().zip(service.cloned()) else {
            tracing::error!("a route serves no issuers");
            return Box::pin(ready(Err(TokenError::ServerError)));
        };
        // The platform's path has no parameter.
        let tenant = Path::<String>::from_request(request, payload).into_inner();
        let tenant = tenant.map(Path::into_inner).unwrap_or_default();
        Box::pin(async move {
            let asked = Instant::now();
            match issuers.addressed(&service, &tenant) {
                Self::Unknown => {
                    service.0.freshness.newer_than(asked).await?;
                    Ok(issuers.addressed(&service, &tenant))
                }
                issuer => Ok(issuer),
            }
        })
    }
}
