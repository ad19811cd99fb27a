//! `/livez`, `/readyz` and `/metrics`.

use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::{
    HttpResponse,
    web::{Data, ServiceConfig, get},
};
use parking_lot::Mutex;
use web::Vitals;

use crate::http::metrics;

/// Whether the node is on its way out, and what it said last.
#[derive(Default)]
pub struct Readiness {
    stopping: AtomicBool,
    said: Mutex<Vec<String>>,
}

impl Readiness {
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Logs changes alone: load balancers ask `/readyz` every second.
    fn say(&self, failing: &[String]) {
        let mut said = self.said.lock();
        if *said == failing {
            return;
        }
        match failing {
            [] => tracing::info!("ready again"),
            failing => tracing::warn!(because = failing.join("; "), "not ready"),
        }
        *said = failing.to_vec();
    }
}

/// Where load balancers look.
pub const READY: &str = "/readyz";

pub fn configure(config: &mut ServiceConfig) {
    config
        .route("/livez", get().to(livez))
        .route(READY, get().to(readyz))
        .route("/metrics", get().to(metrics::read));
}

pub async fn livez() -> HttpResponse {
    HttpResponse::Ok().body("alive\n")
}

/// 503 while the node stops, or while something that must work does not.
async fn readyz(readiness: Data<Readiness>, vitals: Data<Vitals>) -> HttpResponse {
    if readiness.stopping.load(Ordering::Relaxed) {
        return HttpResponse::ServiceUnavailable().body("stopping\n");
    }
    let failing = vitals.not_ready().await;
    readiness.say(&failing);
    if failing.is_empty() {
        return HttpResponse::Ok().body("ready\n");
    }
    HttpResponse::ServiceUnavailable().body(format!("not ready: {}\n", failing.join("; ")))
}
