//! What the log, and the client's own people, read of a request that was refused or failed: noted on whatever floor knows
//! it, read at the edge.
//!
//! The answer to a caller often hides why: a wrong secret and an unknown client look the same. The operator's log does
//! not, nor does the list of a client's attempts. Notes are for these alone; they never hold a secret, nor text of a caller
//! that has not been cut and escaped.

use std::cell::RefCell;
use std::fmt::{self, Display};

use model::attempt::Refusal;
use model::ids::{CredentialId, PersonId, ResourceServerId};

tokio::task_local! {
    static NOTES: RefCell<Notes>;
}

/// Longer text is cut.
const LONGEST: usize = 200;

/// Who asks, once that is proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Caller {
    Client(CredentialId),
    Person(PersonId),
    ResourceServer(ResourceServerId),
}

impl Display for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Client(id) => id.fmt(f),
            Self::Person(id) => id.fmt(f),
            Self::ResourceServer(id) => id.fmt(f),
        }
    }
}

/// The keyed hash of what was presented as a secret, to be compared with the client's former ones. It is never written.
#[derive(Clone, PartialEq, Eq)]
pub struct Fingerprint(Vec<u8>);

impl Fingerprint {
    pub const fn new(hash: Vec<u8>) -> Self {
        Self(hash)
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fingerprint")
    }
}

/// What is known of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notes {
    pub caller: Option<Caller>,
    /// Whom the request names without proof.
    pub claimed: Option<String>,
    /// Why it was refused or failed: one of few texts.
    pub reason: Option<&'static str>,
    /// What is special about this one: a scope's name, an error's text.
    pub detail: Option<String>,
    /// The reason as the client's people read it, where it is one of theirs.
    pub refusal: Option<Refusal>,
    /// Of what was presented as a secret, where it was none.
    pub presented: Option<Fingerprint>,
    /// The code and the words of the answer: what the caller read.
    pub answered: Option<String>,
}

impl Notes {
    /// The client that the request is about: the one that proved itself, or the one that it names.
    pub fn client(&self) -> Option<CredentialId> {
        match self.caller {
            Some(Caller::Client(client)) => Some(client),
            _ => self.claimed.as_deref()?.parse().ok(),
        }
    }
}

/// Runs what answers a request; its notes come with the answer.
pub async fn during<F: Future>(work: F) -> (F::Output, Notes) {
    NOTES
        .scope(RefCell::default(), async {
            let done = work.await;
            (done, NOTES.with(RefCell::take))
        })
        .await
}

/// Outside a request nothing is noted.
fn note(change: impl FnOnce(&mut Notes)) {
    let _ = NOTES.try_with(|notes| change(&mut notes.borrow_mut()));
}

/// Notes who asks.
pub fn caller(caller: Caller) {
    note(|notes| notes.caller = Some(caller));
}

/// Notes whom the request names, before that is proved.
pub fn claimed(name: impl Display) {
    note(|notes| notes.claimed = Some(safe(&name.to_string())));
}

/// Notes why the request is refused; a later reason takes the place of an earlier one.
pub fn reason(reason: &'static str) {
    note(|notes| (notes.reason, notes.detail, notes.refusal) = (Some(reason), None, None));
}

/// As [`reason`], with what is special about this one.
pub fn reason_with(reason: &'static str, detail: impl Display) {
    note(|notes| {
        (notes.reason, notes.detail, notes.refusal) = (Some(reason), Some(safe(&detail.to_string())), None);
    });
}

/// As [`reason`], for the client's people too.
pub fn refused(refusal: Refusal) {
    reason(refusal.in_log());
    classed(refusal);
}

/// As [`refused`], with what is special about this one.
pub fn refused_with(refusal: Refusal, detail: impl Display) {
    reason_with(refusal.in_log(), detail);
    classed(refusal);
}

/// Notes what the reason that the log has is called for the client's people.
pub fn classed(refusal: Refusal) {
    note(|notes| notes.refusal = Some(refusal));
}

/// As [`classed`], where none is known.
pub fn classed_unless_known(refusal: Refusal) {
    note(|notes| notes.refusal = notes.refusal.or(Some(refusal)));
}

/// Notes the keyed hash of what was presented as a secret and is none.
pub fn presented(hash: Fingerprint) {
    note(|notes| notes.presented = Some(hash));
}

/// Notes what the caller reads.
pub fn answered(answer: impl FnOnce() -> String) {
    note(|notes| notes.answered = Some(safe(&answer())));
}

/// Notes a reason where none is known: what the answer itself says.
pub fn reason_unless_known(reason: &'static str, detail: impl FnOnce() -> Option<String>) {
    note(|notes| {
        if notes.reason.is_none() {
            (notes.reason, notes.detail) = (Some(reason), detail().as_deref().map(safe));
        }
    });
}

/// What our secrets and opaque tokens, and anyone's JWTs, begin with: people put them where a scope belongs.
const SECRET: [&str; 3] = ["gts_", "gto_", "eyJ"];

/// One line of printable text, cut, without anything that may be a secret.
pub fn safe(text: &str) -> String {
    let secret = SECRET.iter().filter_map(|start| text.find(start).map(|at| at + start.len())).min();
    let text = secret.map_or(text, |until| &text[..until]);
    let shown = |character: char| match character {
        character if character.is_control() => '\u{fffd}',
        // Marks that turn or hide text.
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => {
            '\u{fffd}'
        }
        character => character,
    };
    let mut safe: String = text.chars().take(LONGEST).map(shown).collect();
    if safe.len() < text.len() && text.chars().nth(LONGEST).is_some() {
        safe.push('…');
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn notes_belong_to_their_request() {
        reason("no one's");
        let one = during(async {
            reason_with("scope not granted", "a\nb\u{202e}");
            tokio::task::yield_now().await;
            reason_unless_known("bad request", || None);
            1
        });
        let two = during(async {
            reason_unless_known("bad request", || Some("why".into()));
            2
        });
        let ((one, first), (two, second)) = tokio::join!(one, two);
        assert_eq!(
            (one, first.reason, first.detail.as_deref()),
            (1, Some("scope not granted"), Some("a\u{fffd}b\u{fffd}"))
        );
        assert_eq!((two, second.reason, second.detail.as_deref()), (2, Some("bad request"), Some("why")));
    }

    #[tokio::test]
    async fn a_later_reason_takes_the_place_of_a_refusal() {
        let ((), notes) = during(async {
            refused_with(Refusal::ScopeNotGranted, "a");
            reason("the database refused");
            classed_unless_known(Refusal::Unavailable);
            classed_unless_known(Refusal::BadRequest);
            presented(Fingerprint::new(vec![1, 2, 3]));
        })
        .await;
        assert_eq!((notes.refusal, notes.detail.as_deref()), (Some(Refusal::Unavailable), None));
        assert!(!format!("{notes:?}").contains("1, 2"));
    }

    #[test]
    fn a_request_is_about_the_client_that_proved_itself_or_that_it_names() {
        let [one, two] = [1, 2].map(|number| CredentialId::new(number, &[7; 10]));
        let claimed = Some(two.to_string());
        let notes = |caller, claimed| Notes { caller, claimed, ..Notes::default() };
        assert_eq!(notes(Some(Caller::Client(one)), claimed.clone()).client(), Some(one));
        assert_eq!(notes(None, claimed).client(), Some(two));
        assert_eq!(notes(None, Some("per_1".to_owned())).client(), None);
    }

    #[test]
    fn secrets_in_the_wrong_place_are_left_out() {
        assert_eq!(safe("patients.read gts_0123456789"), "patients.read gts_");
        assert_eq!(safe("eyJhbGciOiJFUzI1NiJ9.e30.x gts_1"), "eyJ");
    }

    #[test]
    fn long_text_is_cut() {
        assert_eq!(safe(&"x".repeat(LONGEST)).chars().count(), LONGEST);
        assert_eq!(safe(&"ä".repeat(5_000)).chars().count(), LONGEST + 1);
    }
}
