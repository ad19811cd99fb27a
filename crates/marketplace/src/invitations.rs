//! One-time set-up links: how people come, and how memberships and operators are made.

use credentials::{InvitationToken, NewPassword};
use model::{
    audit::{Actor, AuditAction, AuditChain},
    ids::{InvitationId, PersonId},
    person::{Email, Invitation, InvitedTo, Person},
};
use store::{Tx, people::PasswordHash};
use wire::{
    account::{AcceptInvitation, InvitationView, LookAtInvitation, Me, SignIn},
    members::Invited,
    operator::InviteOperator,
};

use crate::{By, Error, Marketplace, Operator, Origin, checks::Checks, history::Deed};

/// What an operator's invitation names as its organisation.
const PLATFORM: &str = "the platform";

impl Marketplace {
    pub async fn invite_operator(
        &self,
        by: &By<Operator>,
        request: InviteOperator,
    ) -> Result<Invited, Error> {
        let mut tx = self.store().begin().await?;
        let invited = self.invite(&mut tx, &request.email, InvitedTo::Operator, Some(by.person().id)).await?;
        let deed =
            Deed::new(AuditAction::InvitationCreated, PLATFORM, request.email.as_str()).detail("As operator");
        self.record(&mut tx, AuditChain::Platform, by, deed).await?;
        tx.commit().await?;
        Ok(invited)
    }

    /// For the command line, where whoever runs it owns the machine.
    pub async fn invite_operator_from_the_console(&self, email: &Email) -> Result<Invited, Error> {
        let mut tx = self.store().begin().await?;
        let invited = self.invite(&mut tx, email, InvitedTo::Operator, None).await?;
        let deed = Deed::new(AuditAction::InvitationCreated, PLATFORM, email.as_str()).detail("As operator");
        self.record_as(&mut tx, AuditChain::Platform, Actor::System, None, deed).await?;
        tx.commit().await?;
        Ok(invited)
    }

    pub(crate) async fn invite(
        &self,
        tx: &mut Tx,
        email: &Email,
        to: InvitedTo,
        by: Option<PersonId>,
    ) -> Result<Invited, Error> {
        let token = self.0.chance.with(InvitationToken::generate);
        let now = self.now();
        let expires_at = now + self.0.settings.invitation_lifetime;
        let id = self.new_id(InvitationId::new);
        let invitation = Invitation { id, email: email.clone(), to, created_at: now, expires_at };
        tx.platform().await?.invitations().insert(&invitation, token.hash().as_bytes(), by).await?;
        Ok(Invited { email: email.clone(), link: self.urls().invitation(token), expires_at })
    }

    async fn find_invitation(&self, tx: &mut Tx, token: &str, origin: &Origin) -> Result<Invitation, Error> {
        self.known_invitation(tx, token).await.map_err(|error| self.failed(error, origin))
    }

    async fn known_invitation(&self, tx: &mut Tx, token: &str) -> Result<Invitation, Error> {
        let hash = InvitationToken::parse(token).ok_or(Error::NotFound)?.hash();
        let found = tx.platform().await?.invitations().find(hash.as_bytes(), self.now()).await?;
        found.ok_or(Error::NotFound)
    }

    /// `NotFound` where the link is unknown, used or too old.
    pub async fn look_at_invitation(
        &self,
        request: LookAtInvitation,
        origin: &Origin,
    ) -> Result<InvitationView, Error> {
        let mut tx = self.store().read().await?;
        let invitation = self.find_invitation(&mut tx, &request.token, origin).await?;
        let platform = tx.platform().await?;
        let (organisation, role) = match invitation.to {
            InvitedTo::Operator => (PLATFORM.to_owned(), "operator".to_owned()),
            InvitedTo::Tenant(id, role) => {
                (platform.tenants().get(id).await?.ok_or(Error::NotFound)?.name, role.to_string())
            }
            InvitedTo::Publisher(id, role) => {
                (platform.publishers().get(id).await?.ok_or(Error::NotFound)?.name, role.to_string())
            }
        };
        let has_account = platform.people().by_email(&invitation.email).await?.is_some();
        Ok(InvitationView { email: invitation.email, organisation, role, has_account })
    }

    /// Uses the link: makes the account, or asks for the password of the one that exists, and gives the membership.
    pub async fn accept_invitation(
        &self,
        request: AcceptInvitation,
        origin: Origin,
    ) -> Result<(Me, String), Error> {
        let mut tx = self.store().read().await?;
        let invitation = self.find_invitation(&mut tx, &request.token, &origin).await?;
        let existing = tx.platform().await?.people().by_email(&invitation.email).await?;
        drop(tx);
        let person = match existing {
            Some(_) => self.join_existing(&invitation, request, origin).await?,
            None => self.join_new(&invitation, request, origin).await?,
        };
        let (bearer, session) = self.start_session(person).await?;
        Ok((self.me(&session).await?, bearer))
    }

    async fn join_existing(
        &self,
        invitation: &Invitation,
        request: AcceptInvitation,
        origin: Origin,
    ) -> Result<Person, Error> {
        let sign_in = SignIn { email: invitation.email.clone(), password: request.password };
        let mut person = self.check_password(&sign_in, &origin).await.map_err(|error| match error {
            Error::SignedOut => Error::field("password", "This is not the password of your account."),
            other => other,
        })?;
        let mut tx = self.store().begin().await?;
        self.join(&mut tx, invitation, &mut person, origin).await?;
        tx.commit().await?;
        Ok(person)
    }

    async fn join_new(
        &self,
        invitation: &Invitation,
        request: AcceptInvitation,
        origin: Origin,
    ) -> Result<Person, Error> {
        let mut checks = Checks::new();
        let name = checks.text("name", request.name.as_deref().unwrap_or_default(), 1..=80);
        let password = NewPassword::new(request.password, &[invitation.email.as_str(), &name]);
        let password =
            password.inspect_err(|rejected| checks.wrong("password", sentence(&rejected.to_string()))).ok();
        checks.finish()?;
        let password = password.ok_or_else(|| Error::field("password", "Choose another password."))?;
        let hash = self.0.passwords.hash(password, self.0.chance.bytes()).await?;
        let (id, now) = (self.new_id(PersonId::new), self.now());
        let mut person =
            Person { id, email: invitation.email.clone(), name, operator: false, created_at: now };
        let mut tx = self.store().begin().await?;
        let hash = PasswordHash::new(hash.to_phc());
        let inserted = tx.platform().await?.people().insert(&person, Some(&hash)).await;
        inserted.map_err(|error| match error {
            // Two links, or one link twice, at the same time.
            store::Error::Conflict { .. } => Error::Conflict(
                "This address has an account now. Open the link again and give its password.".into(),
            ),
            other => other.into(),
        })?;
        self.join(&mut tx, invitation, &mut person, origin).await?;
        tx.commit().await?;
        Ok(person)
    }

    /// Marks the link used, once, and gives what it promises. Who is a member already keeps their role.
    async fn join(
        &self,
        tx: &mut Tx,
        invitation: &Invitation,
        person: &mut Person,
        origin: Origin,
    ) -> Result<(), Error> {
        let now = self.now();
        let platform = tx.platform().await?;
        let used = |error| match error {
            store::Error::LostRace => Error::NotFound,
            other => other.into(),
        };
        platform.invitations().accept(invitation.id, now).await.map_err(used)?;
        let (chain, role) = match invitation.to {
            InvitedTo::Operator => {
                platform.people().set_operator(person.id, true).await?;
                person.operator = true;
                (AuditChain::Platform, "operator".to_owned())
            }
            InvitedTo::Tenant(tenant, role) => {
                let tenants = platform.tenants();
                if tenants.role_of(tenant, person.id).await?.is_none() {
                    tenants.add_member(tenant, person.id, role, now).await?;
                }
                (AuditChain::Tenant(tenant), role.to_string())
            }
            InvitedTo::Publisher(publisher, role) => {
                let publishers = platform.publishers();
                if publishers.role_of(publisher, person.id).await?.is_none() {
                    publishers.add_member(publisher, person.id, role, now).await?;
                }
                (AuditChain::Publisher(publisher), role.to_string())
            }
        };
        let deed =
            Deed::new(AuditAction::InvitationAccepted, person.id, &person.name).detail(format!("As {role}"));
        let actor = Actor::Person { id: person.id, name: person.name.clone() };
        self.record_as(tx, chain, actor, origin.address, deed).await
    }
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).chain(['.']).collect()).unwrap_or_default()
}
