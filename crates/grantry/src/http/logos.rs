//! Pictures of apps, for the pages: ours, never their developers' own.

use actix_web::{
    HttpResponse,
    http::header,
    web::{Path, ServiceConfig, get},
};
use marketplace::Error;
use model::logo::LogoImage;
use web::{Answer, CameFrom, Here};

pub const FOLDER: &str = "/logos/";

pub fn configure(config: &mut ServiceConfig) {
    config.route("/logos/{file}", get().to(show));
}

async fn show(here: Here, CameFrom(origin): CameFrom, file: Path<String>) -> Answer {
    let Some(image) = LogoImage::of_file(&file) else { return Ok(missing()) };
    let png = match here.logos().png(&image, &origin).await {
        Ok(png) => png,
        Err(Error::NotFound) => return Ok(missing()),
        Err(error) => return Err(error.into()),
    };
    Ok(HttpResponse::Ok()
        .content_type("image/png")
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(png.to_vec()))
}

fn missing() -> HttpResponse {
    HttpResponse::NotFound().insert_header((header::CACHE_CONTROL, "no-store")).finish()
}
