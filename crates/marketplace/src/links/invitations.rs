//! One-time set-up links, by which people become members and operators.

use credentials::{InvitationToken, NewPassword};
use model::{
    audit::{AuditAction, AuditChain, Because, Detail},
    delivery::Receiver,
    ids::{InvitationId, PersonId},
    person::{Email, Invitation, InvitedTo, LinkDelivery, Person},
};
use store::{Tx, people::PasswordHash};
use wire::{
    account::{AcceptInvitation, InvitationView, LookAtInvitation, SignIn},
    members::Invited,
    operator::InviteOperator,
    texts::{Password, PersonName},
};

use super::ended_invitations::record_ended;
use super::organisations::hold;
use crate::errors::{Error, refused};
use crate::identity::{PASSWORD_REPLACED, Started, settle};
use crate::permission::{By, Operator, begin};
use crate::requests::{Checks, Origin, sentence};
use crate::service::{Invitations, Marketplace, Operators};
use crate::work::{Author, Event, Work};

/// What an operator's invitation names as its organisation.
const PLATFORM: &str = "the platform";

/// A link that was made.
pub(crate) struct NewLink {
    id: InvitationId,
    pub invited: Invited,
    role: &'static str,
    /// The links in whose place it is.
    pub replaced: Vec<Invitation>,
}

impl NewLink {
    pub fn event(&self) -> Event {
        let event = Event::new(AuditAction::InvitationCreated, self.id, self.invited.email.as_str());
        event.detail(Detail::As { role: self.role.to_owned(), replaces: !self.replaced.is_empty() })
    }
}

impl Operators<'_> {
    pub async fn invite(self, by: &By<Operator>, request: InviteOperator) -> Result<Invited, Error> {
        let mut work = begin!(self, by, "operators_invite", &request);
        let operators = work.shared().people().operators().await?;
        if operators.iter().any(|operator| operator.email == request.email) {
            return Err(Error::field("email", "This person is an operator already."));
        }
        let by_id = Some(by.person().id);
        let (to, deliver) = (InvitedTo::Operator, request.deliver);
        let made = self.inner.invite(&mut work, &request.email, to, by_id, deliver).await?;
        invited(work, made).await
    }

    /// For the command line, where whoever runs it owns the machine.
    pub async fn invite_from_the_console(self, email: &Email) -> Result<Invited, Error> {
        let mut work = self.inner.begin_as(Author::system(AuditChain::Platform)).await?;
        let (to, deliver) = (InvitedTo::Operator, LinkDelivery::Show);
        let made = self.inner.invite(&mut work, email, to, None, deliver).await?;
        invited(work, made).await
    }
}

impl Marketplace {
    /// A new link. Those that the address had for the same organisation end; whether the caller may end them, and what
    /// the history says of it, is the caller's to see to.
    pub(crate) async fn invite(
        &self,
        work: &mut Work,
        email: &Email,
        to: InvitedTo,
        by: Option<PersonId>,
        deliver: LinkDelivery,
    ) -> Result<NewLink, Error> {
        hold(work, to.chain()).await?;
        let mailed = deliver == LinkDelivery::Mail;
        if mailed {
            self.may_mail(work, email, to).await?;
        }
        // One in place of another needs no room.
        let replaced = self.end_links_to(work, to.chain(), email).await?;
        self.room_for_invitation(work, to).await?;
        let token = self.0.rng.with(InvitationToken::generate);
        let now = self.now();
        let expires_at = now + self.0.settings.invitation_lifetime;
        let id = self.new_id(InvitationId::new);
        let invitation =
            Invitation { id, email: email.clone(), to, created_by: by, created_at: now, expires_at, mailed };
        work.platform().await?.invitations().insert(&invitation, token.hash().as_bytes()).await?;
        let link = match deliver {
            LinkDelivery::Show => self.urls().invitation(token),
            // This token is forgotten: the one that is mailed is made with the mail.
            LinkDelivery::Mail => {
                work.send(Receiver::InvitationMails, id.uuid(), now);
                String::new()
            }
        };
        let invited = Invited { email: email.clone(), link, expires_at, mailed };
        Ok(NewLink { id, invited, role: to.role(), replaced })
    }
}

impl Invitations<'_> {
    /// The invitation, and the transaction that has read it.
    async fn find(self, token: &str, origin: &Origin) -> Result<(Tx, Invitation), Error> {
        let look_up = self.inner.look_up(origin)?;
        let mut tx = self.inner.store().read().await?;
        let found = self.known(&mut tx, token).await;
        settle(look_up, &found);
        Ok((tx, found.map_err(|error| self.inner.failed(error, origin))?))
    }

    async fn known(self, tx: &mut Tx, token: &str) -> Result<Invitation, Error> {
        let malformed = || refused("malformed link", Error::NotFound);
        let hash = InvitationToken::parse(token).ok_or_else(malformed)?.hash();
        let found = tx.platform().await?.invitations().find(hash.as_bytes(), self.inner.now()).await?;
        let none = || refused("unknown, used, ended or expired link", Error::NotFound);
        let invitation = found.ok_or_else(none)?;
        if self.inner.still_stands(tx, &invitation).await? {
            Ok(invitation)
        } else {
            Err(refused("whoever made the link may no longer invite so", Error::NotFound))
        }
    }

    /// `NotFound` where the link is unknown, used, ended or too old. Says nothing of whether the address is known.
    pub async fn look_at(self, request: LookAtInvitation, origin: &Origin) -> Result<InvitationView, Error> {
        let (mut tx, invitation) = self.find(&request.token, origin).await?;
        let organisation = organisation(&mut tx, invitation.to).await?;
        let role = invitation.to.role().to_owned();
        Ok(InvitationView { email: invitation.email, organisation, role })
    }

    /// Uses the link: makes the account, or asks for the password of the one that exists, and gives the membership.
    ///
    /// A link never sets the password of an account that gives access to something. One that gives none is as good as
    /// new: whoever holds the link of an organisation takes it over (docs/adr/0015).
    pub async fn accept(self, request: AcceptInvitation, origin: Origin) -> Result<Started, Error> {
        let (mut tx, invitation) = self.find(&request.token, &origin).await?;
        let existing = tx.shared().people().of_email(&invitation.email).await?;
        if let Some(person) = &existing {
            request_notes::claimed(person.id);
        }
        let (reused, taken) = match existing {
            Some(person) if self.gives_nothing(&mut tx, &person).await? => (Some(person), false),
            Some(_) => (None, true),
            None => (None, false),
        };
        drop(tx);
        let newcomer = request.name.as_ref().map(|name| self.newcomer(&invitation, name, &request.password));
        match newcomer.transpose()? {
            Some(newcomer) if !taken => self.join_new(&invitation, newcomer, reused, origin).await,
            newcomer => {
                let password = String::from(request.password).into();
                self.join_existing(&invitation, password, newcomer.is_some(), origin).await
            }
        }
    }

    async fn join_existing(
        self,
        invitation: &Invitation,
        password: Password,
        as_newcomer: bool,
        origin: Origin,
    ) -> Result<Started, Error> {
        let sign_in = SignIn { email: invitation.email.clone(), password };
        let wrong = if as_newcomer {
            "This address has an account already, and this is not its password. Choose “I have an account”; if \
             you do not know its password, choose “Forgot your password?” on the sign-in page."
        } else {
            "The e-mail address or the password is wrong."
        };
        let (person, hash) =
            self.inner.sessions().check_password(&sign_in, &origin).await.map_err(|error| match error {
                Error::SignedOut => Error::field("password", wrong),
                other => other,
            })?;
        let work = self.inner.begin_as(Author::system(invitation.to.chain())).await?;
        let locked = work.shared().people().lock(person.id).await?;
        let (mut person, current) = locked.ok_or_else(|| Error::broken("person", person.id))?;
        if current.as_ref() != Some(&hash) {
            return Err(refused(PASSWORD_REPLACED, Error::field("password", wrong)));
        }
        if person.email != invitation.email {
            return Err(account_now());
        }
        self.join(work, invitation, &mut person, &origin).await?;
        self.inner.sessions().start(person.id, &hash, &origin).await
    }

    /// Checked before anything is looked up, so that a refusal does not tell whether there is an account.
    fn newcomer(self, invitation: &Invitation, name: &PersonName, password: &str) -> Result<Newcomer, Error> {
        let mut checks = Checks::new();
        let name = checks.text("name", name);
        let about = [invitation.email.as_str(), name.as_str(), self.inner.platform_name()];
        let password = NewPassword::new(password.to_owned(), &about);
        let password =
            password.inspect_err(|rejected| checks.wrong("password", sentence(&rejected.to_string()))).ok();
        checks.finish()?;
        let password = password.ok_or_else(|| Error::field("password", "Choose another password."))?;
        Ok(Newcomer { name, password })
    }

    async fn join_new(
        self,
        invitation: &Invitation,
        Newcomer { name, password }: Newcomer,
        reused: Option<Person>,
        origin: Origin,
    ) -> Result<Started, Error> {
        let hash = self.inner.0.passwords.hash(password, self.inner.0.rng.bytes()).await?;
        let hash = PasswordHash::new(hash.to_phc());
        let mut work = self.inner.begin_as(Author::system(invitation.to.chain())).await?;
        let mut person = match reused {
            Some(person) => self.take_over(&mut work, person, name, &hash).await?,
            None => self.new_person(&mut work, invitation, name, &hash).await?,
        };
        self.join(work, invitation, &mut person, &origin).await?;
        self.inner.sessions().start(person.id, &hash, &origin).await
    }

    async fn new_person(
        self,
        tx: &mut Tx,
        invitation: &Invitation,
        name: String,
        hash: &PasswordHash,
    ) -> Result<Person, Error> {
        let (id, now) = (self.inner.new_id(PersonId::new), self.inner.now());
        let email = invitation.email.clone();
        let person = Person { id, email, name, operator: false, created_at: now };
        let inserted = tx.shared().people().insert(&person, Some(hash)).await;
        inserted.map_err(|error| match error {
            // Two links, or one link twice, at the same time.
            store::Error::Conflict { .. } => account_now(),
            other => other.into(),
        })?;
        Ok(person)
    }

    /// Gives an account that gives access to nothing, and still has the address, to whoever holds the link.
    async fn take_over(
        self,
        tx: &mut Tx,
        person: Person,
        name: String,
        hash: &PasswordHash,
    ) -> Result<Person, Error> {
        let found = person;
        let (person, _) = self.inner.lock_taken_back(tx, found.id).await?;
        if person.email != found.email || !self.gives_nothing(tx, &person).await? {
            return Err(account_now());
        }
        self.inner.set_password(tx, &person, hash).await?;
        tx.shared().second_factors().delete(person.id).await?;
        tx.shared().people().set_name(person.id, &name).await?;
        Ok(Person { name, ..person })
    }

    /// Whether the account gives access to nothing.
    async fn gives_nothing(self, tx: &mut Tx, person: &Person) -> Result<bool, Error> {
        let of = tx.platform().await?.memberships(person.id).await?;
        let now = tx.shared().people().by_id(person.id).await?;
        let operator = now.is_none_or(|person| person.operator);
        Ok(!operator && of.tenants.is_empty() && of.publishers.is_empty())
    }

    /// Marks the link used, once, and gives what it promises. Who is a member already keeps their role. Commits.
    async fn join(
        self,
        mut work: Work,
        invitation: &Invitation,
        person: &mut Person,
        origin: &Origin,
    ) -> Result<(), Error> {
        let now = self.inner.now();
        let used = |error| match error {
            store::Error::LostRace => Error::NotFound,
            other => other.into(),
        };
        work.shared().invitations().accept(invitation.id, now).await.map_err(used)?;
        if !self.inner.still_stands(&mut work, invitation).await? {
            return Err(Error::NotFound);
        }
        let platform = work.platform().await?;
        match invitation.to {
            InvitedTo::Operator => {
                platform.people().set_operator(person.id, true).await?;
                person.operator = true;
            }
            InvitedTo::Tenant(tenant, role) => {
                let tenants = platform.tenants();
                if tenants.role_of(tenant, person.id).await?.is_none() {
                    tenants.add_member(tenant, person.id, role, now).await?;
                }
            }
            InvitedTo::Publisher(publisher, role) => {
                let publishers = platform.publishers();
                if publishers.role_of(publisher, person.id).await?.is_none() {
                    publishers.add_member(publisher, person.id, role, now).await?;
                }
            }
        }
        let (chain, role) = (invitation.to.chain(), invitation.to.role());
        let over = self.inner.end_links_to(&mut work, chain, &person.email).await?;
        work.sign(Author::person(person, origin.address.clone(), chain));
        let event = Event::new(AuditAction::InvitationAccepted, person.id, &person.name);
        let mut work = work.record(event.detail(Detail::As { role: role.to_owned(), replaces: false }));
        record_ended(&mut work, &over, &Because::Joined);
        work.finish(()).await
    }
}

/// The author's history tells of a link, and of those in whose place it is.
pub(crate) async fn invited(work: Work, made: NewLink) -> Result<Invited, Error> {
    let mut work = work.record(made.event());
    record_ended(&mut work, &made.replaced, &Because::Replaced);
    work.finish(made.invited).await
}

/// What one is invited to, by its name.
pub(crate) async fn organisation(tx: &mut Tx, to: InvitedTo) -> Result<String, Error> {
    Ok(match to {
        InvitedTo::Operator => PLATFORM.to_owned(),
        InvitedTo::Tenant(id, _) => {
            let tenant = tx.platform().await?.tenants().get(id).await?;
            tenant.ok_or_else(|| Error::broken("tenant", id))?.name
        }
        InvitedTo::Publisher(id, _) => {
            let publisher = tx.shared().publishers().card(id).await?;
            publisher.ok_or_else(|| Error::broken("publisher", id))?.name
        }
    })
}

/// What a person without an account gives.
struct Newcomer {
    name: String,
    password: NewPassword,
}

fn account_now() -> Error {
    Error::Conflict("This address has an account now. Open the link again and enter its password.".into())
}
