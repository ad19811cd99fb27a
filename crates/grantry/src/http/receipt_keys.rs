//! The keys that verify receipts, for anyone: a JWK Set (RFC 7517 section 5) of its own, apart from those of tokens.

use actix_web::{
    HttpResponse,
    http::header,
    web::{ServiceConfig, get},
};
use web::{Answer, Here};

pub const PATH: &str = "/receipts/jwks.json";

pub fn configure(config: &mut ServiceConfig) {
    config.route(PATH, get().to(show));
}

async fn show(here: Here) -> Answer {
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "public, max-age=3600"))
        .json(here.receipts().keys()))
}
