//! Requests with a personal access token instead of a session's cookie.

use std::collections::BTreeSet;

use credentials::{PersonalToken, TokenHash};
use model::{
    Timestamp,
    access_token::{AccessToken, TokenScope},
    audit::AuditChain,
    person::Person,
};
use request_notes::Caller;
use store::access_tokens::session_of;

use super::attempts::settle;
use super::sessions::SEEN_EVERY;
use super::signed_in::SignedIn;
use crate::errors::{Error, refused};
use crate::requests::Origin;
use crate::service::AccessTokens;
use crate::work::Author;

const OTHER_NETWORK: &str = "This access token can’t be used from this address.";

/// Whoever holds a token: its person, and for what it may be used.
#[derive(Debug, Clone)]
pub struct TokenHolder {
    pub who: SignedIn,
    pub scopes: BTreeSet<TokenScope>,
}

impl AccessTokens<'_> {
    /// The person of a token. `SignedOut` where it is malformed, unknown or over; `Forbidden` outside of its networks;
    /// `TooMany` where unknown ones keep coming from the same address.
    pub async fn signed_in(self, text: &str, origin: &Origin) -> Result<TokenHolder, Error> {
        let malformed = || refused("malformed access token", Error::SignedOut);
        let hash = PersonalToken::parse(text).ok_or_else(malformed)?.hash();
        let (token, person) = self.known(&hash, origin).await?;
        request_notes::caller(Caller::Person(person.id));
        let address = origin.address.as_deref().and_then(|address| address.parse().ok());
        if !token.may_come_from(address) {
            return Err(refused("the access token is not for this address", Error::Forbidden(OTHER_NETWORK)));
        }
        let now = self.inner.now();
        if token.last_used_at.is_none_or(|used| (now - used).num_seconds() >= SEEN_EVERY) {
            self.touch(&token, now, origin).await?;
        }
        let who = SignedIn { person, session: session_of(token.id), token: Some(token.name) };
        Ok(TokenHolder { who, scopes: token.scopes })
    }

    async fn known(self, hash: &TokenHash, origin: &Origin) -> Result<(AccessToken, Person), Error> {
        let known = &self.inner.0.known_sessions;
        let look_up = if known.contains(hash.as_bytes()) { None } else { self.inner.look_up(origin)? };
        let found = self.find(hash).await.and_then(|found| {
            found.ok_or_else(|| refused("unknown or ended access token", Error::SignedOut))
        });
        settle(look_up, &found);
        if found.is_ok() {
            known.note(hash.as_bytes());
        }
        found
    }

    async fn find(self, hash: &TokenHash) -> Result<Option<(AccessToken, Person)>, Error> {
        let tx = self.inner.store().read().await?;
        Ok(tx.shared().access_tokens().find(hash.as_bytes(), self.inner.now()).await?)
    }

    /// `SignedOut` where the token has ended since it was found.
    async fn touch(self, token: &AccessToken, now: Timestamp, origin: &Origin) -> Result<(), Error> {
        let work = self.inner.begin_as(Author::system(AuditChain::Platform)).await?;
        let (id, from) = (session_of(token.id), origin.address.as_deref());
        let touched = work.shared().sessions().touch(id, now, from, token.ends_at).await;
        touched.map_err(|error| match error {
            store::Error::NotFound => refused("the access token has just ended", Error::SignedOut),
            other => other.into(),
        })?;
        work.without_event("it goes on").finish(()).await
    }
}
