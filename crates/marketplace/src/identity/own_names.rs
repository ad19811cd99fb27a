//! A person's own name.

use model::{
    audit::{AuditAction, AuditChain, Detail},
    person::Person,
};
use wire::account::{ChangeName, Me};

use super::sign_ins::{histories_of, record_everywhere};
use super::signed_in::SignedIn;
use crate::errors::{Error, refused};
use crate::requests::{Checks, Origin};
use crate::service::OwnNames;
use crate::work::{Author, Event};

impl OwnNames<'_> {
    /// The entries of before keep the name of their time. `LostRace` unless the person has the name that the caller read.
    pub async fn change(self, who: SignedIn, request: ChangeName, origin: &Origin) -> Result<Me, Error> {
        let mut checks = Checks::new();
        let name = checks.text("name", &request.name);
        checks.finish()?;
        let person = self.set(&who, &request.before, name, origin).await?;
        self.inner.sessions().me(&SignedIn { person, ..who }).await
    }

    async fn set(self, who: &SignedIn, read: &str, name: String, origin: &Origin) -> Result<Person, Error> {
        let mut work = self.inner.begin_as(Author::system(AuditChain::Platform)).await?;
        if !work.shared().sessions().lock_shared(who.session, self.inner.now()).await? {
            return Err(refused("the session has ended since the request began", Error::SignedOut));
        }
        let locked = work.shared().people().lock(who.person.id).await?;
        let (before, _) = locked.ok_or_else(|| Error::broken("person", who.person.id))?;
        if before.name == name {
            work.without_event("it is the name already").finish(()).await?;
            return Ok(before);
        }
        if before.name != read {
            return Err(Error::LostRace);
        }
        work.shared().people().set_name(before.id, &name).await?;
        let memberships = work.platform().await?.memberships(before.id).await?;
        let renamed = Event::new(AuditAction::PersonRenamed, before.id, &name)
            .detail(Detail::Renamed { before: before.name.clone() });
        let histories = histories_of(&before, &memberships);
        record_everywhere(work, &before, origin, &histories, &renamed).finish(()).await?;
        Ok(Person { name, ..before })
    }
}
