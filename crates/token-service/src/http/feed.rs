//! `GET /oauth2/feed`: which tokens were revoked, as server-sent events, for resource servers that verify offline.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use model::issuer;
use tokio::time::Instant;

use crate::errors::{TokenError, TokenErrorResponse};
use crate::feed::{LastEventId, Subscriber};
use crate::parsing::form::Form;
use crate::service::TokenService;

/// Follow revocations of access
///
/// Server-sent events for a resource server: `generation` (`client_id`; its tokens with a `gen` below `minimum`, or all
/// with `dead`, are revoked), `token` (`jti`, `exp`: one revoked token), `domains` (`base_domain`, `sandbox_base_domain`:
/// issuers of tenants are at hosts right below them), `issuer` (`issuer`, `open`: tokens that name an issuer which is not
/// open are revoked; before `caught-up` come all that were closed lately, and each other one is open), `keys` (fetch the JWK Set again), `caught-up`
/// (everything that matters from before has been told), `alive` (four times a second), `reset` (what was told
/// before counts no more, because `Last-Event-ID` names nothing that is kept, or the platform's database went back in time:
/// forget everything, all that matters follows, on this connection). The `id` of an event is what `Last-Event-ID` takes
/// up; what is in it is for Grantry alone. `caught-up` and `alive` say how fresh what was told is: the moment when you asked for the feed, plus `since`,
/// minus `age` (milliseconds), is the one up to which everything has been told. Trust no token when it is more than a
/// second ago.
#[utoipa::path(get, path = issuer::FEED, operation_id = "feed", tag = "OAuth 2.0",
    params(("Last-Event-ID" = Option<String>, Header, description = "The last `id` that was heard")),
    responses(
        (status = 200, content_type = "text/event-stream", body = String, description = "Events, until the credentials are deleted or this node stops"),
        (status = 400, body = TokenErrorResponse, description = "`invalid_request`"),
        (status = 401, body = TokenErrorResponse, description = "`invalid_client`"),
        (status = 429, body = TokenErrorResponse, description = "`rate_limited`; see Retry-After"),
        (status = 503, body = TokenErrorResponse, description = "`temporarily_unavailable`; see Retry-After"),
    ),
    security(("client_basic" = [])))]
pub async fn follow(service: Data<TokenService>, request: HttpRequest) -> Result<HttpResponse, TokenError> {
    let began = Instant::now();
    let server = service.authenticate_resource_server(&request, &Form::default()).await?;
    let last = LastEventId::read(request.headers());
    let subscriber = Subscriber::start(service.get_ref().clone(), server, began, last).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header(("x-accel-buffering", "no"))
        .content_type("text/event-stream")
        .streaming(subscriber.into_stream()))
}
