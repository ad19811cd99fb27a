//! The pages: embedded, hashed and precompressed by `cargo xtask frontend`.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, header},
    web::{ServiceConfig, to},
};
use marketplace::Error;
use rust_embed::{EmbeddedFile, RustEmbed};
use web::{Answer, Failure};

use super::known_paths;

#[derive(RustEmbed)]
#[folder = "../../frontend/dist"]
#[allow_missing = true]
struct Assets;

const INDEX: &str = "index.html";

pub fn configure(config: &mut ServiceConfig) {
    config.default_service(to(serve));
}

/// An asset, or the page that finds its route by itself. What belongs to an API is a problem.
async fn serve(request: HttpRequest) -> Answer {
    if let Some(allow) = known_paths::allowed(request.method(), request.path()) {
        return Err(Failure::MethodNotAllowed(allow));
    }
    let path = request.path().trim_start_matches('/');
    let is_page = !path.starts_with("api/") && !path.contains('.') && !path.contains("oauth2/");
    let name = if Assets::get(path).is_some() && path != INDEX {
        path
    } else if is_page {
        INDEX
    } else {
        return Err(Error::NotFound.into());
    };
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Err(Failure::MethodNotAllowed("GET, HEAD".into()));
    }
    file(&request, name)
}

fn file(request: &HttpRequest, name: &str) -> Answer {
    let accepted =
        request.headers().get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    let accepts = |coding: &str| {
        accepted.split(',').any(|offer| offer.split(';').next().map(str::trim) == Some(coding))
    };
    let plain = Assets::get(name).ok_or_else(missing)?;
    let compressed = [("br", "br"), ("gzip", "gz")].into_iter().find_map(|(coding, ending)| {
        let found = accepts(coding).then(|| Assets::get(&format!("{name}.{ending}"))).flatten()?;
        Some((coding, found.data))
    });
    let etag = etag(&plain, compressed.as_ref().map(|(coding, _)| *coding));
    let caching =
        if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let known =
        request.headers().get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == etag.as_bytes());
    let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((header::ETAG, etag))
        .insert_header((header::CACHE_CONTROL, caching))
        .insert_header((header::VARY, "Accept-Encoding"))
        .content_type(plain.metadata.mimetype());
    if known {
        return Ok(response.finish());
    }
    if let Some((coding, data)) = compressed {
        return Ok(response.insert_header((header::CONTENT_ENCODING, coding)).body(data.into_owned()));
    }
    Ok(response.body(plain.data.into_owned()))
}

fn missing() -> Error {
    Error::Unavailable("the frontend is not built: run `cargo xtask frontend`".into())
}

fn etag(file: &EmbeddedFile, coding: Option<&str>) -> String {
    let hash: String = file.metadata.sha256_hash()[..12].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("\"{hash}{}\"", coding.map(|coding| format!("-{coding}")).unwrap_or_default())
}
