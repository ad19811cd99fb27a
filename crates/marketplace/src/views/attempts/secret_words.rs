//! What was wrong with a secret.

use model::attempt::{Refusal, SecretSlip};
use model::credential::AuthMethod;

use super::words::{Reason, day};

const REGENERATE: &str = "If no one has the present secret any more, an admin regenerates it.";

pub(super) fn words(about: &Reason<'_>) -> (String, String) {
    match about.reason {
        Refusal::NoSecret | Refusal::WrongSecret if about.secrets.is_empty() => without(about.method),
        Refusal::NoSecret => (
            "The request named the client and brought no secret.".to_owned(),
            "Send the secret by HTTP Basic, or as client_secret in the form.".to_owned(),
        ),
        Refusal::FormerSecret => former(about),
        Refusal::ExpiredSecret => expired(about),
        _ => wrong(about.attempt.detail.as_deref().and_then(|slip| slip.parse().ok())),
    }
}

/// Of a client that has no secret.
fn without(method: AuthMethod) -> (String, String) {
    let (why, fix) = match method {
        AuthMethod::ClientSecret => (
            "The client has no secret yet.",
            "The app's developer collects the secret on the connection's page.",
        ),
        AuthMethod::PrivateKeyJwt => (
            "The client signs its requests, and has no secret.",
            "Authenticate with private_key_jwt: client_assertion in place of client_secret.",
        ),
        AuthMethod::WorkloadIdentity => (
            "The client signs in with its platform's own identity, and has no secret.",
            "Send the platform's token as client_assertion, with client_id.",
        ),
    };
    (why.to_owned(), fix.to_owned())
}

fn former(about: &Reason<'_>) -> (String, String) {
    let why = match about.former {
        None => "This secret was replaced.".to_owned(),
        Some(former) => {
            let (day, hint) = (day(former.ended_at), &former.hint);
            match former.ended_by {
                Some(person) => {
                    let who = (about.who)(person);
                    format!("This secret was replaced on {day} by {who}; its last 4 are {hint}.")
                }
                None => {
                    format!(
                        "This secret retired by itself on {day}, unused or at the end of its time; its last 4 are {hint}."
                    )
                }
            }
        }
    };
    (why, format!("Use the secret that took its place{}. {REGENERATE}", present(about)))
}

fn expired(about: &Reason<'_>) -> (String, String) {
    let id = about.attempt.secret;
    let ended = about.secrets.iter().find(|secret| Some(secret.id) == id);
    let why = match ended.and_then(|secret| Some((secret.expires_at?, &secret.hint))) {
        Some((at, hint)) => format!("The time of this secret ended on {}; its last 4 are {hint}.", day(at)),
        None => "The time of this secret has ended.".to_owned(),
    };
    let present = present(about);
    if present.is_empty() {
        let fix = "No other secret of the client works: collect the new one where it waits for that, or have an admin \
                   regenerate it.";
        return (why, fix.to_owned());
    }
    (why, format!("Use the secret that took its place{present}. {REGENERATE}"))
}

/// The hint of the newest secret that works.
fn present(about: &Reason<'_>) -> String {
    let at = about.attempt.at;
    let works = |end: Option<model::Timestamp>| end.is_none_or(|end| at < end);
    let newest = about.secrets.iter().find(|secret| works(secret.expires_at) && secret.reported_at.is_none());
    newest.map(|secret| format!(": its last 4 are {}", secret.hint)).unwrap_or_default()
}

fn wrong(slip: Option<SecretSlip>) -> (String, String) {
    let (why, fix) = match slip {
        Some(SecretSlip::LineBreak) => (
            "A line break stands in the secret.",
            "Send the secret alone, without the line break that a file or a variable adds.",
        ),
        Some(SecretSlip::Blank) => {
            ("A blank stands before or in the secret.", "Send the secret alone, without blanks.")
        }
        Some(SecretSlip::Quoted) => (
            "A quotation mark stands before or behind the secret.",
            "Remove the quotation marks: what reads the configuration has kept them.",
        ),
        Some(SecretSlip::ClientId) => (
            "The client ID was sent in place of the secret.",
            "Send the client ID as the user name and the secret as the password.",
        ),
        Some(SecretSlip::NoPrefix) => (
            "What was sent is no secret of this platform: one begins with gts_.",
            "Send the whole secret as it was shown.",
        ),
        Some(SecretSlip::Damaged) => (
            "The secret is cut off, or a character of it is wrong: its checksum does not fit.",
            "Copy the whole secret again: gts_ and 49 letters and digits.",
        ),
        None => (
            "The secret is well-formed, but this client does not have it and did not have it in the last 90 days.",
            "Check that client ID and secret belong together, and that live and sandbox are not mixed up. \
             Otherwise an admin regenerates the secret.",
        ),
    };
    (why.to_owned(), fix.to_owned())
}
