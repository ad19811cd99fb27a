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
}

impl SignedIn {
    pub fn person_id(&self) -> PersonId {
        self.person.id
    }

    pub(crate) fn person(&self) -> &Person {
        &self.person
    }

    pub(crate) fn into_parts(self) -> (Person, SessionId) {
        (self.person, self.session)
    }
}
