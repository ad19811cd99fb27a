//! Arguments that several commands share.

use std::str::FromStr;

use clap::Args;
use model::scope::ScopeName;
use wire::{idempotency::LONGEST_KEY, usage::UsageQuery};

// Without doc comments here: clap would take them for those of the commands.

#[derive(Args)]
pub struct Write {
    /// Your name for this one change: the same command with the same reference, within 24 hours, makes it once. Random
    /// where it is absent.
    #[arg(long, value_name = "TEXT", value_parser = reference)]
    reference: Option<String>,
}

impl Write {
    /// What goes out as `Idempotency-Key`.
    pub fn reference(&self) -> String {
        self.reference.clone().unwrap_or_else(random)
    }
}

#[expect(clippy::disallowed_methods, reason = "a program that ends after one call")]
fn random() -> String {
    format!("ctl-{:032x}", rand::random::<u128>())
}

/// The rule of the header.
fn reference(text: &str) -> Result<String, String> {
    let fits = (1..=LONGEST_KEY).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    if fits {
        Ok(text.to_owned())
    } else {
        Err(format!("a reference has 1 to {LONGEST_KEY} visible ASCII characters, and no blanks"))
    }
}

#[derive(Args)]
pub struct Listing {
    /// List at most so many; all where absent.
    #[arg(long, value_name = "NUMBER")]
    pub limit: Option<u32>,
    /// Only those that have each of these words in a name or an ID.
    #[arg(long, value_name = "WORDS")]
    pub search: Option<String>,
}

#[derive(Args)]
pub struct Period {
    /// The first day, in UTC, as 2026-05-03; 30 days in all where absent.
    #[arg(long, value_name = "DAY")]
    from: Option<String>,
    /// The last day, in UTC; today where absent.
    #[arg(long, value_name = "DAY")]
    to: Option<String>,
    /// Whether periods are days or hours: day, hour.
    #[arg(long, value_name = "PERIOD")]
    by: Option<String>,
}

impl From<Period> for UsageQuery {
    fn from(Period { from, to, by }: Period) -> Self {
        Self { from, to, by }
    }
}

/// A scope, and why an app wants it.
#[derive(Clone)]
pub struct Reasoned {
    pub name: ScopeName,
    pub reason: String,
}

impl FromStr for Reasoned {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, reason) = text.split_once('=').ok_or("write SCOPE=REASON")?;
        let name = name.parse().map_err(|_| format!("{name} is not a scope's name"))?;
        Ok(Self { name, reason: reason.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_what_the_header_takes() {
        assert_eq!(reference("nightly-2026-05-03").as_deref(), Ok("nightly-2026-05-03"));
        for wrong in ["", "two words", "é", "x".repeat(256).as_str()] {
            assert!(reference(wrong).is_err(), "{wrong}");
        }
        assert!(reference(&random()).is_ok() && random() != random());
    }

    #[test]
    fn a_reason_may_hold_equals_signs() {
        let read: Reasoned = "patients.read=a = b".parse().unwrap();
        assert_eq!((read.name.as_str(), read.reason.as_str()), ("patients.read", "a = b"));
        assert!("patients.read".parse::<Reasoned>().is_err());
    }
}
