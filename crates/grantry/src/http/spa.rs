//! The pages: embedded, hashed and precompressed by `cargo xtask frontend`.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, header},
    web::{ServiceConfig, to},
};
use credentials::sha256;
use marketplace::{Error, OwnPages};
use rust_embed::RustEmbed;
use web::{Answer, Failure, Here};

use super::{docs_policy, known_paths};

#[derive(RustEmbed)]
#[folder = "../../frontend/dist"]
#[allow_missing = true]
struct Assets;

const INDEX: &str = "index.html";

/// What `index.html` calls the platform.
const PRODUCT: &str = "Grantry";
/// Where `index.html` says whom people ask.
const CONTACT: &str = "name=\"support-contact\" content=\"\"";
/// The pages about the platform that `index.html` names.
const OWN_PAGES: [&str; 4] = ["status", "terms", "privacy", "imprint"];
/// Where `index.html` says whether this installation sends mail.
const MAIL: &str = "name=\"sends-mail\" content=\"\"";

pub fn configure(config: &mut ServiceConfig) {
    config.default_service(to(serve));
}

/// An asset, or the page that finds its route by itself. What belongs to an API is a problem.
async fn serve(request: HttpRequest, here: Here) -> Answer {
    if let Some(allow) = known_paths::allowed(request.method(), request.path()) {
        return Err(Failure::MethodNotAllowed(allow));
    }
    let path = request.path().trim_start_matches('/');
    let is_page = !path.starts_with("api/") && !path.contains('.') && !path.contains("oauth2/");
    let is_asset = Assets::get(path).is_some() && path != INDEX;
    if !is_asset && !is_page {
        return Err(Error::NotFound.into());
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Err(Failure::MethodNotAllowed("GET, HEAD".into()));
    }
    if is_asset {
        return Ok(answer(&request, asset(&request, path)?));
    }
    let OwnPages { status, terms, privacy, imprint } = here.own_pages();
    let said = Said {
        platform: here.platform_name(),
        contact: here.support_contact(),
        mails: here.mailer().is_some(),
        own_pages: [status, terms, privacy, imprint].map(Option::as_deref),
    };
    let mut answer = answer(&request, page(&said)?);
    if docs_policy::is_of(request.path())
        && let Some(policy) = docs_policy::policy(&here).await
    {
        answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(answer)
}

/// What is sent, and what is said of it.
struct Sent {
    mime: String,
    etag: String,
    caching: &'static str,
    coding: Option<&'static str>,
    data: Vec<u8>,
}

fn asset(request: &HttpRequest, name: &str) -> Result<Sent, Error> {
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
    let (coding, data) = match compressed {
        Some((coding, data)) => (Some(coding), data),
        None => (None, plain.data),
    };
    let immutable = name.starts_with("assets/");
    Ok(Sent {
        mime: plain.metadata.mimetype().to_owned(),
        etag: etag(&plain.metadata.sha256_hash(), coding),
        caching: if immutable { "public, max-age=31536000, immutable" } else { "no-cache" },
        coding,
        data: data.into_owned(),
    })
}

/// What the page says of the installation, also to people who are not signed in.
struct Said<'a> {
    platform: &'a str,
    contact: Option<&'a str>,
    /// Whether it sends mail.
    mails: bool,
    /// In the order of `OWN_PAGES`.
    own_pages: [Option<&'a str>; 4],
}

/// The page. It is too small to be compressed.
fn page(said: &Said<'_>) -> Result<Sent, Error> {
    let index = Assets::get(INDEX).ok_or_else(missing)?;
    let html = named(&String::from_utf8_lossy(&index.data), said);
    Ok(Sent {
        mime: index.metadata.mimetype().to_owned(),
        etag: etag(&sha256(html.as_bytes()), None),
        caching: "no-cache",
        coding: None,
        data: html.into_bytes(),
    })
}

/// The page's text, with the platform's name wherever ours stands, whom people ask, its own pages, and whether it sends
/// mail.
fn named(html: &str, said: &Said<'_>) -> String {
    let filled = |place: &str, text: &str| place.replace("\"\"", &format!("\"{}\"", escaped(text)));
    let contact = filled(CONTACT, said.contact.unwrap_or_default());
    let mail = filled(MAIL, if said.mails { "yes" } else { "" });
    let html = html.replace(PRODUCT, &escaped(said.platform)).replace(CONTACT, &contact).replace(MAIL, &mail);
    OWN_PAGES.iter().zip(said.own_pages).fold(html, |html, (name, url)| {
        let place = format!("name=\"{name}-url\" content=\"\"");
        html.replace(&place, &filled(&place, url.unwrap_or_default()))
    })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn answer(request: &HttpRequest, sent: Sent) -> HttpResponse {
    let known = request.headers().get(header::IF_NONE_MATCH);
    let known = known.is_some_and(|known| known.as_bytes() == sent.etag.as_bytes());
    let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((header::ETAG, sent.etag))
        .insert_header((header::CACHE_CONTROL, sent.caching))
        .insert_header((header::VARY, "Accept-Encoding"))
        .content_type(sent.mime);
    if known {
        return response.finish();
    }
    if let Some(coding) = sent.coding {
        response.insert_header((header::CONTENT_ENCODING, coding));
    }
    response.body(sent.data)
}

fn missing() -> Error {
    Error::Unavailable("the frontend is not built: run `cargo xtask frontend`".into())
}

fn etag(hash: &[u8; 32], coding: Option<&str>) -> String {
    let hash: String = hash[..12].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("\"{hash}{}\"", coding.map(|coding| format!("-{coding}")).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Said<'_> = Said { platform: PRODUCT, contact: None, mails: false, own_pages: [None; 4] };

    #[test]
    fn the_page_has_the_platforms_name_and_nothing_that_a_name_could_put_there() {
        let html = r#"<title>Grantry</title><meta name="application-name" content="Grantry">"#;
        assert_eq!(
            named(html, &Said { platform: r#"A & B <i> "C""#, ..PLAIN }),
            r#"<title>A &amp; B &lt;i&gt; &quot;C&quot;</title><meta name="application-name" content="A &amp; B &lt;i&gt; &quot;C&quot;">"#
        );
        assert_eq!(named(html, &PLAIN), html);
    }

    #[test]
    fn the_page_says_whether_mail_is_sent() {
        let html = r#"<meta name="sends-mail" content="">"#;
        assert_eq!(named(html, &PLAIN), html);
        let sends = Said { mails: true, ..PLAIN };
        assert_eq!(named(html, &sends), r#"<meta name="sends-mail" content="yes">"#);
    }

    #[test]
    fn the_page_says_whom_people_ask() {
        let html = r#"<meta name="support-contact" content="">"#;
        assert_eq!(named(html, &PLAIN), html);
        assert_eq!(
            named(html, &Said { contact: Some("https://help.example/?a&b"), ..PLAIN }),
            r#"<meta name="support-contact" content="https://help.example/?a&amp;b">"#
        );
    }

    #[test]
    fn the_page_names_the_pages_about_the_platform() {
        let html = r#"<meta name="terms-url" content=""><meta name="imprint-url" content="">"#;
        assert_eq!(named(html, &PLAIN), html);
        let terms = Said { own_pages: [None, Some("https://a.example/?b&c"), None, None], ..PLAIN };
        assert_eq!(
            named(html, &terms),
            r#"<meta name="terms-url" content="https://a.example/?b&amp;c"><meta name="imprint-url" content="">"#
        );
    }

    #[test]
    fn another_name_is_another_page() {
        let tag = |platform| etag(&sha256(named("Grantry", &Said { platform, ..PLAIN }).as_bytes()), None);
        assert_ne!(tag("Acme Health"), tag("Grantry"));
    }
}
