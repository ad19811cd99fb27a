//! What was wrong with a request whose client is known, and with a token that was shown to an API.

use model::{attempt::Refusal, scope::ScopeName};

use super::scopes::Scopes;
use super::words::Reason;

pub(super) fn words(about: &Reason<'_>) -> (String, String) {
    let detail = about.detail();
    let (why, fix) = match about.reason {
        Refusal::OtherIssuer => (
            "The request went to the token URL of another tenant, or of the other environment.".to_owned(),
            "Use the token URL that this page names.",
        ),
        Refusal::ClosedAddress => (
            "The request went to an address that is closed.".to_owned(),
            "Use the token URL that this page names.",
        ),
        Refusal::RateLimited => (
            format!(
                "A rate limit was reached: {}.",
                limit(about.attempt.answer.as_deref().unwrap_or(detail))
            ),
            "Keep a token until it expires, and wait as long as Retry-After says.",
        ),
        Refusal::OtherNetwork => (
            match &about.attempt.address {
                Some(address) => {
                    format!("The request came from {address}, outside of the declared networks.")
                }
                None => "The request came from outside of the declared networks.".to_owned(),
            },
            "Send requests from a network that the app's version names, or publish a version that names this one.",
        ),
        Refusal::ScopeNotGranted => return scope(about.scopes, detail),
        Refusal::InsufficientScope => (
            format!("A token was shown to an API without the scope that the call needs: {detail}."),
            "Ask for a token with this scope; where it is not granted, an admin has to allow it.",
        ),
        Refusal::ResourceNotGranted => (
            format!("The client holds nothing of the API {detail}."),
            "Name an API in resource of which a scope is granted.",
        ),
        Refusal::BadScope => (
            format!("The scope or resource parameter cannot be answered: {detail}."),
            "Send scope names separated by single spaces, or leave scope out to get all that is granted.",
        ),
        Refusal::UnsignedRequest => (
            "The API takes only requests that the client signs (SMART Backend Services).".to_owned(),
            "Authenticate with private_key_jwt.",
        ),
        _ => return of_token(about.reason, detail),
    };
    (why, fix.to_owned())
}

/// Of a proof, a token that was shown, or a form.
fn of_token(reason: Refusal, detail: &str) -> (String, String) {
    let (why, fix) = match reason {
        Refusal::DpopProof => (
            format!("The DPoP proof was not accepted: {detail}."),
            "Make a new proof for each request, with its method and its URL (RFC 9449 section 4.2).",
        ),
        Refusal::DpopMissing => (
            format!("The request did not prove that its sender has the key of the token ({detail})."),
            "Send the token with the DPoP scheme and a proof that the same key has signed.",
        ),
        Refusal::OtherCertificate => (
            format!("The request does not fit what the token is bound to: {detail}."),
            "Use the certificate or key with which the token was asked for.",
        ),
        Refusal::TokenExpired => (
            "A token was shown to an API after it had expired.".to_owned(),
            "Ask for a new token before the old one expires: expires_in says when.",
        ),
        Refusal::TokenRevoked => (
            "A token was shown to an API after its access was stopped, narrowed or given a new secret."
                .to_owned(),
            "Ask for a new token.",
        ),
        Refusal::TokenForOther => (
            "A token was shown to an API, tenant or environment that it is not for.".to_owned(),
            "Ask for a token for this API: name it in resource.",
        ),
        _ => (
            format!("The request was not accepted: {detail}."),
            "Send the form as the guide for developers shows it.",
        ),
    };
    (why, fix.to_owned())
}

/// Which limit it was: the answer without its code, and without the seconds, which were over long before anyone reads it.
fn limit(answer: &str) -> &str {
    let said = answer.strip_prefix("rate_limited: ").unwrap_or(answer);
    said.split_once(": try again").map_or(said, |(limit, _)| limit)
}

/// Why a scope is not granted: its app, or the organisation, has said so at some time.
fn scope(scopes: &Scopes, name: &str) -> (String, String) {
    let fits = name.parse::<ScopeName>().ok();
    let Some(scope) = fits else {
        let why = format!("{name} is no name of a scope.");
        return (why, "Ask for names of the catalogue.".to_owned());
    };
    if scopes.granted.contains(&scope) {
        let why = format!("{scope} was not granted then. It is now.");
        return (why, "Ask again.".to_owned());
    }
    let Some(asked) = &scopes.of_app else {
        let why = format!("These credentials do not hold {scope}.");
        return (why, "Ask for scopes that they hold, or generate credentials that hold it.".to_owned());
    };
    match asked.newest.get(&scope) {
        None => (
            format!("No version of the app has asked for {scope}."),
            "Publish a version that asks for it; the admins are asked then.".to_owned(),
        ),
        Some(newest) if *newest > asked.accepted && *newest == asked.latest => (
            format!(
                "{scope} waits: version {newest} asks for it, and version {} is allowed.",
                asked.accepted
            ),
            "An admin of the organisation reviews the update.".to_owned(),
        ),
        Some(newest) if *newest < asked.latest => (
            format!("{scope} was narrowed away in version {}.", newest + 1),
            "Leave it out, or publish a version that asks for it again.".to_owned(),
        ),
        Some(_) if asked.by_accepted.contains(&scope) => (
            format!("The organisation has left {scope} out."),
            "Leave it out, or ask the organisation's admin to allow it.".to_owned(),
        ),
        Some(newest) => (
            format!("{scope} is asked for since version {newest}, and not allowed."),
            "Ask the organisation's admin to allow it.".to_owned(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use model::scope::ScopeSet;

    use super::super::scopes::Asked;
    use super::*;

    #[test]
    fn a_scope_that_is_not_granted_has_a_history() {
        let name = |name: &str| -> ScopeName { name.parse().unwrap() };
        let newest = [("narrowed", 2), ("left.out", 5), ("waiting", 5)].map(|(of, at)| (name(of), at));
        let asked = |accepted| Asked {
            accepted,
            by_accepted: ScopeSet::from([name("left.out")]),
            latest: 5,
            newest: HashMap::from(newest.clone()),
        };
        let scopes =
            |accepted| Scopes { granted: ScopeSet::from([name("granted")]), of_app: Some(asked(accepted)) };
        for (of, accepted, why) in [
            ("narrowed", 5, "narrowed was narrowed away in version 3."),
            ("left.out", 5, "The organisation has left left.out out."),
            ("waiting", 4, "waiting waits: version 5 asks for it, and version 4 is allowed."),
            ("granted", 5, "granted was not granted then. It is now."),
            ("never", 5, "No version of the app has asked for never."),
            ("a\"b", 5, "a\"b is no name of a scope."),
        ] {
            assert_eq!(scope(&scopes(accepted), of).0, why);
        }
        let own = Scopes { granted: ScopeSet::new(), of_app: None };
        assert_eq!(scope(&own, "never").0, "These credentials do not hold never.");
    }
}
