use credentials::{PasswordHash, SessionToken, TokenHash};
use model::{
    ids::SessionId,
    person::{Person, Session},
};
use wire::account::{Me, PublisherMembership, SignIn, TenantMembership};

use crate::{Error, Marketplace, Origin};

/// How stale `last_seen_at` may get before a request renews it, in seconds.
const SEEN_EVERY: i64 = 60;

/// A person who is signed in, and the session that says so.
#[derive(Debug, Clone)]
pub struct SignedIn {
    person: Person,
    session: SessionId,
}

impl SignedIn {
    pub(crate) fn into_person(self) -> Person {
        self.person
    }
}

impl Marketplace {
    /// Answers with the session's bearer, for the cookie. `SignedOut` whatever does not match, `TooMany` where the same
    /// account was tried too often from the same address.
    pub async fn sign_in(&self, request: SignIn, origin: &Origin) -> Result<(Me, String), Error> {
        let person = self.check_password(&request, origin).await?;
        let (bearer, session) = self.start_session(person).await?;
        Ok((self.me(&session).await?, bearer))
    }

    /// The person whose e-mail address and password these are. Takes as long for an address that nobody has.
    pub(crate) async fn check_password(&self, request: &SignIn, origin: &Origin) -> Result<Person, Error> {
        let attempt = self.try_password(&request.email, origin)?;
        let checked = self.compare_password(request).await;
        if let Some(attempt) = attempt
            && !matches!(checked, Err(Error::SignedOut))
        {
            attempt.forgive();
        }
        checked
    }

    async fn compare_password(&self, request: &SignIn) -> Result<Person, Error> {
        let mut tx = self.store().read().await?;
        let found = tx.platform().await?.people().by_email(&request.email).await?;
        drop(tx);
        let (person, stored) = found.unzip();
        let hash = stored.flatten().map(|stored| PasswordHash::from_phc(stored.as_str())).transpose();
        let hash = hash.map_err(Error::internal)?;
        if self.0.passwords.verify(hash, request.password.clone()).await? {
            person.ok_or(Error::SignedOut)
        } else {
            Err(Error::SignedOut)
        }
    }

    pub(crate) async fn start_session(&self, person: Person) -> Result<(String, SignedIn), Error> {
        let bearer = self.0.chance.with(SessionToken::generate);
        let now = self.now();
        let session = Session {
            id: self.new_id(SessionId::new),
            person: person.id,
            created_at: now,
            last_seen_at: now,
            expires_at: now + self.0.settings.session_lifetime,
        };
        let mut tx = self.store().begin().await?;
        let sessions = tx.platform().await?.sessions();
        sessions.delete_expired(now).await?;
        sessions.insert(&session, bearer.hash().as_bytes()).await?;
        tx.commit().await?;
        Ok((bearer.expose_once(), SignedIn { person, session: session.id }))
    }

    /// Who holds this bearer. `SignedOut` where the session is unknown, over or idle for too long.
    pub async fn signed_in(&self, bearer: &str) -> Result<SignedIn, Error> {
        let hash = SessionToken::parse(bearer).ok_or(Error::SignedOut)?.hash();
        let (session, person) = self.session(&hash).await?.ok_or(Error::SignedOut)?;
        let now = self.now();
        if now - session.last_seen_at >= self.0.settings.session_idle {
            return Err(Error::SignedOut);
        }
        if (now - session.last_seen_at).num_seconds() >= SEEN_EVERY {
            let mut tx = self.store().begin().await?;
            tx.platform().await?.sessions().touch(session.id, now, session.expires_at).await?;
            tx.commit().await?;
        }
        Ok(SignedIn { person, session: session.id })
    }

    async fn session(&self, hash: &TokenHash) -> Result<Option<(Session, Person)>, Error> {
        let mut tx = self.store().read().await?;
        Ok(tx.platform().await?.sessions().find(hash.as_bytes(), self.now()).await?)
    }

    pub async fn sign_out(&self, who: SignedIn) -> Result<(), Error> {
        let mut tx = self.store().begin().await?;
        tx.platform().await?.sessions().delete(who.session).await?;
        Ok(tx.commit().await?)
    }

    /// Where the person belongs.
    pub async fn me(&self, who: &SignedIn) -> Result<Me, Error> {
        let mut tx = self.store().read().await?;
        let memberships = tx.platform().await?.people().memberships(who.person.id).await?;
        let person = &who.person;
        Ok(Me {
            id: person.id,
            email: person.email.clone(),
            name: person.name.clone(),
            operator: person.operator,
            publishers: memberships
                .publishers
                .into_iter()
                .map(|(publisher, role)| PublisherMembership {
                    id: publisher.id,
                    name: publisher.name,
                    role,
                    sandbox_tenant_id: publisher.sandbox,
                })
                .collect(),
            tenants: memberships
                .tenants
                .into_iter()
                .map(|(tenant, role)| TenantMembership {
                    id: tenant.id,
                    name: tenant.name,
                    kind: tenant.kind,
                    role,
                })
                .collect(),
        })
    }
}
