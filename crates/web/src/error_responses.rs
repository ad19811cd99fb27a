//! The error responses of operations, for their OpenAPI documents.

use std::collections::BTreeMap;

use utoipa::{
    IntoResponses, ToSchema,
    openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder},
};
use wire::problem::Problem;

fn problems(listed: &[(&str, &str)]) -> BTreeMap<String, RefOr<Response>> {
    let content = || ContentBuilder::new().schema(Some(Ref::from_schema_name(Problem::name()))).build();
    let answer = |description: &str| {
        ResponseBuilder::new().description(description).content("application/problem+json", content()).build()
    };
    listed.iter().map(|(status, description)| ((*status).to_owned(), answer(description).into())).collect()
}

const SIGNED_OUT: (&str, &str) = ("401", "No one is signed in, or the access token is not valid");
const NOT_FOUND: (&str, &str) = ("404", "It does not exist, or the caller may not see it");
const MALFORMED: (&str, &str) = ("400", "The query or the body cannot be read");
const INVALID: (&str, &str) = ("422", "Fields or parameters are invalid; each is named");
const TOO_MANY: (&str, &str) =
    ("429", "Too many requests; the detail says of what, and Retry-After when to come back");
const CROSS_SITE: (&str, &str) =
    ("403", "The request comes from another site, or the access token may not be used for it");
const ANOTHER_PERSON: (&str, &str) = ("409", "The session is not of the person that Grantry-Person names");
const UNAVAILABLE: (&str, &str) = ("503", "The database is away; Retry-After says when to come back");

/// The error responses of an operation that reads.
pub struct Looking;

impl IntoResponses for Looking {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&[
            MALFORMED,
            SIGNED_OUT,
            CROSS_SITE,
            NOT_FOUND,
            ANOTHER_PERSON,
            INVALID,
            TOO_MANY,
            UNAVAILABLE,
        ])
    }
}

/// The error responses of an operation that changes something.
pub struct Changing;

impl IntoResponses for Changing {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&[
            MALFORMED,
            SIGNED_OUT,
            (
                "403",
                "The caller may look but not do this, the access token may not be used for it, or the request comes from another site",
            ),
            NOT_FOUND,
            (
                "409",
                "It clashes with something that exists, with the state of the thing, with a newer version, or the session \
                 is not of the person that Grantry-Person names",
            ),
            ("412", "Someone else changed it since it was read"),
            ("413", "The body is too large"),
            ("415", "The body is not JSON"),
            INVALID,
            TOO_MANY,
            UNAVAILABLE,
        ])
    }
}

/// The further error responses of an operation that checks a password or a link.
pub struct Trying;

impl IntoResponses for Trying {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&[TOO_MANY])
    }
}
