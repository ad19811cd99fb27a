//! Names that may be taken for somebody else's.

use std::collections::BTreeSet;

use model::{app::App, name::look, publisher::Publisher};
use store::{Shared, name_looks::Looking};

use crate::Error;

/// The product's name, which is the platform's too.
const PRODUCT: &str = "Grantry";
/// Shorter words are reserved where they stand alone: "Med" is no part of "Medical".
const LONG_ENOUGH: usize = 4;

/// What is to be said of the name of an app and of its publisher's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Likeness {
    reserved: Option<String>,
    others: BTreeSet<String>,
}

impl Likeness {
    /// Without naming what the reader may not see.
    pub fn for_tenants(&self) -> Vec<String> {
        let other = (!self.others.is_empty()).then(|| {
            "Its name looks like that of another app or publisher on this platform. Make sure who is behind it."
                .to_owned()
        });
        self.of_platform().into_iter().chain(other).collect()
    }

    pub fn for_operators(&self) -> Vec<String> {
        let others = self.others.iter().map(|other| format!("Looks like {other}."));
        self.of_platform().into_iter().chain(others).collect()
    }

    fn of_platform(&self) -> Option<String> {
        self.reserved
            .as_ref()
            .map(|word| format!("Its name holds “{word}”, but it does not come from the platform."))
    }
}

/// The likenesses of some apps, in their order. `platform`: its name.
pub(crate) async fn likenesses(
    shared: Shared<'_>,
    platform: &str,
    apps: &[(&App, &Publisher)],
) -> Result<Vec<Likeness>, Error> {
    let names = apps.iter().flat_map(|(app, publisher)| [&app.details.name, &publisher.name]);
    let looks: BTreeSet<_> = names.map(|name| look(name)).filter(|look| !look.is_empty()).collect();
    let found = shared.looking_like(&looks.into_iter().collect::<Vec<_>>()).await?;
    let reserved = reserved(platform);
    Ok(apps.iter().map(|(app, publisher)| likeness(app, publisher, &reserved, &found)).collect())
}

/// Names that only the platform may go by: the product's, its own, and the words of its own.
fn reserved(platform: &str) -> Vec<&str> {
    let all = [PRODUCT, platform].into_iter().chain(platform.split_whitespace());
    all.filter(|name| !look(name).is_empty()).collect()
}

/// Whether a name holds what is reserved, as people see both.
fn holds(name: &str, reserved: &str) -> bool {
    let word = look(reserved);
    if reserved.chars().count() >= LONG_ENOUGH {
        return look(name).contains(&word);
    }
    name.split(|c: char| !c.is_alphanumeric()).any(|part| look(part) == word)
}

fn likeness(app: &App, publisher: &Publisher, reserved: &[&str], found: &[Looking]) -> Likeness {
    let names = [&app.details.name, &publisher.name];
    let looks = names.map(|name| look(name));
    let held = |word: &&&str| names.iter().any(|name| holds(name, word));
    let other = |one: &&Looking| one.publisher != publisher.id && looks.contains(&one.look);
    let words = |one: &Looking| match one.app {
        Some(_) => format!("the app “{}” of another publisher", one.name),
        None => format!("the publisher “{}”", one.name),
    };
    Likeness {
        reserved: reserved.iter().find(held).map(|word| (*word).to_owned()),
        others: found.iter().filter(other).map(words).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_words_of_the_platform_are_reserved() {
        let platform = "Acme Med Praxis";
        let flagged = |name: &str| reserved(platform).into_iter().find(|word| holds(name, word));
        for (name, word) in [
            ("Grantry Support", "Grantry"),
            ("A-c-m-e sync", "Acme"),
            ("\u{410}cme", "Acme"),
            ("ＡＣＭＥ", "Acme"),
            ("MyAcmeTools", "Acme"),
            ("\u{3a1}raxis", "Praxis"),
            ("Acme Med Praxis", "Acme Med Praxis"),
            ("Care (MED)", "Med"),
        ] {
            assert_eq!(flagged(name), Some(word), "{name}");
        }
        for name in ["Acne Tracker", "Medical Reminders", "Claims Pilot", "Prax"] {
            assert_eq!(flagged(name), None, "{name}");
        }
    }
}
