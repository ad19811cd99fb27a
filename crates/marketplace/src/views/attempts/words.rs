//! What was wrong with an attempt, and what to do about it, in a sentence each.

use model::{
    Timestamp,
    attempt::Refusal,
    credential::{AuthMethod, Secret},
    ids::PersonId,
};
use store::{attempts::Attempt, former_secrets::FormerSecret};

use super::scopes::Scopes;
use super::{request_words, secret_words};

/// All that the sentences are made of.
pub(super) struct Reason<'a> {
    pub reason: Refusal,
    pub attempt: &'a Attempt,
    /// How the client authenticates.
    pub method: AuthMethod,
    /// The client's present ones.
    pub secrets: &'a [Secret],
    /// The one that was presented, where it is a former one.
    pub former: Option<&'a FormerSecret>,
    pub scopes: &'a Scopes,
    pub who: &'a dyn Fn(PersonId) -> String,
}

impl Reason<'_> {
    /// What is special about this attempt; at least some word.
    pub(super) fn detail(&self) -> &str {
        self.attempt.detail.as_deref().unwrap_or("no more is known")
    }
}

/// A day in UTC.
pub(super) fn day(at: Timestamp) -> String {
    at.format("%-d %B %Y").to_string()
}

/// Why, and the fix.
pub(super) fn words(about: &Reason<'_>) -> (String, String) {
    let detail = about.detail();
    let (why, fix) = match about.reason {
        Refusal::WrongSecret | Refusal::FormerSecret | Refusal::ExpiredSecret | Refusal::NoSecret => {
            return secret_words::words(about);
        }
        Refusal::NotLive => (
            "The access was stopped, or there was no secret yet.".to_owned(),
            "This page says what stops it now, and who can restore it.",
        ),
        Refusal::Ended => (
            "The end date of the access had come.".to_owned(),
            "An admin of the organisation renews the access.",
        ),
        Refusal::ClockSkew => (
            format!("Times in what was signed do not fit our clock: {detail}."),
            "Let the machine set its clock by NTP, and sign a new one for each request that ends within 5 minutes.",
        ),
        Refusal::Assertion => (
            format!("The client assertion was not accepted: {detail}."),
            "Sign a new assertion for each request as the guide on private_key_jwt says.",
        ),
        Refusal::Workload => (
            format!("The token of the platform that the app runs on was not accepted: {detail}."),
            "Compare the token's claims with the workload identity that the app's version names.",
        ),
        Refusal::WrongMethod => (
            "The client authenticates in another way than the request did.".to_owned(),
            "Use the way that this page names: a secret, a signed assertion or the platform's own token.",
        ),
        Refusal::KeysUnavailable => (
            "The server that publishes the public keys did not answer.".to_owned(),
            "Make sure that the key set can be fetched from here, and ask again after 30 seconds.",
        ),
        Refusal::BadKeys => (
            "What is registered or published as public keys are no keys that can be used.".to_owned(),
            "Publish a JWK Set (RFC 7517) of public keys with the algorithms that the guide names.",
        ),
        Refusal::Replayed => (
            "An assertion or a DPoP proof came a second time.".to_owned(),
            "Make a new one with a new jti for each request, also when a request is tried again.",
        ),
        Refusal::Unavailable => (
            "This platform could not answer at that moment; nothing was wrong with the request.".to_owned(),
            "Ask again after the seconds that Retry-After says.",
        ),
        _ => return request_words::words(about),
    };
    (why, fix.to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use model::{
        attempt::Endpoint,
        ids::{CredentialId, SecretId},
        scope::ScopeSet,
    };

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_timestamp(1_790_000_000 + seconds, 0).unwrap()
    }

    fn id() -> SecretId {
        SecretId::new(1, &[7; 10])
    }

    /// The present secret, which ended an hour before the attempt.
    fn secret() -> Secret {
        Secret {
            id: id(),
            credential: CredentialId::new(2, &[7; 10]),
            hint: "abcd".to_owned(),
            created_by: PersonId::new(3, &[7; 10]),
            created_at: at(0),
            last_used_at: None,
            last_used_from: None,
            expires_at: Some(at(10)),
            notice_at: None,
            reported_at: None,
        }
    }

    fn attempt(reason: Refusal) -> Attempt {
        Attempt {
            request: uuid::Uuid::nil(),
            at: at(3610),
            endpoint: Endpoint::Token,
            refusal: Some(reason),
            detail: Some("what is special".to_owned()),
            answer: Some("rate_limited: too many tokens for this client: try again in 7 s".to_owned()),
            address: Some("192.0.2.1".to_owned()),
            user_agent: None,
            secret: Some(id()),
        }
    }

    /// Why, and the fix, for a client with these secrets.
    fn said(reason: Refusal, method: AuthMethod, secrets: &[Secret]) -> (String, String) {
        let scopes = Scopes { granted: ScopeSet::new(), of_app: None };
        let (attempt, who) = (attempt(reason), |_: PersonId| "Ann Example".to_owned());
        words(&Reason {
            reason,
            attempt: &attempt,
            method,
            secrets,
            former: None,
            scopes: &scopes,
            who: &who,
        })
    }

    /// Fixes that two reasons share: the way out is the same.
    const SHARED_FIXES: [&[Refusal]; 1] = [&[Refusal::OtherIssuer, Refusal::ClosedAddress]];

    #[test]
    fn each_reason_has_a_sentence_and_a_fix_of_its_own() {
        let (mut sentences, mut fixes) = (HashMap::new(), HashMap::<String, Vec<Refusal>>::new());
        for reason in Refusal::ALL {
            let (why, fix) = said(*reason, AuthMethod::ClientSecret, &[secret()]);
            for text in [&why, &fix] {
                let first = text.chars().next().is_some_and(char::is_alphanumeric);
                assert!(first && text.ends_with('.') && !text.ends_with(".."), "{reason}: {text}");
                assert!(!text.contains("  ") && text.matches(": ").count() <= 1, "{reason}: {text}");
            }
            assert_eq!(sentences.insert(why.clone(), *reason), None, "{reason}: {why}");
            fixes.entry(fix).or_default().push(*reason);
        }
        for (fix, reasons) in fixes {
            let intended = SHARED_FIXES.iter().any(|shared| reasons == **shared);
            assert!(reasons.len() == 1 || intended, "{reasons:?}: {fix}");
        }
    }

    /// Whether the request brought something or nothing: such a client has no secret to bring.
    #[test]
    fn clients_without_a_secret_read_how_they_authenticate() {
        let mut sentences = HashMap::new();
        for method in AuthMethod::ALL {
            let without = said(Refusal::NoSecret, *method, &[]);
            assert_eq!(said(Refusal::WrongSecret, *method, &[]), without);
            assert_eq!(sentences.insert(without, *method), None, "{method}");
        }
    }

    #[test]
    fn the_secret_to_use_in_the_place_of_one_that_ended_is_named_where_it_works() {
        let newer =
            Secret { id: SecretId::new(2, &[7; 10]), hint: "wxyz".to_owned(), expires_at: None, ..secret() };
        for (others, begins) in [
            (vec![newer.clone()], "Use the secret that took its place: its last 4 are wxyz."),
            (vec![Secret { reported_at: Some(at(20)), ..newer }], "No other secret of the client works"),
            (Vec::new(), "No other secret of the client works"),
        ] {
            let secrets = [others, vec![secret()]].concat();
            let (why, fix) = said(Refusal::ExpiredSecret, AuthMethod::ClientSecret, &secrets);
            assert!(why.ends_with("its last 4 are abcd.") && fix.starts_with(begins), "{why} {fix}");
        }
    }

    #[test]
    fn a_limit_is_named_without_its_code_and_seconds() {
        let (why, _) = said(Refusal::RateLimited, AuthMethod::ClientSecret, &[secret()]);
        assert_eq!(why, "A rate limit was reached: too many tokens for this client.");
    }
}
