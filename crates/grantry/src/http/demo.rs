//! The demo API's guard: as any API owner's, but with keys, revocations and opaque tokens from this process.

use grantry_guard::{Access, Introspection, IntrospectionFailed, Keys, Standing, Verifier};
use token_service::TokenService;

/// Takes sandbox tokens too: every answer of the demo is synthetic, and says which environment it is for.
pub fn verifier(tokens: &TokenService, public_url: &str) -> Verifier {
    let (keys, alive, opaque) = (tokens.clone(), tokens.clone(), tokens.clone());
    let standing =
        move |access: &Access| match alive.standing(access.client, access.generation, &access.token_id) {
            token_service::Standing::Active => Standing::Active,
            token_service::Standing::Revoked => Standing::Revoked,
            token_service::Standing::Unsure => Standing::Unsure,
        };
    let introspection = Introspection::from_fn(move |token| match opaque.is_ready() {
        true => Ok(opaque.own_token(token)),
        false => Err(IntrospectionFailed::Unavailable),
    });
    let keys = Keys::from_fn(move |environment| keys.public_keys(environment));
    Verifier::new(public_url, demo_api::IDENTIFIER, keys)
        .accept_sandbox()
        .revocations(standing)
        .introspection(introspection)
        .base_url(public_url)
}
