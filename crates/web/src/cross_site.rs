//! Middleware that refuses API requests from other sites.

use actix_web::{
    Error, HttpRequest, ResponseError,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header,
    middleware::Next,
    web::Data,
};
use marketplace::Marketplace;

use crate::{Failure, bearer::has_personal_token};

/// Middleware of the cookie-authenticated APIs: a request from another site is refused, one that only looks too, since its
/// time and size tell the other site something. A browser always says where a request comes from (`Origin`, Fetch
/// Metadata); a program that says nothing carries no ambient cookie. A request
/// with a personal access token is judged by that alone. Pages and documents may be linked to from anywhere.
pub async fn refuse_cross_site(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let is_api = request.path().starts_with("/api/");
    if is_api && !has_personal_token(request.request()) && !is_own(request.request()) {
        let refused = request.into_response(Failure::CrossSite.error_response());
        return Ok(refused.map_into_right_body());
    }
    Ok(next.call(request).await?.map_into_left_body())
}

fn is_own(request: &HttpRequest) -> bool {
    let text = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap_or("?"));
    let site_is_own = text("sec-fetch-site").is_none_or(|site| matches!(site, "same-origin" | "none"));
    let host = text(header::HOST.as_str());
    let public =
        request.app_data::<Data<Marketplace>>().map(|marketplace| marketplace.urls().public_url().to_owned());
    let origin_is_own = text(header::ORIGIN.as_str()).is_none_or(|origin| {
        public.as_deref() == Some(origin)
            || origin.split_once("://").is_some_and(|(_, rest)| Some(rest) == host)
    });
    site_is_own && origin_is_own
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn asked(headers: &[(&'static str, &'static str)]) -> bool {
        let request =
            headers.iter().fold(TestRequest::post(), |request, header| request.insert_header(*header));
        is_own(&request.to_http_request())
    }

    #[test]
    fn only_own_pages_and_programs_may_change() {
        assert!(asked(&[]));
        assert!(asked(&[
            ("host", "a.example"),
            ("origin", "https://a.example"),
            ("sec-fetch-site", "same-origin")
        ]));
        assert!(!asked(&[("host", "a.example"), ("origin", "https://b.example")]));
        assert!(!asked(&[("host", "a.example"), ("origin", "null")]));
        assert!(!asked(&[("sec-fetch-site", "cross-site")]));
        assert!(!asked(&[("sec-fetch-site", "same-site")]));
    }
}
