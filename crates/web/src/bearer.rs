//! The access token of a request: `Authorization: Bearer`.

use actix_web::{HttpRequest, http::header::AUTHORIZATION};
use model::access_token::PREFIX;

/// What stands behind `Bearer`. A request with it is judged by it alone, whatever cookies it has. Other schemes are those
/// of a proxy in front of the pages, and are not looked at.
pub(crate) fn bearer(request: &HttpRequest) -> Option<&str> {
    let text = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = text.split_once(' ')?;
    scheme.eq_ignore_ascii_case("Bearer").then(|| token.trim())
}

/// Whether the request has a personal access token. No browser adds one by itself, and none from another site may without
/// being asked first (Fetch section 4.8), which these APIs never allow.
pub(crate) fn has_personal_token(request: &HttpRequest) -> bool {
    bearer(request).is_some_and(|token| token.starts_with(PREFIX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn only_bearer_is_read() {
        for (header, expected) in [
            ("Bearer gta_1", Some("gta_1")),
            ("bearer  gta_1", Some("gta_1")),
            ("Bearer ", Some("")),
            ("Basic Zm9vOmJhcg==", None),
            ("Bearer", None),
            ("", None),
        ] {
            let request = TestRequest::get().insert_header((AUTHORIZATION, header)).to_http_request();
            assert_eq!(bearer(&request), expected, "{header}");
        }
        assert_eq!(bearer(&TestRequest::get().to_http_request()), None);
    }
}
