//! The way back of an operator who cannot sign in, from the machine itself.

use model::{
    audit::{AuditAction, AuditChain, Detail},
    person::Email,
};
use wire::operator::PasswordLink;

use crate::errors::Error;
use crate::service::Operators;
use crate::work::{Author, Event};

impl Operators<'_> {
    /// For the command line, where whoever runs it owns the machine. Ends the person's sessions and access tokens, and makes a link to a new
    /// password. Who is no operator becomes one.
    ///
    /// The link is as one that the person made: none that is asked for by mail takes its place, and it ends when they are
    /// removed.
    ///
    /// # Errors
    /// `NotFound` where no account has the address.
    pub async fn reset_from_the_console(self, email: &Email) -> Result<PasswordLink, Error> {
        let mut work = self.inner.begin_as(Author::system(AuditChain::Platform)).await?;
        let found = work.shared().people().of_email(email).await?.ok_or(Error::NotFound)?;
        let (person, _) = self.inner.lock_taken_back(&mut work, found.id).await?;
        let (id, again) = (person.id, !person.operator);
        let factor = work.shared().second_factors().delete(id).await?;
        if again {
            work.platform().await?.people().set_operator(id, true).await?;
        }
        let reset = Event::new(AuditAction::OperatorReset, id, &person.name);
        let reset = reset.detail(Detail::OperatorReset { again });
        let name = person.name.clone();
        let created = Event::new(AuditAction::PasswordLinkCreated, id, &person.name);
        let made = self.inner.new_password_link(&mut work, person, id).await?;
        let removed = Event::new(AuditAction::SecondFactorRemoved, id, &name);
        for history in made.histories {
            work.record_for(history, created.clone());
            if factor {
                work.record_for(history, removed.clone().quiet());
            }
        }
        if factor {
            work.record_in(AuditChain::Platform, removed);
        }
        work.record(reset).finish(made.link).await
    }
}
