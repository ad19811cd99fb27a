//! Middleware that answers a change only after this node's token endpoint knows it.

use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
    web::Data,
};
use token_service::TokenService;

/// Middleware: a change is answered when this node's token endpoint acts on it, so that an admin who reads "disabled"
/// finds it so.
pub async fn catch_up(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let tokens = request.app_data::<Data<TokenService>>().cloned();
    let changes = !request.method().is_safe();
    let response = next.call(request).await?;
    if let Some(tokens) = tokens.filter(|_| changes && response.status().is_success()) {
        tokens.catch_up().await;
    }
    Ok(response)
}
