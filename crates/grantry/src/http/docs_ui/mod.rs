//! Swagger UI's files for the pages of `/docs`, and the script and style sheet that make it ours.

use std::{
    borrow::Cow,
    collections::HashMap,
    sync::{Arc, LazyLock},
};

use ::web::Answer;
use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{Bytes, Path, ServiceConfig, get},
};
use credentials::sha256;
use marketplace::Error;
use utoipa_swagger_ui::Config;

pub const FOLDER: &str = "/docs/ui/";

const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const PICTURE: &str = "image/svg+xml";
/// How Swagger UI's style sheet begins and ends a picture within it.
const WITHIN: (&str, &str) = ("url(\"data:image/svg+xml;charset=utf-8,", "</svg>\")");
/// Of what is left: pictures that only its authors' debugging uses.
const OTHER: (&str, &str) = ("url(data:", ")");

pub fn configure(config: &mut ServiceConfig) {
    config.route("/docs/ui/{file}", get().to(show));
}

struct File {
    mime: &'static str,
    etag: String,
    content: Bytes,
}

impl File {
    fn new(mime: &'static str, content: Bytes) -> Self {
        let hash: String = sha256(&content).iter().take(12).map(|byte| format!("{byte:02x}")).collect();
        Self { mime, etag: format!("\"{hash}\""), content }
    }
}

/// Made when the first is asked for.
static FILES: LazyLock<HashMap<String, File>> = LazyLock::new(|| {
    let style = vendored("swagger-ui.css");
    let (style, pictures) = apart(&String::from_utf8_lossy(&style));
    let pictures = pictures.into_iter().enumerate();
    let pictures = pictures.map(|(number, picture)| (name(number), File::new(PICTURE, picture.into())));
    let files = [
        ("swagger-ui-bundle.js", File::new(SCRIPT, vendored("swagger-ui-bundle.js"))),
        ("swagger-ui.css", File::new(STYLE, style.into())),
        ("reference.js", File::new(SCRIPT, Bytes::from_static(include_bytes!("reference.js")))),
        ("reference.css", File::new(STYLE, Bytes::from_static(include_bytes!("reference.css")))),
    ];
    files.into_iter().map(|(name, file)| (name.to_owned(), file)).chain(pictures).collect()
});

fn name(number: usize) -> String {
    format!("picture-{number}.svg")
}

/// A file of Swagger UI; nothing where a version of it has no such file.
fn vendored(name: &str) -> Bytes {
    let config: Arc<Config<'static>> = Arc::default();
    let file = utoipa_swagger_ui::serve(name, config).ok().flatten();
    file.map(|file| match file.bytes {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => bytes.into(),
    })
    .unwrap_or_default()
}

/// A style sheet whose pictures are files, and the pictures: our content security policy lets no `data:` pass.
fn apart(style: &str) -> (String, Vec<String>) {
    let (mut left, mut pictures) = (String::with_capacity(style.len()), Vec::new());
    let mut rest = style;
    while let Some((before, after)) = rest.split_once(WITHIN.0) {
        let (picture, next) = after.split_once(WITHIN.1).unwrap_or((after, ""));
        left.push_str(&[before, "url(", FOLDER, &name(pictures.len()), ")"].concat());
        let decoded = picture.replace("\\\"", "\"").replace("%23", "#");
        pictures.push(decoded + "</svg>");
        rest = next;
    }
    left.push_str(rest);
    (without_others(&left), pictures)
}

fn without_others(style: &str) -> String {
    let (mut left, mut rest) = (String::with_capacity(style.len()), style);
    while let Some((before, after)) = rest.split_once(OTHER.0) {
        left.push_str(before);
        left.push_str("none");
        rest = after.split_once(OTHER.1).map_or("", |(_, next)| next);
    }
    left + rest
}

async fn show(request: HttpRequest, name: Path<String>) -> Answer {
    let file = FILES.get(name.as_str()).ok_or(Error::NotFound)?;
    let known = request.headers().get(header::IF_NONE_MATCH);
    let known = known.is_some_and(|known| known.as_bytes() == file.etag.as_bytes());
    let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((header::ETAG, file.etag.as_str()))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .content_type(file.mime);
    Ok(if known { response.finish() } else { response.body(file.content.clone()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn swagger_ui_is_there_without_data_addresses() {
        for name in ["swagger-ui-bundle.js", "swagger-ui.css", "reference.js", "reference.css"] {
            assert!(!FILES[name].content.is_empty(), "{name}");
        }
        let style = String::from_utf8_lossy(&FILES["swagger-ui.css"].content).into_owned();
        assert!(!style.contains("data:"), "a picture is left in the style sheet");
        let used =
            style.split("url(/docs/ui/").skip(1).map(|rest| rest.split(')').next().unwrap_or_default());
        let used: Vec<_> = used.collect();
        assert!(used.len() > 4, "{used:?}");
        for name in used {
            let picture = String::from_utf8_lossy(&FILES[name].content).into_owned();
            assert!(picture.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""), "{picture}");
            assert!(picture.ends_with("</svg>") && !picture.contains('\\'), "{picture}");
        }
    }

    #[test]
    fn pictures_become_files() {
        let style = r#"a{b:url("data:image/svg+xml;charset=utf-8,<svg x=\"%23f\"/></svg>") c}d{e:url(data:image/png;base64,AA==) f}"#;
        let (style, pictures) = apart(style);
        assert_eq!(style, "a{b:url(/docs/ui/picture-0.svg) c}d{e:none f}");
        assert_eq!(pictures, ["<svg x=\"#f\"/></svg>"]);
    }
}
