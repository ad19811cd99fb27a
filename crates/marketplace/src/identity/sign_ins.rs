//! Sign-ins as the histories tell them: good ones, wrong passwords, and that guessing was slowed down.
//!
//! The organisations' histories tell of each wrong password, the platform's of one a minute for each account, with how
//! many there were.

use model::{
    audit::{AuditAction, AuditChain, Detail},
    person::Person,
};
use store::people::Memberships;

use super::password_guesses::Try;
use crate::errors::Error;
use crate::requests::Origin;
use crate::service::Marketplace;
use crate::work::{Author, Event, Recorded, Work};

/// What is recorded of one wrong password.
struct Failure {
    person: Option<Person>,
    /// How many the platform's entry tells of, if it is time for one.
    times: Option<u64>,
    account_full: bool,
    /// The address that is slowed down from now on.
    full_address: Option<String>,
    from: Option<String>,
}

impl Failure {
    fn says_something(&self) -> bool {
        self.person.is_some() || self.full_address.is_some()
    }

    /// Of an account whose histories these are.
    fn of_account(&self, person: &Person, histories: &[AuditChain]) -> Vec<(AuditChain, Event)> {
        let refused = || Event::new(AuditAction::SessionRefused, person.id, &person.name);
        let entry =
            self.times.map(|times| (AuditChain::Platform, refused().detail(Detail::WrongPassword { times })));
        let theirs = histories.iter().filter(|chain| **chain != AuditChain::Platform);
        let mut events: Vec<_> = entry.into_iter().chain(theirs.map(|chain| (*chain, refused()))).collect();
        if self.account_full {
            let slowed =
                Event::new(AuditAction::SignInSlowed, person.id, &person.name).detail(Detail::AccountSlowed);
            events.extend(histories.iter().map(|chain| (*chain, slowed.clone())));
        }
        events
    }
}

/// The histories in which a person's own actions are recorded: those of their organisations, and the platform's for its
/// operators and for people who belong nowhere.
pub(crate) fn histories_of(person: &Person, of: &Memberships) -> Vec<AuditChain> {
    // A sandbox is its publisher's.
    let tenants = of.tenants.iter().filter(|(tenant, _)| tenant.sandbox_of.is_none());
    let tenants = tenants.map(|(tenant, _)| AuditChain::Tenant(tenant.id));
    let publishers = of.publishers.iter().map(|(publisher, _)| AuditChain::Publisher(publisher.id));
    let mut all: Vec<_> = tenants.chain(publishers).collect();
    if person.operator || all.is_empty() {
        all.insert(0, AuditChain::Platform);
    }
    all
}

/// Records what people did to their own account in all these histories, of which there is one at least. They hear of it
/// once.
pub(crate) fn record_everywhere<State>(
    mut work: Work<State>,
    person: &Person,
    origin: &Origin,
    histories: &[AuditChain],
    event: &Event,
) -> Work<Recorded> {
    let (own, others) = histories.split_first().unwrap_or((&AuditChain::Platform, &[]));
    work.sign(Author::person(person, origin.address.clone(), *own));
    others.iter().for_each(|history| work.record_in(*history, event.clone().quiet()));
    work.record(event.clone())
}

/// Records a successful sign-in, in the platform's history too. `from_new_browser`: the person hears of it.
pub(crate) fn record_signed_in<State>(
    work: Work<State>,
    person: &Person,
    origin: &Origin,
    histories: Vec<AuditChain>,
    from_new_browser: bool,
) -> Work<Recorded> {
    let event = Event::new(AuditAction::SessionStarted, person.id, &person.name);
    let event = if from_new_browser { event } else { event.quiet() };
    record_everywhere(work, person, origin, &and_the_platforms(histories), &event)
}

/// Records that a person ended sessions of theirs, where their sign-ins are recorded.
pub(crate) fn record_sessions_ended(
    work: Work,
    person: &Person,
    origin: &Origin,
    of: &Memberships,
    sessions: u64,
) -> Work<Recorded> {
    let event = Event::new(AuditAction::SessionEnded, person.id, &person.name);
    let event = event.detail(Detail::SessionsEnded { sessions });
    record_everywhere(work, person, origin, &and_the_platforms(histories_of(person, of)), &event)
}

fn and_the_platforms(mut histories: Vec<AuditChain>) -> Vec<AuditChain> {
    if !histories.contains(&AuditChain::Platform) {
        histories.push(AuditChain::Platform);
    }
    histories
}

impl Marketplace {
    /// Records a wrong password beside the request: an answer that took longer would tell that the account exists.
    pub(crate) fn note_failure(&self, person: Option<Person>, counted: Option<&Try>, origin: &Origin) {
        let times = person.as_ref().and_then(|person| self.0.failed_sign_ins.count(person.id, self.now()));
        let address_full = counted.is_some_and(|counted| counted.address_full);
        let failure = Failure {
            person,
            times,
            account_full: counted.is_some_and(|counted| counted.account_full),
            full_address: origin.address.clone().filter(|_| address_full),
            from: origin.address.clone(),
        };
        if !failure.says_something() {
            return;
        }
        let marketplace = self.clone();
        tokio::spawn(async move {
            if let Err(error) = marketplace.record_failure(failure).await {
                tracing::warn!(%error, "a failed sign-in was not written into the histories");
            }
        });
    }

    async fn record_failure(&self, failure: Failure) -> Result<(), Error> {
        let mut work = self.begin_as(Author::system(AuditChain::Platform)).await?;
        let mut events = Vec::new();
        if let Some(address) = &failure.full_address {
            let event = Event::new(AuditAction::SignInSlowed, address, address).detail(Detail::AddressSlowed);
            events.push((AuditChain::Platform, event));
        }
        if let Some(person) = &failure.person {
            let memberships = work.platform().await?.memberships(person.id).await?;
            events.extend(failure.of_account(person, &histories_of(person, &memberships)));
        }
        let mut events = events.into_iter();
        let Some((history, first)) = events.next() else { return Ok(()) };
        work.sign(Author::system(history).at(failure.from));
        let mut work = work.record(first);
        events.for_each(|(history, event)| work.record_in(history, event));
        work.finish(()).await
    }
}
