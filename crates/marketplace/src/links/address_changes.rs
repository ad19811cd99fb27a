//! Changes of a person's own e-mail address: asked for with the password, done by a link that is mailed to the new one.
//!
//! The link wants the password too: one that was mailed to a mistyped address gives its reader nothing.

use chrono::TimeDelta;
use credentials::InvitationToken;
use model::{
    audit::{AuditAction, AuditChain, Detail, Field, ValueChange},
    delivery::Receiver,
    ids::DeliveryId,
    person::Person,
};
use store::{Tx, address_changes::AddressChange, people::PasswordHash};
use wire::account::{AddressLinkView, AskForAddressChange, LookAtAddressLink, Thanks, UseAddressLink};

use crate::errors::{Error, refused};
use crate::identity::{PASSWORD_REPLACED, SignedIn, Started, histories_of, record_everywhere, settle};
use crate::requests::Origin;
use crate::service::AddressChanges;
use crate::work::{Author, Event};

/// The link works this long after it was asked for.
const WAITS: TimeDelta = TimeDelta::minutes(30);

const ANSWER: &str = "A mail with a link is on its way to the new address. The link works once, for 30 minutes, and ends \
                      the one that was mailed before. Until you use it, your address stays as it is.";
const TAKEN: &str = "Another account has this address by now. Your own stays as it is.";

/// A link that works, and whose it is.
struct Known {
    token: InvitationToken,
    change: AddressChange,
    person: Person,
}

impl AddressChanges<'_> {
    /// Looks for no account of the new address: the answer tells of none. `Conflict` where this installation sends no mail.
    pub async fn ask(
        self,
        who: SignedIn,
        request: AskForAddressChange,
        origin: &Origin,
    ) -> Result<Thanks, Error> {
        if self.inner.mailer().is_none() {
            return Err(Error::Conflict(self.no_mail()));
        }
        let (person, hash) =
            self.inner.sessions().check_own_password(who.person(), request.password, origin).await?;
        if person.email == request.email {
            return Err(Error::field("email", "This is your address already."));
        }
        self.inner.count_address_change(request.email.as_str(), person.id, origin).await?;
        let (id, now) = (self.inner.new_id(DeliveryId::new).uuid(), self.inner.now());
        let (former, expires_at) = (person.email, now + WAITS);
        let change =
            AddressChange { id, person: person.id, former, email: request.email, used: false, expires_at };
        self.insert(who, &change, &hash).await?;
        let notices = &self.inner.0.notices;
        notices.address_links_asked.notify_one();
        notices.address_warnings_asked.notify_one();
        Ok(Thanks { message: ANSWER.to_owned() })
    }

    async fn insert(self, who: SignedIn, change: &AddressChange, hash: &PasswordHash) -> Result<(), Error> {
        let ((_, session), now) = (who.into_parts(), self.inner.now());
        let mut work = self.inner.begin_as(Author::system(AuditChain::Platform)).await?;
        if !work.shared().sessions().lock_shared(session, now).await? {
            return Err(refused("the session has ended since the request began", Error::SignedOut));
        }
        let locked = work.shared().people().lock(change.person).await?.and_then(|(_, stored)| stored);
        if locked.as_ref() != Some(hash) {
            return Err(refused(PASSWORD_REPLACED, Error::SignedOut));
        }
        work.platform().await?.address_changes().insert(change, now).await?;
        work.send(Receiver::AddressChanges, change.id, now);
        work.send(Receiver::AddressWarnings, change.id, now);
        work.without_event("no address has changed yet").finish(()).await
    }

    /// `NotFound` where the link is unknown, used or too old.
    pub async fn look_at(
        self,
        request: LookAtAddressLink,
        origin: &Origin,
    ) -> Result<AddressLinkView, Error> {
        let known = self.find(&request.token, origin).await?;
        Ok(AddressLinkView { email: known.change.email })
    }

    /// Sets the address. All sessions end, and one begins in the caller's browser; links to new passwords that were mailed
    /// to the address of before end too.
    pub async fn use_link(self, request: UseAddressLink, origin: &Origin) -> Result<Started, Error> {
        let Known { token, change, person } = self.find(&request.token, origin).await?;
        let (person, hash) =
            self.inner.sessions().check_own_password(&person, request.password, origin).await?;
        self.set(&token, &change, &hash, origin).await?;
        self.inner.sessions().start(person.id, &hash, origin).await
    }

    async fn set(
        self,
        token: &InvitationToken,
        change: &AddressChange,
        hash: &PasswordHash,
        origin: &Origin,
    ) -> Result<(), Error> {
        let mut work = self.inner.begin_as(Author::system(AuditChain::Platform)).await?;
        let (person, stored) = self.inner.lock_signed_out(&mut work, change.person).await?;
        if stored.as_ref() != Some(hash) {
            return Err(refused(PASSWORD_REPLACED, Error::SignedOut));
        }
        let platform = work.platform().await?;
        if !platform.address_changes().take(token.hash().as_bytes(), self.inner.now()).await? {
            return Err(Error::NotFound);
        }
        platform.people().set_email(person.id, &change.email).await.map_err(|error| match error {
            store::Error::Conflict { .. } => Error::Conflict(TAKEN.to_owned()),
            other => other.into(),
        })?;
        platform.password_links().delete_mailed_of(person.id).await?;
        let memberships = platform.memberships(person.id).await?;
        let (former, email) = (person.email.as_str(), change.email.as_str());
        let change = ValueChange::new(Field::EmailAddress, former, email);
        let changed = Event::new(AuditAction::PersonAddressChanged, person.id, &person.name)
            .detail(Detail::changed(&[], [change]));
        let histories = histories_of(&person, &memberships);
        record_everywhere(work, &person, origin, &histories, &changed).finish(()).await
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
            tx.platform().await?.address_changes().find(token.hash().as_bytes(), self.inner.now()).await?;
        let change = found.ok_or_else(|| refused("unknown, used or expired link", Error::NotFound))?;
        request_notes::claimed(change.person);
        let person = tx.shared().people().by_id(change.person).await?;
        let person = person.ok_or_else(|| Error::broken("person", change.person))?;
        Ok(Known { token, change, person })
    }

    fn no_mail(self) -> String {
        let whom = self.inner.support_contact().map(|contact| format!(" ({contact})")).unwrap_or_default();
        format!(
            "This installation sends no mail, so that no one can confirm a new address. Ask its operator{whom} to set up a \
             mail server."
        )
    }
}
