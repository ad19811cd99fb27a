//! The `Idempotency-Key` header, read and documented.

use actix_web::HttpRequest;
use marketplace::IdempotencyKey;
use utoipa::{
    IntoParams,
    openapi::{
        ObjectBuilder, Required,
        path::{Parameter, ParameterBuilder, ParameterIn},
        schema::Type,
    },
};
use wire::idempotency::{IDEMPOTENCY_KEY, KEPT_HOURS, LONGEST_KEY};

use crate::Failure;

/// The header of an operation that changes something, for its OpenAPI document.
pub struct IdempotencyHeader;

impl IntoParams for IdempotencyHeader {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let schema = ObjectBuilder::new()
            .schema_type(Type::String)
            .min_length(Some(1))
            .max_length(Some(LONGEST_KEY))
            .pattern(Some("^[!-~]+$"))
            .build();
        let description = format!(
            "A text of your own for this intent, the same for each try of it: sent again, the request does nothing new \
             and is answered as the first time, except that a secret is never shown again (`made-not-shown`). With another \
             request it is `key-reused`. Known for {KEPT_HOURS} hours."
        );
        let parameter = ParameterBuilder::new()
            .name(IDEMPOTENCY_KEY)
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some(description))
            .schema(Some(schema))
            .build();
        vec![parameter]
    }
}

/// # Errors
/// `Malformed` where there are two, or one that is no key.
pub(crate) fn idempotency_key(request: &HttpRequest) -> Result<Option<IdempotencyKey>, Failure> {
    let mut given = request.headers().get_all(IDEMPOTENCY_KEY);
    let Some(first) = given.next() else { return Ok(None) };
    let key = first.to_str().ok().and_then(IdempotencyKey::parse).filter(|_| given.next().is_none());
    let wrong = || Failure::Malformed {
        field: Some(IDEMPOTENCY_KEY.to_owned()),
        message: format!("Send one Idempotency-Key of 1 to {LONGEST_KEY} visible ASCII characters."),
    };
    Ok(Some(key.ok_or_else(wrong)?))
}
