//! The person of a session: each answer names them, and a request may name the person that it expects.

use actix_web::{
    Error, HttpMessage, HttpRequest,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{HeaderName, HeaderValue},
    middleware::Next,
};
use model::ids::PersonId;

use crate::Failure;

/// Of answers: the person whose session it is. Of requests: the person that the caller takes it to be; another
/// person's session is a 409, and nothing is done.
pub static PERSON: HeaderName = HeaderName::from_static("grantry-person");

struct SessionOf(PersonId);

/// Notes whose session the request came with, and refuses it where it names another person.
pub(crate) fn note_person(request: &HttpRequest, person: PersonId) -> Result<(), Failure> {
    request.extensions_mut().insert(SessionOf(person));
    let own = person.to_string();
    let all_own = request.headers().get_all(&PERSON).all(|named| named.as_bytes() == own.as_bytes());
    if all_own { Ok(()) } else { Err(Failure::AnotherPerson) }
}

/// Middleware: an answer to a request with a session says whose.
pub async fn say_whose(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let mut response = next.call(request).await?;
    let person =
        response.request().extensions().get::<SessionOf>().map(|SessionOf(person)| person.to_string());
    if let Some(value) = person.and_then(|person| HeaderValue::from_str(&person).ok()) {
        response.headers_mut().insert(PERSON.clone(), value);
    }
    Ok(response)
}
