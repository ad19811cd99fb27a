use std::net::IpAddr;

use actix_web::{HttpRequest, HttpResponse, web::Data};
use actix_web_prom::{PrometheusMetrics, PrometheusMetricsBuilder};
use marketplace::Error;
use prometheus::{Encoder, Registry, TextEncoder, proto::MetricFamily};
use web::Answer;

use super::token_counts::TokenCounts;
use crate::node::StartError;

/// What `/metrics` answers from, and who may ask besides this machine.
pub struct Metrics {
    /// What the layer counts that all requests but those for tokens go through.
    registry: Registry,
    token_registry: Registry,
    pub tokens: TokenCounts,
    readers: Vec<IpAddr>,
}

pub fn start(readers: Vec<IpAddr>) -> Result<(Data<Metrics>, PrometheusMetrics), StartError> {
    let registry = Registry::new();
    let builder = PrometheusMetricsBuilder::new("grantry")
        .registry(registry.clone())
        .mask_unmatched_patterns("unmatched")
        .exclude_regex("^/docs/");
    let recorder = builder.build().map_err(|error| error.to_string())?;
    let token_registry = Registry::new();
    let tokens = TokenCounts::new(&token_registry)?;
    Ok((Data::new(Metrics { registry, token_registry, tokens, readers }), recorder))
}

impl Metrics {
    /// Only a direct connection counts: behind a proxy on this machine everybody would be local.
    fn may_read(&self, request: &HttpRequest) -> bool {
        let forwarded =
            ["x-forwarded-for", "forwarded"].iter().any(|name| request.headers().contains_key(*name));
        let peer = request.peer_addr().map(|peer| peer.ip());
        !forwarded && peer.is_some_and(|peer| peer.is_loopback() || self.readers.contains(&peer))
    }

    /// Both registries' counts, each name once.
    fn gather(&self) -> Vec<MetricFamily> {
        let mut families = self.registry.gather();
        for mut of_tokens in self.token_registry.gather() {
            match families.iter_mut().find(|family| family.name() == of_tokens.name()) {
                Some(family) => family.mut_metric().append(of_tokens.mut_metric()),
                None => families.push(of_tokens),
            }
        }
        families
    }
}

/// Prometheus text format.
pub async fn read(request: HttpRequest, metrics: Data<Metrics>) -> Answer {
    if !metrics.may_read(&request) {
        return Err(Error::NotFound.into());
    }
    let mut text = Vec::new();
    TextEncoder::new().encode(&metrics.gather(), &mut text).map_err(|error| Error::Internal(error.into()))?;
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(text))
}
