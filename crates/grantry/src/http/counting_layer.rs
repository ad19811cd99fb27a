//! The layer that counts requests.

use std::time::Instant;

use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::Method,
    middleware::Next,
    web::Data,
};

use super::{docs_ui, metrics::Metrics};

/// Middleware: counts what goes through it, by the route's pattern. Swagger UI's own files are not counted.
pub async fn count(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let (began, method) = (Instant::now(), name(request.method()));
    let metrics = request.app_data::<Data<Metrics>>().cloned();
    let response = next.call(request).await?;
    let pattern = response.request().match_pattern();
    let route = pattern.as_deref().unwrap_or("unmatched");
    if let Some(metrics) = metrics.filter(|_| !route.starts_with(docs_ui::FOLDER)) {
        metrics.requests.count(route, method, response.status(), began.elapsed());
    }
    Ok(response)
}

/// A method's name as a label. Callers can make up methods: all of those are one label.
fn name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
