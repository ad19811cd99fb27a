//! `/livez`, `/readyz` and `/metrics`.

use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::{
    HttpResponse,
    web::{Data, ServiceConfig, get},
};
use store::Store;
use token_service::TokenService;
use web::Vitals;
use wire::operator::HealthCheck;

use crate::{http::metrics, node::Node, settings::Settings};

/// Whether the node is on its way out.
#[derive(Default)]
pub struct Readiness {
    stopping: AtomicBool,
}

impl Readiness {
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }
}

pub fn configure(config: &mut ServiceConfig) {
    config
        .route("/livez", get().to(livez))
        .route("/readyz", get().to(readyz))
        .route("/metrics", get().to(metrics::read));
}

async fn livez() -> HttpResponse {
    HttpResponse::Ok().body("alive\n")
}

/// 503 while the node stops, or while something that must work does not.
async fn readyz(readiness: Data<Readiness>, vitals: Data<Vitals>) -> HttpResponse {
    if readiness.stopping.load(Ordering::Relaxed) {
        return HttpResponse::ServiceUnavailable().body("stopping\n");
    }
    let failing: Vec<_> = vitals.health().await.checks.into_iter().filter(|check| !check.healthy).collect();
    if failing.is_empty() {
        return HttpResponse::Ok().body("ready\n");
    }
    let names: Vec<_> = failing.into_iter().map(|check| check.name).collect();
    HttpResponse::ServiceUnavailable().body(format!("not ready: {}\n", names.join(", ")))
}

pub fn vitals(settings: &Settings, node: &Node) -> Vitals {
    let database = if settings.is_embedded() { "sqlite" } else { "postgres" };
    let (store, tokens) = (node.marketplace.store().clone(), node.tokens.clone());
    Vitals::new(env!("CARGO_PKG_VERSION"), database, node.marketplace.clock().now())
        .check(move || database_check(store.clone()))
        .check(move || feed_check(tokens.clone()))
}

async fn database_check(store: Store) -> HealthCheck {
    let healthy = store.ping().await.is_ok();
    let detail = if healthy { "answers" } else { "does not answer" };
    HealthCheck { name: "Database".into(), healthy, detail: detail.into() }
}

async fn feed_check(tokens: TokenService) -> HealthCheck {
    let healthy = tokens.is_ready();
    let detail =
        if healthy { "at most one second old" } else { "older than one second: no tokens are issued" };
    HealthCheck { name: "Change feed".into(), healthy, detail: detail.into() }
}
