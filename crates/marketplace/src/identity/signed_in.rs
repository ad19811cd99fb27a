//! The person behind a request, known by their session.

use model::{
    ids::{PersonId, SessionId},
    person::Person,
};

/// A person who is signed in, and the session that says so.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub(super) person: Person,
    pub(super) session: SessionId,
    /// The name of the access token, where the session is one's.
    pub(super) token: Option<String>,
}

impl SignedIn {
    pub fn person_id(&self) -> PersonId {
        self.person.id
    }

    pub(crate) fn person(&self) -> &Person {
        &self.person
    }

    pub(crate) fn session(&self) -> SessionId {
        self.session
    }

    pub(crate) fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    pub(crate) fn into_parts(self) -> (Person, SessionId) {
        (self.person, self.session)
    }
}
