//! The demo API's guard: as any API owner's, but with keys, revocations and opaque tokens from this process.

use foundation::Urls;
use grantry_guard::{Access, Introspection, IntrospectionFailed, Keys, Revocations, Standing, Verifier};
use model::environment::Environment;
use token_service::TokenService;

/// Takes sandbox tokens too: every answer of the demo is synthetic, and says which environment it is for.
pub fn verifier(tokens: &TokenService, urls: &Urls) -> Verifier {
    let (keys, opaque) = (tokens.clone(), tokens.clone());
    let introspection = Introspection::from_fn(move |token| match opaque.is_ready() {
        true => Ok(opaque.open_token(token)),
        false => Err(IntrospectionFailed::Unavailable),
    });
    let keys = Keys::from_fn(move |environment| keys.public_keys(environment));
    Verifier::new(urls.public_url(), demo_api::IDENTIFIER, keys)
        .accept_sandbox()
        .revocations(OfThisNode { tokens: tokens.clone(), urls: urls.clone() })
        .introspection(introspection)
        .base_url(urls.public_url())
        .metadata(demo_api::metadata(urls.public_url()))
}

/// What this node knows of revoked access and closed issuers.
struct OfThisNode {
    tokens: TokenService,
    urls: Urls,
}

impl Revocations for OfThisNode {
    fn standing(&self, access: &Access) -> Standing {
        in_words_of_the_guard(self.tokens.standing(access.client, access.generation, &access.token_id))
    }

    fn is_closed(&self, issuer: &str) -> bool {
        self.tokens.standing_of_issuer(issuer) == token_service::Standing::Revoked
    }

    fn has_domain(&self, domain: &str, environment: Environment) -> Option<bool> {
        Some(self.urls.base_domain(environment) == Some(domain))
    }
}

fn in_words_of_the_guard(standing: token_service::Standing) -> Standing {
    match standing {
        token_service::Standing::Active => Standing::Active,
        token_service::Standing::Revoked => Standing::Revoked,
        token_service::Standing::Unsure => Standing::Unsure,
    }
}
