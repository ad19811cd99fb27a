//! `/metrics` in the Prometheus format, and who may read it.

use std::path::PathBuf;

use actix_web::{HttpRequest, HttpResponse, web::Data};
use limits::Limits;
use marketplace::Error;
use prometheus::{Encoder, Registry, TextEncoder};
use web::{Answer, Networks};

use super::{limit_counts, node_counts, request_counts::RequestCounts};
use crate::start_error::StartError;

/// What `/metrics` answers from, and who may ask besides this machine.
pub struct Metrics {
    registry: Registry,
    pub requests: RequestCounts,
    readers: Networks,
}

impl Metrics {
    pub fn start(
        readers: Networks,
        limits: Limits,
        database_folder: Option<PathBuf>,
    ) -> Result<Data<Self>, StartError> {
        let registry = Registry::new();
        let requests = RequestCounts::new(&registry)?;
        limit_counts::register(limits, &registry)?;
        node_counts::register(database_folder, &registry)?;
        Ok(Data::new(Self { registry, requests, readers }))
    }

    /// Only a direct connection counts: behind a proxy on this machine everyone would be local.
    fn may_read(&self, request: &HttpRequest) -> bool {
        let forwarded =
            ["x-forwarded-for", "forwarded"].iter().any(|name| request.headers().contains_key(*name));
        let peer = request.peer_addr().map(|peer| peer.ip());
        !forwarded
            && peer.is_some_and(|peer| peer.to_canonical().is_loopback() || self.readers.contains(peer))
    }
}

/// Prometheus text format.
pub async fn read(request: HttpRequest, metrics: Data<Metrics>) -> Answer {
    if !metrics.may_read(&request) {
        return Err(Error::NotFound.into());
    }
    let mut text = Vec::new();
    TextEncoder::new()
        .encode(&metrics.registry.gather(), &mut text)
        .map_err(|error| Error::Internal(error.into()))?;
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(text))
}
