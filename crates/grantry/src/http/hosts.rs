//! The hosts of tenants and of the platform: a request to one is for its endpoints alone, and one to another host is
//! refused.

use actix_web::{
    Error, HttpMessage, HttpResponse,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{
        StatusCode,
        header::{CACHE_CONTROL, RETRY_AFTER},
    },
    middleware::Next,
};
use token_service::{HostRefused, Mapped, TokenEndpoint, TokenService};

use super::operations;

/// What load balancers and monitoring ask by whatever name.
const ANYWHERE: [&str; 3] = ["/livez", operations::READY, "/metrics"];

/// Where a request goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Endpoint(TokenEndpoint),
    Routes,
    /// It depends on what this node has not read yet: see [`find_again`].
    Unknown,
}

/// Finds the way of a request by its host. To be called before others hold the request.
pub fn find(tokens: &TokenService, request: &mut ServiceRequest) -> Way {
    if ANYWHERE.contains(&request.path()) {
        return Way::Routes;
    }
    way(tokens.map(request), request)
}

/// As [`find`], after this node has read what was committed before the request.
pub async fn find_again(tokens: &TokenService, request: &mut ServiceRequest) -> Way {
    way(tokens.map_again(request).await, request)
}

fn way(mapped: Mapped, request: &ServiceRequest) -> Way {
    match mapped {
        Mapped::Token(endpoint) => Way::Endpoint(endpoint),
        Mapped::Route => Way::Routes,
        Mapped::UnknownTenant => Way::Unknown,
        Mapped::Refused(why) => {
            request.extensions_mut().insert(why);
            Way::Routes
        }
    }
}

/// Middleware that answers requests for which there is [nothing](HostRefused) at their host. It stands inside those that
/// log, count and add headers.
pub async fn refuse(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let refused = request.extensions().get::<HostRefused>().copied();
    match refused {
        Some(why) => Ok(request.into_response(answer(why)).map_into_right_body()),
        None => Ok(next.call(request).await?.map_into_left_body()),
    }
}

/// Says nothing of any tenant: a host that one had is as one that none ever had.
fn answer(why: HostRefused) -> HttpResponse {
    let (status, error, description) = match why {
        HostRefused::NoHost => (StatusCode::BAD_REQUEST, "invalid_request", "name one host"),
        HostRefused::NothingThere => {
            (StatusCode::NOT_FOUND, "invalid_request", "there is nothing at this address")
        }
        HostRefused::Elsewhere => {
            (StatusCode::MISDIRECTED_REQUEST, "invalid_request", "this host is not served here")
        }
        HostRefused::Unsure => {
            (StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable", "try again in a second")
        }
    };
    request_notes::reason(description);
    let mut response = HttpResponse::build(status);
    response.insert_header((CACHE_CONTROL, "no-store")).content_type("application/json");
    if why == HostRefused::Unsure {
        response.insert_header((RETRY_AFTER, "1"));
    }
    response.body(format!(r#"{{"error":"{error}","error_description":"{description}"}}"#))
}
