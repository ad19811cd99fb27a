//! The number of requests, and the time that their answers took.

use std::time::Duration;

use actix_web::http::StatusCode;
use prometheus::{Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, Opts, Registry};
use token_service::TokenEndpoint;

const LABELS: [&str; 3] = ["endpoint", "method", "status"];

pub struct RequestCounts {
    requests: IntCounterVec,
    durations: HistogramVec,
    /// The two of the answer that nearly every token request gets, looked up once.
    granted: [(IntCounter, Histogram); TokenEndpoint::COUNT],
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
        let granted = TokenEndpoint::patterns().each_ref().map(|route| {
            let labels = [route.as_str(), "POST", "200"];
            (requests.with_label_values(&labels), durations.with_label_values(&labels))
        });
        Ok(Self { requests, durations, granted })
    }

    /// Counts an answer of a token endpoint.
    pub fn count_token(&self, endpoint: TokenEndpoint, status: StatusCode, took: Duration) {
        let route = endpoint.pattern();
        let found =
            TokenEndpoint::patterns().iter().zip(&self.granted).find(|(pattern, _)| **pattern == route);
        match (status, found) {
            (StatusCode::OK, Some((_, (requests, durations)))) => {
                requests.inc();
                durations.observe(took.as_secs_f64());
            }
            _ => self.count(route, "POST", status, took),
        }
    }

    pub fn count(&self, route: &str, method: &str, status: StatusCode, took: Duration) {
        let labels = [route, method, status.as_str()];
        self.requests.with_label_values(&labels).inc();
        self.durations.with_label_values(&labels).observe(took.as_secs_f64());
    }
}
