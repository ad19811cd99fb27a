//! The platform's operators. The platform always keeps one.

use model::{
    audit::{AuditAction, AuditChain},
    ids::PersonId,
};
use wire::{operator::OperatorView, page::Page};

use crate::{
    By, Error, Marketplace, Operator, ended_invitations::Because, history::Deed, listing::all, once::making,
};

impl Marketplace {
    /// All of them: there are few.
    pub async fn operators(&self, _: &By<Operator>) -> Result<Page<OperatorView>, Error> {
        let mut tx = self.store().read().await?;
        let operators = tx.platform().await?.people().operators().await?;
        let view = |person: model::person::Person| OperatorView {
            person_id: person.id,
            email: person.email,
            name: person.name,
        };
        Ok(all(operators.into_iter().map(view).collect()))
    }

    /// Takes the operator's rights, and ends the links that they made: to organisations, and to new passwords.
    ///
    /// # Errors
    /// `Conflict` for the last one.
    pub async fn remove_operator(&self, by: &By<Operator>, person: PersonId) -> Result<(), Error> {
        let mut tx = making!(self.begin_role_change(by, "operators_remove", person));
        let operators = tx.platform().await?.people().operators().await?;
        let removed = operators.iter().find(|operator| operator.id == person).ok_or(Error::NotFound)?;
        if operators.len() == 1 {
            return Err(Error::Conflict("This is the only operator. Invite somebody else first.".into()));
        }
        tx.platform().await?.people().set_operator(person, false).await?;
        tx.platform().await?.password_links().delete_made_by(person).await?;
        let waiting = self.end_links_to(&mut tx, AuditChain::Platform, &removed.email).await?;
        let over = self.end_made_by(&mut tx, person, false).await?;
        let deed = Deed::new(AuditAction::OperatorRemoved, person, &removed.name);
        self.record(&mut tx, AuditChain::Platform, by, deed).await?;
        let because = Because::Changed(format!("{} was removed", removed.name));
        self.record_ended(&mut tx, by, AuditChain::Platform, &waiting, &because).await?;
        let because = Because::Changed("whoever invited is no operator any more".into());
        self.record_ended(&mut tx, by, AuditChain::Platform, &over, &because).await?;
        tx.commit(&()).await
    }
}
