//! The demo's protected API: synthetic patients and appointments behind [`grantry_guard`], as an API owner would write it.
//!
//! Every tenant sees its own people, always the same ones; nothing is stored, and sandbox answers say what they are.

mod answer;
mod appointments;
mod data;
mod openapi;
mod patients;

use actix_web::HttpResponse;
use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig};
use grantry_guard::{Verifier, protect};

pub use openapi::DemoApiDoc;

/// Where it is mounted.
pub const PATH: &str = "/demo-api/v1";

/// The scopes that its operations ask for, as they stand in the catalogue.
pub mod scopes {
    pub const READ_PATIENTS: &str = "patients.read";
    pub const READ_APPOINTMENTS: &str = "appointments.read";
    pub const CHANGE_APPOINTMENTS: &str = "appointments.change";
}

/// The API's identifier (RFC 8707): what tokens for it carry in `aud`. A name, not an address: it stays when the
/// product moves to another port or host.
pub const IDENTIFIER: &str = "https://practice-api.grantry.example/v1";

/// Mounts the API. Nothing of it answers without a token that `verifier` accepts.
pub fn configure(verifier: Verifier) -> impl FnOnce(&mut ServiceConfig) {
    move |config| {
        let routes = web::scope(PATH)
            .app_data(verifier)
            .app_data(answer::json_config())
            .wrap(from_fn(protect))
            .service(patients::list)
            .service(patients::get)
            .service(appointments::list)
            .service(appointments::create)
            .default_service(web::to(nothing_here));
        config.service(routes);
    }
}

async fn nothing_here() -> HttpResponse {
    answer::not_found()
}
