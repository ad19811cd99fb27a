//! The error responses of every endpoint that takes a form from a client, for the OpenAPI document.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{IntoResponses, ToSchema};

/// RFC 6749 section 5.2.
#[derive(Serialize, ToSchema)]
pub struct TokenErrorResponse {
    #[schema(example = "invalid_client")]
    error: String,
    error_description: String,
}

const RESPONSES: [(&str, &str); 5] = [
    ("401", "`invalid_client`"),
    ("413", "`invalid_request`: the body is longer than 8192 bytes"),
    ("415", "`invalid_request`: the body is compressed"),
    ("429", "`rate_limited`; see Retry-After"),
    ("503", "`temporarily_unavailable`; see Retry-After"),
];

/// The client, its form or this node is not as it should be.
pub struct ErrorResponses;

impl IntoResponses for ErrorResponses {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let schema = || Ref::from_schema_name(TokenErrorResponse::name());
        let content = || ContentBuilder::new().schema(Some(schema())).build();
        let response = |description: &str| {
            ResponseBuilder::new().description(description).content("application/json", content()).build()
        };
        RESPONSES.into_iter().map(|(status, text)| (status.to_owned(), response(text).into())).collect()
    }
}
