//! Middleware that logs how many statements a request sent to the database.

use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
};

/// Says in the request's log how many statements it sent to the database.
pub async fn count<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let (answer, statements) = store::counted(next.call(request)).await;
    tracing::debug!(statements, "statements sent");
    answer
}
