//! How many requests there were, and how long their answers took.

use std::time::{Duration, Instant};

use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{Method, StatusCode},
    middleware::Next,
    web::Data,
};
use prometheus::{Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, Opts, Registry};
use token_service::Endpoint;

use super::metrics::Metrics;

const LABELS: [&str; 3] = ["endpoint", "method", "status"];

pub struct RequestCounts {
    requests: IntCounterVec,
    durations: HistogramVec,
    /// Those of the answer that nearly every token request gets, found once.
    granted: [(IntCounter, Histogram); Endpoint::PATTERNS.len()],
}

impl RequestCounts {
    pub fn new(registry: &Registry) -> Result<Self, prometheus::Error> {
        let requests = Opts::new("http_requests_total", "Total number of HTTP requests").namespace("grantry");
        let requests = IntCounterVec::new(requests, &LABELS)?;
        let help = "HTTP request duration in seconds for all requests";
        let durations = HistogramOpts::new("http_requests_duration_seconds", help).namespace("grantry");
        let durations = HistogramVec::new(durations, &LABELS)?;
        registry.register(Box::new(requests.clone()))?;
        registry.register(Box::new(durations.clone()))?;
        let granted = Endpoint::PATTERNS.map(|route| {
            let labels = [route, "POST", "200"];
            (requests.with_label_values(&labels), durations.with_label_values(&labels))
        });
        Ok(Self { requests, durations, granted })
    }

    /// Counts an answer of a token endpoint.
    pub fn count_token(&self, endpoint: Endpoint, status: StatusCode, took: Duration) {
        let route = endpoint.pattern();
        let found = Endpoint::PATTERNS.iter().zip(&self.granted).find(|(pattern, _)| **pattern == route);
        match (status, found) {
            (StatusCode::OK, Some((_, (requests, durations)))) => {
                requests.inc();
                durations.observe(took.as_secs_f64());
            }
            _ => self.count(route, "POST", status, took),
        }
    }

    fn count(&self, route: &str, method: &str, status: StatusCode, took: Duration) {
        let labels = [route, method, status.as_str()];
        self.requests.with_label_values(&labels).inc();
        self.durations.with_label_values(&labels).observe(took.as_secs_f64());
    }
}

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
    if let Some(metrics) = metrics.filter(|_| !route.starts_with("/docs/")) {
        metrics.requests.count(route, method, response.status(), began.elapsed());
    }
    Ok(response)
}

/// A method's name as a label: anybody can make up new ones.
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
