//! People's own access tokens: made, listed and ended. `identity/token_sign_ins.rs` has what requests do with them.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use credentials::{PersonalToken, TokenHash};
use model::{
    access_token::{AccessToken, MOST_DAYS, TokenScope},
    audit::{AuditAction, AuditChain, Detail},
    ids::{AccessTokenId, PersonId},
    person::Person,
};
use store::access_tokens::session_of;
use wire::{
    account::{self, MadeAccessToken, NewAccessToken},
    page::Page,
};

use super::networks;
use crate::errors::{Error, refused};
use crate::identity::{SignedIn, histories_of, record_everywhere};
use crate::permission::Begun;
use crate::requests::{Checks, Origin, listing::all};
use crate::service::AccessTokens;
use crate::work::{Author, Event};

/// The most tokens of a person.
const MOST_OF_A_PERSON: u64 = 50;

impl AccessTokens<'_> {
    /// Newest first. What has ended is not listed.
    pub async fn list(self, who: &SignedIn) -> Result<Page<account::AccessToken>, Error> {
        let tx = self.inner.store().read().await?;
        let tokens = tx.shared().access_tokens().of_person(who.person_id(), self.inner.now()).await?;
        Ok(all(tokens.into_iter().map(view).collect()))
    }

    /// # Errors
    /// `QuotaReached` where the person has as many as there may be.
    pub async fn make(
        self,
        who: &SignedIn,
        request: NewAccessToken,
        origin: &Origin,
    ) -> Result<MadeAccessToken, Error> {
        let text = self.inner.0.rng.with(PersonalToken::generate);
        let token = self.checked(who.person_id(), &request, &text)?;
        let mut work = match self.inner.begin_own(who, origin, "access_tokens_make", &request).await? {
            Begun::Now(work) => *work,
            Begun::Before(answer) => return Ok(answer),
        };
        // Of two that make the last one, one waits.
        let locked = work.shared().people().lock(token.person).await?;
        let (person, _) = locked.ok_or_else(|| Error::broken("person", token.person))?;
        if work.shared().access_tokens().count_of(person.id, token.made_at).await? >= MOST_OF_A_PERSON {
            let message = format!(
                "You have {MOST_OF_A_PERSON} access tokens, the most that a person may have. End one first."
            );
            return Err(Error::QuotaReached(message));
        }
        work.shared().access_tokens().insert(&token, text.hash().as_bytes()).await?;
        let memberships = work.platform().await?.memberships(person.id).await?;
        let histories = histories_of(&person, &memberships);
        let event = made(&person, &token);
        let token = MadeAccessToken { access_token: view(token), token: text.expose_once() };
        record_everywhere(work, &person, origin, &histories, &event).finish(token).await
    }

    fn checked(
        self,
        person: PersonId,
        request: &NewAccessToken,
        text: &PersonalToken,
    ) -> Result<AccessToken, Error> {
        let mut checks = Checks::new();
        let name = checks.text("name", &request.name);
        let scopes: BTreeSet<TokenScope> = request.scopes.iter().copied().collect();
        if scopes.is_empty() || scopes.len() != request.scopes.len() {
            checks.wrong("scopes", "Choose at least one scope, and each once.");
        }
        if !(1..=MOST_DAYS).contains(&request.days) {
            checks.wrong("days", format!("Choose 1 to {MOST_DAYS} days."));
        }
        let networks = networks::checked(&mut checks, "networks", &request.networks);
        checks.finish()?;
        let made_at = self.inner.now();
        Ok(AccessToken {
            id: self.inner.id_at(made_at, AccessTokenId::new),
            person,
            name,
            scopes,
            networks,
            last_four: text.last_four(),
            made_at,
            ends_at: made_at + TimeDelta::days(request.days.into()),
            last_used_at: None,
            last_used_from: None,
        })
    }

    /// # Errors
    /// `NotFound` where the person has no such token, or it has ended.
    pub async fn end(self, who: &SignedIn, id: AccessTokenId, origin: &Origin) -> Result<(), Error> {
        let mut work = self.inner.begin_as(Author::system(AuditChain::Platform)).await?;
        let (person, now) = (who.person(), self.inner.now());
        if !work.shared().sessions().lock_shared(who.session(), now).await? {
            return Err(refused("the session has ended since the request began", Error::SignedOut));
        }
        let found = work.shared().access_tokens().lock(person.id, id, now).await?;
        let token = found.ok_or_else(|| refused("no access token of this person", Error::NotFound))?;
        work.shared().sessions().delete(session_of(token.id)).await?;
        let memberships = work.platform().await?.memberships(person.id).await?;
        let event = stopped(AuditAction::AccessTokenEnded, person, &token);
        record_everywhere(work, person, origin, &histories_of(person, &memberships), &event).finish(()).await
    }

    /// Ends a token that was reported as leaked, and tells its person.
    ///
    /// # Errors
    /// `NotFound` where there is none, or it has ended.
    pub(super) async fn end_reported(self, hash: &TokenHash) -> Result<(), Error> {
        let now = self.inner.now();
        let found = {
            let tx = self.inner.store().read().await?;
            tx.shared().access_tokens().find(hash.as_bytes(), now).await?
        };
        let (token, person) = found.ok_or(Error::NotFound)?;
        let mut work = self.inner.begin_as(Author::system(AuditChain::Platform)).await?;
        // Whoever ended it meanwhile has told of it.
        let locked = work.shared().access_tokens().lock(person.id, token.id, now).await?;
        let token = locked.ok_or(Error::NotFound)?;
        work.shared().sessions().delete(session_of(token.id)).await?;
        let memberships = work.platform().await?.memberships(person.id).await?;
        let mut histories = histories_of(&person, &memberships).into_iter();
        let event = stopped(AuditAction::AccessTokenReported, &person, &token);
        work.sign(Author::system(histories.next().unwrap_or(AuditChain::Platform)));
        histories.for_each(|history| work.record_in(history, event.clone().quiet()));
        work.record(event).finish(()).await
    }
}

/// The object of the events is the person, who hears of them.
fn made(person: &Person, token: &AccessToken) -> Event {
    Event::new(AuditAction::AccessTokenMade, person.id, &token.name).detail(Detail::AccessTokenMade {
        scopes: token.scopes.clone(),
        networks: token.networks.clone(),
        until: token.ends_at,
    })
}

fn stopped(action: AuditAction, person: &Person, token: &AccessToken) -> Event {
    let detail = Detail::AccessTokenStopped { hint: token.last_four.clone() };
    Event::new(action, person.id, &token.name).detail(detail)
}

fn view(token: AccessToken) -> account::AccessToken {
    account::AccessToken {
        id: token.id,
        scopes: token.scopes.into_iter().collect(),
        networks: networks::view(&token.networks),
        name: token.name,
        last_four: token.last_four,
        made_at: token.made_at,
        ends_at: token.ends_at,
        last_used_at: token.last_used_at,
        last_used_from: token.last_used_from,
    }
}
