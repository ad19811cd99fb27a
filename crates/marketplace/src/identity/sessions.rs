//! Sessions of people: sign-in by password, the check of each request, sign-out. `own_sessions` has what people do with
//! theirs.

use credentials::{DeviceMark, PasswordHash, SessionToken, TokenHash};
use limits::PasswordTry;
use model::{
    Timestamp,
    audit::AuditChain,
    ids::{PersonId, SessionId},
    person::{Email, Person, Session, UNKNOWN_BROWSER},
};
use request_notes::Caller;
use store::{Shared, people::PasswordHash as StoredHash};
use wire::account::{Me, PublisherMembership, SignIn, TenantMembership};

use super::attempts::settle;
use super::password_guesses::MARKS;
use super::sign_ins::{histories_of, record_signed_in};
use super::signed_in::SignedIn;
use crate::errors::{Error, refused};
use crate::requests::Origin;
use crate::service::Sessions;
use crate::work::{Author, Work};

/// Why a password that was right is not taken, for the log.
pub(crate) const PASSWORD_REPLACED: &str = "another password was set since this one was verified";
const ADDRESS_REPLACED: &str = "the account has had another address since its password was verified";

/// How stale `last_seen_at` and `last_seen_from` may get before a request renews them, in seconds.
pub(super) const SEEN_EVERY: i64 = 60;

/// The most sessions of a person. When one more begins, the one that was unused for longest ends.
const MOST_OF_A_PERSON: u64 = 50;

/// How a new session begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StartedBy<'a> {
    /// By the password alone, with this address: all of the person's histories tell of it.
    Password(&'a Email),
    /// After the use of a link, of which the histories and the person have heard: the platform's history tells of it.
    Link,
    /// By a person who was signed in and has set another password, of which they have heard too. No code is asked for.
    Again,
}

/// A session that has just begun.
#[derive(Debug)]
pub struct Started {
    pub me: Me,
    /// For the cookie of the session.
    pub bearer: String,
    /// For the cookie by which the browser is recognized.
    pub device: String,
}

impl Sessions<'_> {
    /// `SignedOut` whatever does not match, `TooMany` where the account, or the address, failed too often.
    pub async fn sign_in(self, request: SignIn, origin: &Origin) -> Result<Started, Error> {
        let (person, hash) = self.check_password(&request, origin).await?;
        self.begin(person.id, &hash, origin, StartedBy::Password(&person.email)).await
    }

    /// The person whose e-mail address and password these are. Takes as long for an address without an account.
    ///
    /// A browser in which the account was used before is not held to what others get wrong elsewhere.
    pub(crate) async fn check_password(
        self,
        request: &SignIn,
        origin: &Origin,
    ) -> Result<(Person, StoredHash), Error> {
        let early = match origin.device {
            None => self.try_before_look_up(&request.email, origin).await?,
            Some(_) => None,
        };
        let (person, stored) = self.account(&request.email).await?.unzip();
        let stored = stored.flatten();
        let device = person.as_ref().zip(stored.as_ref());
        let device = device.and_then(|(person, hash)| self.inner.known_device(person, hash.as_str(), origin));
        let attempt = match (early, device) {
            (None, None) if origin.device.is_some() => self.inner.try_password(&request.email, origin)?,
            (early, _) => early,
        };
        let counted = match self.inner.count_try(request.email.as_str(), device, origin).await {
            Ok(counted) => counted,
            Err(error) => {
                attempt.into_iter().for_each(PasswordTry::forgive);
                return Err(error);
            }
        };
        let checked = self.compare(stored.as_ref(), request.password.to_string()).await;
        if let Ok(false) = checked {
            request_notes::reason(match (&person, &stored) {
                (None, _) => "unknown e-mail address",
                (Some(_), None) => "the account has no password",
                (Some(_), Some(_)) => "wrong password",
            });
            self.inner.note_failure(person, counted.as_ref(), origin);
            return Err(Error::SignedOut);
        }
        attempt.into_iter().for_each(PasswordTry::forgive);
        if let Some(counted) = counted {
            self.inner.forgive(counted).await?;
        }
        checked?;
        person.zip(stored).ok_or(Error::SignedOut)
    }

    /// For a caller who is refused the database is asked for the log alone, and no more often than addresses may look
    /// things up.
    async fn try_before_look_up(self, email: &Email, origin: &Origin) -> Result<Option<PasswordTry>, Error> {
        let tried = self.inner.try_password(email, origin);
        if tried.is_err()
            && let Ok(_counted) = self.inner.look_up(origin)
        {
            // What is not found is not named, and a database that is away changes nothing.
            let _ = self.account(email).await;
        }
        tried
    }

    /// The account that has this address. The log names it.
    async fn account(self, email: &Email) -> Result<Option<(Person, Option<StoredHash>)>, Error> {
        let tx = self.inner.store().read().await?;
        let found = tx.shared().people().by_email(email).await?;
        if let Some((person, _)) = &found {
            request_notes::claimed(person.id);
        }
        Ok(found)
    }

    async fn compare(self, stored: Option<&StoredHash>, presented: String) -> Result<bool, Error> {
        let hash = stored.map(|stored| PasswordHash::from_phc(stored.as_str())).transpose();
        self.inner.0.passwords.verify(hash.map_err(Error::internal)?, presented).await
    }

    /// For a person who used a link: the organisations' histories tell of the link already. `hash`: of the password
    /// that was just given or set.
    pub(crate) async fn start(
        self,
        person: PersonId,
        hash: &StoredHash,
        origin: &Origin,
    ) -> Result<Started, Error> {
        self.begin(person, hash, origin, StartedBy::Link).await
    }

    /// For a person who was signed in, and has set this password: their session's beginning asked for what is needed.
    pub(crate) async fn start_again(
        self,
        person: PersonId,
        hash: &StoredHash,
        origin: &Origin,
    ) -> Result<Started, Error> {
        self.begin(person, hash, origin, StartedBy::Again).await
    }

    /// `CodeNeeded` where the account has a second factor and the session would begin without its code.
    async fn begin(
        self,
        person: PersonId,
        hash: &StoredHash,
        origin: &Origin,
        by: StartedBy<'_>,
    ) -> Result<Started, Error> {
        let (bearer, session) = self.insert(person, hash, origin, by).await?;
        self.started(bearer, &session, hash, origin).await
    }

    pub(super) async fn started(
        self,
        bearer: String,
        session: &SignedIn,
        hash: &StoredHash,
        origin: &Origin,
    ) -> Result<Started, Error> {
        let device = self.marks(session.person.id, hash, origin);
        Ok(Started { me: self.me(session).await?, bearer, device })
    }

    /// This account's mark before those that the browser has.
    fn marks(self, person: PersonId, hash: &StoredHash, origin: &Origin) -> String {
        let account = person.uuid().into_bytes();
        let (rng, pepper) = (&self.inner.0.rng, &self.inner.0.pepper);
        let own = |mark: &&str| DeviceMark::read(mark, pepper, &account, hash.as_str()).is_some();
        let kept = origin.device.as_deref().unwrap_or_default();
        // A browser sends what it likes; it is to go back in a header.
        let is_mark = |mark: &&str| {
            (1..=100).contains(&mark.len())
                && mark.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        };
        let (same, others): (Vec<_>, Vec<_>) = kept.split('.').filter(is_mark).partition(own);
        let mark = same.first().map_or_else(
            || rng.with(|rng| DeviceMark::make(pepper, &account, hash.as_str(), rng)),
            |mark| (*mark).to_owned(),
        );
        let mut marks = vec![mark];
        marks.extend(others.into_iter().take(MARKS - 1).map(str::to_owned));
        marks.join(".")
    }

    async fn insert(
        self,
        person: PersonId,
        hash: &StoredHash,
        origin: &Origin,
        by: StartedBy<'_>,
    ) -> Result<(String, SignedIn), Error> {
        let session = self.new_session(person, origin);
        let work = self.inner.begin_as(Author::system(AuditChain::Platform)).await?;
        let asks = by != StartedBy::Again;
        if asks && work.shared().second_factors().is_set_up(person).await? {
            return Err(self.wait_for_code(work, person, hash, by).await?);
        }
        make_room(work.shared(), &session, origin).await?;
        let person = with_same_password(work.shared(), person, hash).await?;
        by.check_address(&person)?;
        if asks && work.shared().second_factors().is_set_up(person.id).await? {
            return Err(refused("a second factor was set up since the sign-in began", Error::SignedOut));
        }
        self.keep(work, session, (person, hash), origin, by).await
    }

    pub(super) fn new_session(self, person: PersonId, origin: &Origin) -> Session {
        let now = self.inner.now();
        Session {
            id: self.inner.new_id(SessionId::new),
            person,
            device: origin.browser.clone().unwrap_or_else(|| UNKNOWN_BROWSER.to_owned()),
            created_at: now,
            created_from: origin.address.clone(),
            last_seen_at: now,
            last_seen_from: origin.address.clone(),
            expires_at: now + self.inner.0.settings.session_lifetime,
        }
    }

    /// Stores and records the session of a person, who is locked and has this password; commits. The bearer is made here,
    /// after all proofs.
    pub(super) async fn keep<State>(
        self,
        mut work: Work<State>,
        session: Session,
        (person, hash): (Person, &StoredHash),
        origin: &Origin,
        by: StartedBy<'_>,
    ) -> Result<(String, SignedIn), Error> {
        let bearer = self.inner.0.rng.with(SessionToken::generate);
        work.shared().sessions().insert(&session, bearer.hash().as_bytes()).await?;
        let histories = match by {
            StartedBy::Password(_) => {
                histories_of(&person, &work.platform().await?.memberships(person.id).await?)
            }
            StartedBy::Link | StartedBy::Again => Vec::new(),
        };
        // A mark says more than an address: a phone has many in a day, and an office one for all.
        let known = self.inner.known_device(&person, hash.as_str(), origin).is_some();
        let from_new_browser = matches!(by, StartedBy::Password(_)) && !known;
        record_signed_in(work, &person, origin, histories, from_new_browser).finish(()).await?;
        self.inner.0.known_sessions.note(bearer.hash().as_bytes());
        Ok((bearer.expose_once(), SignedIn { person, session: session.id, token: None }))
    }

    /// The person who holds this bearer. `SignedOut` where the session is unknown, over or idle for too long; `TooMany`
    /// where others like it keep coming from the same address.
    pub async fn signed_in(self, bearer: &str, origin: &Origin) -> Result<SignedIn, Error> {
        let malformed = || refused("malformed session", Error::SignedOut);
        let hash = SessionToken::parse(bearer).ok_or_else(malformed)?.hash();
        let (session, person) = self.known(&hash, origin).await?;
        request_notes::caller(Caller::Person(person.id));
        let now = self.inner.now();
        if now - session.last_seen_at >= self.inner.0.settings.session_idle {
            request_notes::reason("the session was idle for too long");
            return Err(Error::SignedOut);
        }
        if (now - session.last_seen_at).num_seconds() >= SEEN_EVERY {
            self.touch(&session, now, origin).await?;
        }
        Ok(SignedIn { person, session: session.id, token: None })
    }

    /// `SignedOut` where the session has ended since it was found.
    async fn touch(self, session: &Session, now: Timestamp, origin: &Origin) -> Result<(), Error> {
        let work = self.inner.begin_as(Author::system(AuditChain::Platform)).await?;
        let from = origin.address.as_deref();
        let touched = work.shared().sessions().touch(session.id, now, from, session.expires_at).await;
        touched.map_err(|error| match error {
            store::Error::NotFound => refused("the session has just ended", Error::SignedOut),
            other => other.into(),
        })?;
        work.without_event("it goes on").finish(()).await
    }

    async fn known(self, hash: &TokenHash, origin: &Origin) -> Result<(Session, Person), Error> {
        let known = &self.inner.0.known_sessions;
        let look_up = if known.contains(hash.as_bytes()) { None } else { self.inner.look_up(origin)? };
        let found = self
            .find(hash)
            .await
            .and_then(|found| found.ok_or_else(|| refused("unknown or ended session", Error::SignedOut)));
        settle(look_up, &found);
        if found.is_ok() {
            known.note(hash.as_bytes());
        }
        found
    }

    async fn find(self, hash: &TokenHash) -> Result<Option<(Session, Person)>, Error> {
        let tx = self.inner.store().read().await?;
        Ok(tx.shared().sessions().find(hash.as_bytes(), self.inner.now()).await?)
    }

    pub async fn sign_out(self, who: SignedIn) -> Result<(), Error> {
        let work = self.inner.begin_as(Author::system(AuditChain::Platform)).await?;
        work.shared().sessions().delete(who.session).await?;
        work.without_event("its beginning is recorded, and that it may have ended since").finish(()).await
    }

    /// Where the person belongs.
    pub async fn me(self, who: &SignedIn) -> Result<Me, Error> {
        let mut tx = self.inner.store().read().await?;
        let memberships = tx.platform().await?.memberships(who.person.id).await?;
        let person = &who.person;
        Ok(Me {
            platform: self.inner.platform_name().to_owned(),
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

impl StartedBy<'_> {
    /// `SignedOut` where the person has another address than the one that was typed.
    pub(super) fn check_address(self, person: &Person) -> Result<(), Error> {
        match self {
            Self::Password(email) if person.email != *email => {
                Err(refused(ADDRESS_REPLACED, Error::SignedOut))
            }
            _ => Ok(()),
        }
    }
}

/// Ends what a new session takes the place of: expired ones, the one that the browser has, and what the person has too
/// many of. Before the person is locked, as wherever sessions end.
pub(super) async fn make_room(shared: Shared<'_>, new: &Session, origin: &Origin) -> Result<(), Error> {
    let sessions = shared.sessions();
    sessions.delete_expired(new.created_at).await?;
    if let Some(replaced) = &origin.replaces {
        sessions.delete_by_token(replaced.as_bytes()).await?;
    }
    Ok(sessions.keep_latest(new.person, MOST_OF_A_PERSON - 1).await?)
}

/// The person, whose password is this one until the transaction ends.
///
/// # Errors
/// `SignedOut` where another was set since this one was verified, which takes a while.
pub(super) async fn with_same_password(
    shared: Shared<'_>,
    person: PersonId,
    verified: &StoredHash,
) -> Result<Person, Error> {
    match shared.people().lock_shared(person).await? {
        Some((person, Some(current))) if current == *verified => Ok(person),
        _ => Err(refused(PASSWORD_REPLACED, Error::SignedOut)),
    }
}
