//! The platform's operators. The platform always keeps one.

use model::{
    audit::{AuditAction, AuditChain, Because},
    ids::PersonId,
    person::Person,
};
use wire::{operator::OperatorView, page::Page};

use crate::errors::Error;
use crate::links::ended_invitations::record_ended;
use crate::permission::{By, Operator, Roles, begin};
use crate::requests::listing::all;
use crate::service::Operators;
use crate::work::Event;

impl Operators<'_> {
    /// All of them: there are few.
    pub async fn list(self, _: &By<Operator>) -> Result<Page<OperatorView>, Error> {
        let tx = self.inner.store().read().await?;
        let operators = tx.shared().people().operators().await?;
        let seen = tx.shared().sessions().last_seen(operators.iter().map(|person| person.id)).await?;
        let view = |person: Person| OperatorView {
            person_id: person.id,
            email: person.email,
            name: person.name,
            last_seen_at: seen.get(&person.id).copied(),
        };
        Ok(all(operators.into_iter().map(view).collect()))
    }

    /// Takes the operator's rights, and ends the links that they made: to organisations, and to new passwords.
    ///
    /// # Errors
    /// `Conflict` for the last one.
    pub async fn remove(self, by: &By<Operator>, person: PersonId) -> Result<(), Error> {
        let mut work = begin!(self, by, "operators_remove", person, Roles::All);
        let platform = work.platform().await?;
        let operators = platform.people().operators().await?;
        let removed = operators.iter().find(|operator| operator.id == person).ok_or(Error::NotFound)?;
        if operators.len() == 1 {
            return Err(Error::Conflict("This is the only operator. Invite someone else first.".into()));
        }
        platform.people().set_operator(person, false).await?;
        platform.password_links().delete_made_by(person).await?;
        let waiting = self.inner.end_links_to(&mut work, AuditChain::Platform, &removed.email).await?;
        let over = self.inner.end_made_by(&mut work, person, false).await?;
        let mut work = work.record(Event::new(AuditAction::OperatorRemoved, person, &removed.name));
        let because = Because::Removed { name: removed.name.clone() };
        record_ended(&mut work, &waiting, &because);
        let because = Because::InviterIsNoOperator;
        record_ended(&mut work, &over, &because);
        work.finish(()).await
    }
}
