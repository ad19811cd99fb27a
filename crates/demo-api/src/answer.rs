//! The responses that all operations share.

use actix_web::web::JsonConfig;
use actix_web::{HttpResponse, error::InternalError};
use grantry_guard::{Bearer, Environment};
use serde::Serialize;
use utoipa::ToSchema;

/// Things of one tenant.
#[derive(Serialize, ToSchema)]
pub struct Items<T> {
    /// Whose they are: the tenant that the token names.
    #[schema(example = "ten_01K9VXQ8M4T7R2N6B0C3D5F8GH")]
    tenant_id: String,
    /// `live` or `sandbox`, as the token says.
    #[schema(example = "live")]
    environment: &'static str,
    items: Vec<T>,
}

impl<T> Items<T> {
    pub fn new(bearer: &Bearer, items: Vec<T>) -> Self {
        Self { tenant_id: bearer.tenant.to_string(), environment: environment(bearer), items }
    }
}

pub fn environment(bearer: &Bearer) -> &'static str {
    match bearer.environment {
        Environment::Live => "live",
        Environment::Sandbox => "sandbox",
    }
}

/// An error of this API; those of the guard look the same.
#[derive(Serialize, ToSchema)]
pub struct ApiError {
    #[schema(example = "not_found")]
    pub error: &'static str,
    pub error_description: String,
}

pub fn not_found() -> HttpResponse {
    let error_description = "there is no such thing for this tenant".to_owned();
    HttpResponse::NotFound().json(ApiError { error: "not_found", error_description })
}

/// Bodies are small JSON without unknown fields.
pub fn json_config() -> JsonConfig {
    JsonConfig::default().limit(16 * 1024).error_handler(|error, _| {
        let answer = HttpResponse::BadRequest()
            .json(ApiError { error: "invalid_request", error_description: error.to_string() });
        InternalError::from_response(error, answer).into()
    })
}
