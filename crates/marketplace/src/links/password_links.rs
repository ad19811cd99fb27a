//! Links to a new password: how a person who lost theirs comes back, and how an account that another made for their
//! address becomes theirs (docs/adr/0015).

use credentials::{InvitationToken, NewPassword};
use model::{
    audit::{AuditAction, AuditChain, Because},
    ids::PersonId,
    person::Person,
};
use store::{Tx, password_links::PasswordLink as Row, people::PasswordHash};
use wire::{
    account::{LookAtPasswordLink, PasswordLinkView, UsePasswordLink},
    operator::{NewPasswordLink, PasswordLink},
};

use super::ended_invitations::ended;
use crate::errors::{Error, refused};
use crate::identity::{Started, histories_of, record_everywhere, settle};
use crate::permission::{By, Operator, begin, is_operator};
use crate::requests::{Origin, sentence};
use crate::service::{Marketplace, PasswordLinks};
use crate::work::{Author, Event};

/// A link that works. `made_by`: the operator who made it, or the person where it was made on the machine; `None` where it
/// was mailed to the person.
struct Known {
    token: InvitationToken,
    person: Person,
    made_by: Option<PersonId>,
}

/// A link that was made.
pub(super) struct MadeLink {
    pub link: PasswordLink,
    /// Of the person's organisations, which are told of it.
    pub histories: Vec<AuditChain>,
}

impl PasswordLinks<'_> {
    /// Only an operator makes one: the account may give access to many organisations.
    pub async fn make(self, by: &By<Operator>, request: NewPasswordLink) -> Result<PasswordLink, Error> {
        let mut work = begin!(self, by, "password_links_make", &request);
        let none = || Error::field("email", "No account has this address.");
        let found = work.shared().people().of_email(&request.email).await?.ok_or_else(none)?;
        // The person first, as wherever links are made or end: no two requests wait for each other.
        let locked = work.shared().people().lock_shared(found.id).await?;
        let (person, _) = locked.filter(|(person, _)| person.email == request.email).ok_or_else(none)?;
        let event = Event::new(AuditAction::PasswordLinkCreated, person.id, &person.name);
        let made = self.inner.new_password_link(&mut work, person, by.person().id).await?;
        made.histories.into_iter().for_each(|history| work.record_for(history, event.clone()));
        work.record(event).finish(made.link).await
    }

    /// `NotFound` where the link is unknown, used or too old, or its maker no operator any more.
    pub async fn look_at(
        self,
        request: LookAtPasswordLink,
        origin: &Origin,
    ) -> Result<PasswordLinkView, Error> {
        let known = self.find(&request.token, origin).await?;
        Ok(PasswordLinkView { email: known.person.email })
    }

    /// Sets the password. Sessions, access tokens, known devices and links that the account had made end: another person
    /// may have had it.
    pub async fn use_link(self, request: UsePasswordLink, origin: Origin) -> Result<Started, Error> {
        let Known { token, person, made_by } = self.find(&request.token, &origin).await?;
        let hash = self.inner.new_hash(&person, "password", request.password.into()).await?;
        let mut work = self.inner.begin_as(Author::system(AuditChain::Platform)).await?;
        let (person, _) = self.inner.lock_taken_back(&mut work, person.id).await?;
        let taken = work.platform().await?.password_links().take(token.hash().as_bytes()).await?;
        if !taken || !still_stands(&mut work, made_by).await? {
            return Err(Error::NotFound);
        }
        self.inner.set_password(&mut work, &person, &hash).await?;
        let over = self.inner.end_made_by(&mut work, person.id, true).await?;
        let memberships = work.platform().await?.memberships(person.id).await?;
        let changed = Event::new(AuditAction::PasswordChanged, person.id, &person.name);
        let histories = histories_of(&person, &memberships);
        let mut work = record_everywhere(work, &person, &origin, &histories, &changed);
        let because = Because::InvitersPasswordWasSet;
        over.iter().for_each(|one| work.record_for(one.to.chain(), ended(one, &because)));
        work.finish(()).await?;
        self.inner.sessions().start(person.id, &hash, &origin).await
    }

    async fn find(self, token: &str, origin: &Origin) -> Result<Known, Error> {
        let look_up = self.inner.look_up(origin)?;
        let mut tx = self.inner.store().read().await?;
        let found = self.known(&mut tx, token).await;
        settle(look_up, &found);
        found.map_err(|error| self.inner.failed(error, origin))
    }

    async fn known(self, tx: &mut Tx, token: &str) -> Result<Known, Error> {
        let token =
            InvitationToken::parse(token).ok_or_else(|| refused("malformed link", Error::NotFound))?;
        let found =
            tx.platform().await?.password_links().find(token.hash().as_bytes(), self.inner.now()).await?;
        let none = || refused("unknown, used or expired link", Error::NotFound);
        let Row { person, created_by: made_by, .. } = found.ok_or_else(none)?;
        if !still_stands(tx, made_by).await? {
            return Err(refused("whoever made the link is no operator any more", Error::NotFound));
        }
        request_notes::claimed(person);
        let person =
            tx.shared().people().by_id(person).await?.ok_or_else(|| Error::broken("person", person))?;
        Ok(Known { token, person, made_by })
    }
}

/// An operator's link is worth what its maker may do now; a mailed one came to its person's mailbox.
async fn still_stands(tx: &mut Tx, made_by: Option<PersonId>) -> Result<bool, Error> {
    match made_by {
        Some(operator) => is_operator(tx, operator).await,
        None => Ok(true),
    }
}

impl Marketplace {
    /// A link in the place of those that the person had, which ends the change of address that waits. The person is locked.
    /// What the histories say of it is the caller's to see to.
    pub(super) async fn new_password_link(
        &self,
        tx: &mut Tx,
        person: Person,
        made_by: PersonId,
    ) -> Result<MadeLink, Error> {
        let (token, now) = (self.0.rng.with(InvitationToken::generate), self.now());
        let expires_at = now + self.0.settings.invitation_lifetime;
        let row = Row { person: person.id, created_by: Some(made_by), created_at: now, expires_at };
        let platform = tx.platform().await?;
        platform.password_links().insert(&row, token.hash().as_bytes()).await?;
        platform.address_changes().delete_waiting_of(row.person).await?;
        let memberships = platform.memberships(person.id).await?;
        let mut histories = histories_of(&person, &memberships);
        histories.retain(|history| *history != AuditChain::Platform);
        let tenants = memberships.tenants.into_iter().map(|(tenant, _)| tenant.name);
        let publishers = memberships.publishers.into_iter().map(|(publisher, _)| publisher.name);
        let link = PasswordLink {
            email: person.email,
            name: person.name,
            organisations: tenants.chain(publishers).collect(),
            link: self.urls().new_password(token),
            expires_at,
        };
        Ok(MadeLink { link, histories })
    }

    /// The hash of a password that the person may have. `field`: where the request has it.
    pub(crate) async fn new_hash(
        &self,
        person: &Person,
        field: &str,
        password: String,
    ) -> Result<PasswordHash, Error> {
        let about = [person.email.as_str(), person.name.as_str(), self.platform_name()];
        let password = NewPassword::new(password, &about)
            .map_err(|rejected| Error::field(field, sentence(&rejected.to_string())))?;
        let hash = self.0.passwords.hash(password, self.0.rng.bytes()).await?;
        Ok(PasswordHash::new(hash.to_phc()))
    }

    /// Ends a person's sessions and locks the person, with their password's hash. Sessions are locked before people, so
    /// they end first, and what one of them is changing is waited for. A sign-in locks the person: those that were done
    /// meanwhile began sessions which end too, as do those that wait for a code, and from then on none begins.
    pub(crate) async fn lock_signed_out(
        &self,
        tx: &mut Tx,
        person: PersonId,
    ) -> Result<(Person, Option<PasswordHash>), Error> {
        tx.shared().sessions().delete_of_person(person).await?;
        let locked = tx.shared().people().lock(person).await?;
        let locked = locked.ok_or_else(|| Error::broken("person", person))?;
        tx.shared().sessions().delete_of_person(person).await?;
        tx.shared().pending_sign_ins().delete_of(person).await?;
        Ok(locked)
    }

    /// The same where another person may have had the account: its access tokens end too. Sessions go first, as wherever
    /// a person ends a token of theirs.
    pub(crate) async fn lock_taken_back(
        &self,
        tx: &mut Tx,
        person: PersonId,
    ) -> Result<(Person, Option<PasswordHash>), Error> {
        tx.shared().sessions().delete_of_person(person).await?;
        tx.shared().access_tokens().delete_of_person(person).await?;
        let locked = self.lock_signed_out(tx, person).await?;
        // Those that were made while the lock was waited for.
        tx.shared().access_tokens().delete_of_person(person).await?;
        Ok(locked)
    }

    /// Sets it, and ends what the old one gave beside sessions: links to new ones, of this account and of others, those
    /// that wait to be mailed too, and the change of address that waits. The person was locked by
    /// [`Self::lock_signed_out`], which ended the sessions.
    pub(crate) async fn set_password(
        &self,
        tx: &mut Tx,
        person: &Person,
        hash: &PasswordHash,
    ) -> Result<(), Error> {
        let platform = tx.platform().await?;
        platform.password_resets().delete_of(&person.email).await?;
        let person = person.id;
        platform.people().set_password(person, hash).await?;
        platform.password_links().delete_of(person).await?;
        platform.password_links().delete_made_by(person).await?;
        platform.address_changes().delete_waiting_of(person).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use wire::texts::LinkToken;

    use super::*;

    #[test]
    fn the_token_of_a_link_has_one_length() {
        let length = LinkToken::RULE.code_points();
        let is_one = |length| InvitationToken::parse(&"A".repeat(length)).is_some();
        assert!(is_one(length) && !is_one(length - 1) && !is_one(length + 1));
    }
}
