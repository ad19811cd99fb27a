//! The methods of each address: a HEAD is answered as its GET, and an unknown method gets 405 with `Allow`.

use std::{collections::BTreeSet, sync::LazyLock};

use actix_web::http::Method;
use model::issuer::VERIFICATION;
use utoipa::openapi::{OpenApi, PathItem};

use super::{demo_mail, docs, guides, logos, receipt_keys, relay};

/// An address of the documents, in segments, and what may be done there.
struct Known {
    segments: Vec<Segment>,
    methods: BTreeSet<&'static str>,
}

enum Segment {
    Literal(String),
    Anything,
}

/// Made when it is first asked for: the documents that it is read from take megabytes for a moment.
static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let documents = docs::documents();
    documents.iter().flat_map(|(_, document)| known(document)).collect()
});

/// Addresses that no document has.
const OURS: [&str; 3] = ["/livez", "/readyz", "/metrics"];

/// Whether what is there is read by GET, and so by HEAD. Proxies ask `VERIFICATION` with the method of the request that
/// they hold.
pub fn is_read(path: &str) -> bool {
    path != VERIFICATION && methods_at(path).contains("GET")
}

/// The methods of an address, separated by commas, if there is any and `method` is none of them.
pub fn allowed(method: &Method, path: &str) -> Option<String> {
    let methods = methods_at(path);
    if methods.is_empty() || methods.contains(method.as_str()) {
        return None;
    }
    Some(methods.into_iter().collect::<Vec<_>>().join(", "))
}

fn methods_at(path: &str) -> BTreeSet<&'static str> {
    let mut methods = BTreeSet::new();
    if path.starts_with(relay::FOLDER) {
        methods.insert("POST");
    } else if OURS.contains(&path)
        || path.starts_with("/openapi/")
        || path.starts_with(logos::FOLDER)
        || path == demo_mail::LIST
        || path.starts_with(demo_mail::FOLDER)
        || path == receipt_keys::PATH
        || path == "/docs"
        || path.starts_with("/docs/")
        || path == guides::LIST
        || path.starts_with(guides::FOLDER)
    {
        methods.insert("GET");
    }
    let segments: Vec<&str> = path.split('/').collect();
    methods.extend(
        KNOWN.iter().filter(|known| known.is_at(&segments)).flat_map(|known| known.methods.iter().copied()),
    );
    if methods.contains("GET") {
        methods.insert("HEAD");
    }
    methods
}

impl Known {
    fn is_at(&self, path: &[&str]) -> bool {
        let fits = |(segment, given): (&Segment, &&str)| match segment {
            Segment::Literal(text) => text == given,
            Segment::Anything => !given.is_empty(),
        };
        self.segments.len() == path.len() && self.segments.iter().zip(path).all(fits)
    }
}

fn known(document: &OpenApi) -> impl Iterator<Item = Known> {
    document.paths.paths.iter().map(|(path, item)| {
        let segment = |text: &str| match text.starts_with('{') {
            true => Segment::Anything,
            false => Segment::Literal(text.to_owned()),
        };
        Known { segments: path.split('/').map(segment).collect(), methods: methods(item) }
    })
}

fn methods(item: &PathItem) -> BTreeSet<&'static str> {
    let all = [
        ("GET", item.get.is_some()),
        ("PUT", item.put.is_some()),
        ("POST", item.post.is_some()),
        ("DELETE", item.delete.is_some()),
        ("PATCH", item.patch.is_some()),
    ];
    all.into_iter().filter(|(_, is_there)| *is_there).map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_get_reads_head_reads() {
        for path in [
            "/api/account/v1/session",
            "/t/anything/oauth2/jwks",
            "/docs",
            "/docs/ui/x.js",
            "/guides.json",
            "/receipts/jwks.json",
            "/openapi/apis.json",
            "/readyz",
        ] {
            assert!(is_read(path), "{path}");
        }
        let written = "/api/account/v1/found-secrets";
        for path in ["/oauth2/token", "/oauth2/verify", "/nothing", written, "/docs/relay/x/y"] {
            assert!(!is_read(path), "{path}");
        }
    }

    #[test]
    fn a_known_address_says_what_it_takes() {
        let allowed = |method: &str, path: &str| allowed(&method.parse().unwrap(), path);
        let session = "/api/account/v1/session";
        assert_eq!(allowed("PUT", session).as_deref(), Some("DELETE, GET, HEAD, POST"));
        assert_eq!(allowed("TRACE", session).as_deref(), Some("DELETE, GET, HEAD, POST"));
        assert_eq!(allowed("GET", session), None);
        assert_eq!(allowed("BREW", "/api/operator/v1/tenants/anything").as_deref(), Some("GET, HEAD, PUT"));
        assert_eq!(allowed("POST", "/livez").as_deref(), Some("GET, HEAD"));
        assert_eq!(allowed("GET", "/docs/relay/x/y").as_deref(), Some("POST"));
        for unknown in [
            "/",
            "",
            "/api/account/v1",
            "/api/account/v1/session/",
            "/api/nothing",
            "/api/operator/v1/tenants//",
        ] {
            assert_eq!(allowed("PUT", unknown), None, "{unknown}");
        }
    }
}
