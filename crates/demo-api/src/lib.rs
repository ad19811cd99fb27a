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
use grantry_guard::{ResourceMetadata, Verifier, protect, resource_metadata};

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

/// What the API says about itself (RFC 9728) where it is mounted below this URL. It takes tokens of every tenant's issuer,
/// so it names none.
pub fn metadata(base_url: &str) -> ResourceMetadata {
    let base_url = base_url.trim_end_matches('/');
    ResourceMetadata::new()
        .api_url(&format!("{base_url}{PATH}"))
        .scopes(&[scopes::READ_PATIENTS, scopes::READ_APPOINTMENTS, scopes::CHANGE_APPOINTMENTS])
        .name("Practice API")
        .documentation(&format!("{base_url}/docs"))
}

/// Mounts the API, and the document about it outside the guard. Nothing else of it answers without a token that `verifier` accepts.
pub fn configure(verifier: Verifier) -> impl FnOnce(&mut ServiceConfig) {
    move |config| {
        let document = resource_metadata(&verifier);
        let routes = web::scope(PATH)
            .app_data(verifier)
            .app_data(answer::json_config())
            .wrap(from_fn(protect))
            .service(patients::list)
            .service(patients::get)
            .service(appointments::list)
            .service(appointments::create)
            .default_service(web::to(nothing_here));
        config.service(document).service(routes);
    }
}

async fn nothing_here() -> HttpResponse {
    answer::not_found()
}
