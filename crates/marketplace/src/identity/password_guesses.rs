//! Slows down who guesses passwords: an account from everywhere, or many accounts from one address, for hours and days.
//!
//! What a minute sees is counted in memory (`attempts.rs`). Here each wrong password is a row in the database: the count
//! is one for all nodes, and survives them. A browser in which the account was used before has a count of its own, so
//! that guesses elsewhere do not keep an account's owner out.

use limits::{Kind, RetryAfter};
use model::{Timestamp, audit::AuditChain, ids::PersonId, person::Person};
use store::Tx;

use crate::errors::Error;
use crate::requests::Origin;
use crate::service::Marketplace;
use crate::work::Author;

/// Wrong passwords in an hour and in a day.
#[derive(Debug, Clone, Copy)]
struct Most {
    hour: u64,
    day: u64,
}

/// Of an account, from wherever its browsers are not known.
const OF_AN_ACCOUNT: Most = Most { hour: 30, day: 100 };
/// From an address, of whatever accounts. Many people may share it.
const FROM_AN_ADDRESS: Most = Most { hour: 100, day: 500 };
/// From a browser in which the account was used before.
const FROM_A_DEVICE: Most = Most { hour: 10, day: 50 };

/// Codes of an account's second factor, from wherever.
const CODES_OF_AN_ACCOUNT: Most = Most { hour: 30, day: 100 };

/// Links that are asked for by mail, to a new password or to another address: for an account or a mailbox, whether or
/// not it is there. What an address may ask for is a setting.
const LINKS_TO_AN_ACCOUNT: Most = Most { hour: 3, day: 10 };
/// For each link that an address may ask for in an hour, links in a day.
const LINKS_A_DAY: u64 = 5;
/// Links to other addresses that one person asks for.
const CHANGES_OF_A_PERSON: Most = Most { hour: 10, day: 20 };

/// Accounts whose marks a browser keeps.
pub(crate) const MARKS: usize = 5;

const HOURS: i64 = 24;
const MINUTES_TRIED: i64 = 25 * 60;

/// A browser in which the account was used before: the nonce of its mark.
pub(crate) type Device = [u8; 16];

/// One try, counted as wrong until it is forgiven.
#[derive(Debug)]
pub(crate) struct Try {
    subjects: Vec<String>,
    hour: i64,
    /// Which of the counts this try filled: neither where a known browser's own is the one.
    pub account_full: bool,
    pub address_full: bool,
}

/// What a row counts by.
#[derive(Debug, Clone, Copy)]
enum SubjectKind {
    Account,
    Address,
    Device,
    Code,
    ResetTo,
    ResetFrom,
    ChangeTo,
    ChangeFrom,
    ChangeBy,
}

impl SubjectKind {
    /// As it is stored, before the hash.
    const fn letter(self) -> char {
        match self {
            Self::Account => 'e',
            Self::Address => 'a',
            Self::Device => 'd',
            Self::Code => 'k',
            Self::ResetTo => 'r',
            Self::ResetFrom => 'f',
            Self::ChangeTo => 'c',
            Self::ChangeFrom => 'g',
            Self::ChangeBy => 'h',
        }
    }
}

/// A kind of link that is asked for by mail, with what its mailboxes and its callers' networks are counted by.
#[derive(Debug, Clone, Copy)]
struct Links {
    limit: Kind,
    to: SubjectKind,
    from: SubjectKind,
}

const RESETS: Links =
    Links { limit: Kind::PasswordReset, to: SubjectKind::ResetTo, from: SubjectKind::ResetFrom };
const CHANGES: Links =
    Links { limit: Kind::AddressChange, to: SubjectKind::ChangeTo, from: SubjectKind::ChangeFrom };

/// What is counted, and how much of it may be.
struct Counted {
    limit: Kind,
    subject: String,
    most: Most,
}

impl Marketplace {
    /// Counts a try before the password is checked, so that tries at the same time count too. `None` where nothing is
    /// limited.
    ///
    /// # Errors
    /// `TooMany` where the account, or the address, failed too often.
    pub(crate) async fn count_try(
        &self,
        email: &str,
        device: Option<Device>,
        origin: &Origin,
    ) -> Result<Option<Try>, Error> {
        if self.limits().settings().address_failures == 0 || origin.address.is_none() {
            return Ok(None);
        }
        if let Some(device) = device
            && let Ok((counted, _)) = self.count(vec![self.of_device(device)]).await
        {
            return Ok(Some(counted));
        }
        let address = origin.address.as_deref().and_then(|address| address.parse().ok());
        let address = address.map(|address| self.of_address(limits::network(address)));
        let counted = std::iter::once(self.of_account(email)).chain(address).collect();
        let (counted, full) = self.count(counted).await?;
        let [account_full, address_full] = [0, 1].map(|index| full.get(index).copied().unwrap_or_default());
        Ok(Some(Try { account_full, address_full, ..counted }))
    }

    /// Counts a try of a code before it is checked.
    ///
    /// # Errors
    /// `TooMany` where the account's codes were wrong too often.
    pub(crate) async fn count_code(&self, person: PersonId) -> Result<Try, Error> {
        let subject = self.subject(SubjectKind::Code, person.uuid().as_bytes());
        let code = Counted { limit: Kind::SecondFactor, subject, most: CODES_OF_AN_ACCOUNT };
        let (counted, full) = self.count(vec![code]).await?;
        Ok(Try { account_full: full.contains(&true), ..counted })
    }

    /// The code was right. What it did is done: that it stays counted is no error of the caller's.
    pub(crate) async fn forgive_code(&self, counted: Try) {
        if let Err(error) = self.forgive(counted).await {
            tracing::warn!(%error, "a right code stays counted among the wrong ones");
        }
    }

    /// Counts a link to a new password that someone asks for.
    ///
    /// # Errors
    /// `TooMany` where too many were asked for this account, or from this address.
    pub(crate) async fn count_reset(&self, email: &str, origin: &Origin) -> Result<(), Error> {
        self.count_mailed_link(RESETS, email, None, origin).await
    }

    /// Counts a link to a new address that a person asks for.
    ///
    /// # Errors
    /// `TooMany` where too many were asked for to this address, from the caller's, or by this person.
    pub(crate) async fn count_address_change(
        &self,
        email: &str,
        person: PersonId,
        origin: &Origin,
    ) -> Result<(), Error> {
        let subject = self.subject(SubjectKind::ChangeBy, person.uuid().as_bytes());
        let of_person = Counted { limit: CHANGES.limit, subject, most: CHANGES_OF_A_PERSON };
        self.count_mailed_link(CHANGES, email, Some(of_person), origin).await
    }

    async fn count_mailed_link(
        &self,
        links: Links,
        email: &str,
        more: Option<Counted>,
        origin: &Origin,
    ) -> Result<(), Error> {
        let hour = u64::from(self.0.settings.mailed_links);
        if hour == 0 {
            return Ok(());
        }
        let of_address = Most { hour, day: hour * LINKS_A_DAY };
        let counted = |subject, most| Counted { limit: links.limit, subject, most };
        let of_account = self.subject(links.to, email.to_lowercase().as_bytes());
        let address = origin.address.as_deref().and_then(|address| address.parse().ok());
        let address =
            address.map(|address| self.subject(links.from, &limits::network(address).to_be_bytes()));
        let address = address.map(|subject| counted(subject, of_address));
        let all = std::iter::once(counted(of_account, LINKS_TO_AN_ACCOUNT)).chain(address).chain(more);
        self.count(all.collect()).await?;
        Ok(())
    }

    /// The try, and which of what is counted it filled.
    async fn count(&self, counted: Vec<Counted>) -> Result<(Try, Vec<bool>), Error> {
        let now = self.now();
        let hour = hour(now);
        let subjects: Vec<_> = counted.iter().map(|one| one.subject.clone()).collect();
        // Who is refused writes nothing.
        let mut tx = self.store().read().await?;
        self.admit(&mut tx, &counted, 1, now).await?;
        drop(tx);
        let mut work = self.begin_as(Author::system(AuditChain::Platform)).await?;
        work.platform().await?.count_sign_in_failure(&subjects, hour, hour - HOURS - 1).await?;
        let full = self.admit(&mut work, &counted, 0, now).await?;
        work.without_event("a count").finish(()).await?;
        Ok((Try { subjects, hour, account_full: false, address_full: false }, full))
    }

    /// Whether each is within its limit with `more`; which of them have just reached it.
    async fn admit(
        &self,
        tx: &mut Tx,
        counted: &[Counted],
        more: u64,
        now: Timestamp,
    ) -> Result<Vec<bool>, Error> {
        let subjects: Vec<_> = counted.iter().map(|one| one.subject.clone()).collect();
        let found = tx.platform().await?.sign_in_failures(&subjects, hour(now) - HOURS).await?;
        counted
            .iter()
            .map(|Counted { limit, subject, most }| {
                let of_it = found.iter().filter(|(of, ..)| of == subject);
                let hours: Vec<_> = of_it.map(|(_, hour, failures)| (*hour, *failures)).collect();
                admit(&hours, *most, more, now).map_err(|wait| Error::TooMany(limit.exceeded(wait)))
            })
            .collect()
    }

    /// The password was right, or could not be checked.
    pub(crate) async fn forgive(&self, counted: Try) -> Result<(), Error> {
        let mut work = self.begin_as(Author::system(AuditChain::Platform)).await?;
        work.platform().await?.forgive_sign_in_failure(&counted.subjects, counted.hour).await?;
        work.without_event("a count").finish(()).await
    }

    fn of_account(&self, email: &str) -> Counted {
        let subject = self.subject(SubjectKind::Account, email.to_lowercase().as_bytes());
        Counted { limit: Kind::Account, subject, most: OF_AN_ACCOUNT }
    }

    fn of_address(&self, network: u128) -> Counted {
        let subject = self.subject(SubjectKind::Address, &network.to_be_bytes());
        Counted { limit: Kind::Address, subject, most: FROM_AN_ADDRESS }
    }

    fn of_device(&self, device: Device) -> Counted {
        Counted {
            limit: Kind::Account,
            subject: self.subject(SubjectKind::Device, &device),
            most: FROM_A_DEVICE,
        }
    }

    /// A keyed hash: the database holds no address that a caller typed or came from.
    fn subject(&self, kind: SubjectKind, of: &[u8]) -> String {
        let hash = self.0.pepper.hash(&[b"grantry/v1/sign-in-failures".as_slice(), of].concat()).to_bytes();
        hash.iter().skip(4).take(16).fold(kind.letter().to_string(), |text, byte| format!("{text}{byte:02x}"))
    }

    /// The nonce of the caller's mark, where it has one of this account.
    pub(crate) fn known_device(&self, person: &Person, hash: &str, origin: &Origin) -> Option<Device> {
        let account = person.id.uuid().into_bytes();
        let mut marks = origin.device.as_deref()?.split('.').take(MARKS);
        marks.find_map(|mark| credentials::DeviceMark::read(mark, &self.0.pepper, &account, hash))
    }
}

fn hour(at: Timestamp) -> i64 {
    at.timestamp().div_euclid(3600)
}

/// The hour before counts for as much of it as is less than an hour ago.
fn within(hours: &[(i64, u64)], most: Most, more: u64, at: i64) -> bool {
    let (now, into) = (at.div_euclid(3600), u64::try_from(at.rem_euclid(3600)).unwrap_or_default());
    let of = |which: i64| hours.iter().filter(|(hour, _)| *hour == which).map(|(_, n)| *n).sum::<u64>();
    let recent = (of(now) + more) * 3600 + of(now - 1) * (3600 - into);
    let day: u64 = hours.iter().filter(|(hour, _)| *hour > now - HOURS).map(|(_, n)| *n).sum();
    recent <= most.hour * 3600 && day + more <= most.day
}

/// Whether it has just reached its limit; how long to wait where it is over it.
fn admit(hours: &[(i64, u64)], most: Most, more: u64, now: Timestamp) -> Result<bool, RetryAfter> {
    let at = now.timestamp();
    if within(hours, most, more, at) {
        return Ok(!within(hours, most, more + 1, at));
    }
    let later = (1..=MINUTES_TRIED).find(|minutes| within(hours, most, more.max(1), at + minutes * 60));
    let seconds = later.unwrap_or(MINUTES_TRIED) * 60;
    Err(RetryAfter(u32::try_from(seconds).unwrap_or(u32::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        chrono::DateTime::from_timestamp(seconds, 0).unwrap_or_default()
    }

    const MOST: Most = Most { hour: 30, day: 100 };

    #[test]
    fn an_hour_has_room_for_so_many() {
        let now = at(1000 * 3600 + 1800);
        assert_eq!(admit(&[(1000, 28)], MOST, 1, now), Ok(false));
        assert_eq!(admit(&[(1000, 29)], MOST, 1, now), Ok(true));
        assert!(admit(&[(1000, 30)], MOST, 1, now).is_err());
        assert_eq!(admit(&[(999, 30), (1000, 14)], MOST, 1, now), Ok(true));
        assert!(admit(&[(999, 30), (1000, 15)], MOST, 1, now).is_err());
    }

    #[test]
    fn a_day_has_room_for_so_many() {
        let hours: Vec<_> = (0..20).map(|hour| (1000 - hour, 5)).collect();
        assert!(admit(&hours, MOST, 1, at(1000 * 3600)).is_err());
        assert_eq!(admit(&hours[..19], MOST, 1, at(1000 * 3600)), Ok(false));
    }

    #[test]
    fn the_wait_that_is_told_is_enough_and_not_for_ever() {
        for hours in [vec![(1000, 30)], vec![(999, 30), (1000, 29)], (977..=1000).map(|h| (h, 5)).collect()] {
            let now = 1000 * 3600 + 17;
            let Err(RetryAfter(wait)) = admit(&hours, MOST, 1, at(now)) else { panic!("{hours:?}") };
            assert!(wait <= 24 * 3600, "{wait}");
            assert!(admit(&hours, MOST, 1, at(now + i64::from(wait))).is_ok(), "{hours:?}");
        }
    }
}
