//! Names that people may take for those of other apps or organisations.

use std::collections::BTreeSet;

use model::{app::App, name::look, publisher::PublisherCard};
use store::{Shared, name_looks::Looking};

use crate::errors::Error;

/// The product's name, which is the platform's too.
const PRODUCT: &str = "Grantry";
/// Shorter words are reserved where they stand alone: "Nex" is no part of "Nexus".
const LONG_ENOUGH: usize = 4;
/// Words of many names: whoever has one of the platform's in theirs does not pose as the platform.
const GENERIC: &str = "and api app apps bank care center centre city clinic cloud company connect data \
    digital dr education energy exchange express finance first food for global group health healthcare \
    home hospital hub insurance international lab labs legal life market marketplace med medical my net \
    network of office one online open partner partners pay payments platform portal practice pro school \
    service services shop smart software solutions store system systems tech technologies technology the \
    travel work works world";

/// What the names of an app and of its publisher look like.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Likeness {
    reserved: Option<String>,
    others: BTreeSet<String>,
}

impl Likeness {
    /// Warnings that do not name what the reader may not see.
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
            .map(|word| format!("Its name contains “{word}”, but it does not come from the platform."))
    }
}

/// The likenesses of some apps, in their order. `platform`: its name.
pub(crate) async fn likenesses(
    shared: Shared<'_>,
    platform: &str,
    apps: &[(&App, &PublisherCard)],
) -> Result<Vec<Likeness>, Error> {
    let names = apps.iter().flat_map(|(app, publisher)| [&app.details.name, &publisher.name]);
    let looks: BTreeSet<_> = names.map(|name| look(name)).filter(|look| !look.is_empty()).collect();
    let found = shared.looking_like(&looks.into_iter().collect::<Vec<_>>()).await?;
    let reserved = reserved(platform);
    Ok(apps.iter().map(|(app, publisher)| likeness(app, publisher, &reserved, &found)).collect())
}

/// Names that only the platform may go by: the product's, its own, and the words of its own that are not [`GENERIC`].
fn reserved(platform: &str) -> Vec<&str> {
    let words = platform.split_whitespace().filter(|word| !is_generic(word));
    let all = [PRODUCT, platform].into_iter().chain(words);
    all.filter(|name| !look(name).is_empty()).collect()
}

fn is_generic(word: &str) -> bool {
    let word = look(word);
    GENERIC.split_whitespace().any(|generic| look(generic) == word)
}

/// Whether a name holds what is reserved, as people see both: a long word anywhere, all else as words of its own.
fn holds(name: &str, reserved: &str) -> bool {
    let wanted = look(reserved);
    if reserved.chars().count() >= LONG_ENOUGH && !reserved.contains(char::is_whitespace) {
        return look(name).contains(&wanted);
    }
    let words: Vec<_> = name.split(|c: char| !c.is_alphanumeric()).map(look).collect();
    (0..words.len()).filter_map(|from| words.get(from..)).any(|words| begin_with(words, &wanted))
}

/// Whether the first of these words are the wanted ones, wherever they are separated.
fn begin_with(words: &[String], wanted: &str) -> bool {
    let mut rest = wanted;
    for word in words {
        match rest.strip_prefix(word.as_str()) {
            Some("") => return true,
            Some(after) => rest = after,
            None => return false,
        }
    }
    false
}

fn likeness(app: &App, publisher: &PublisherCard, reserved: &[&str], found: &[Looking]) -> Likeness {
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

    fn flagged<'a>(platform: &'a str, name: &str) -> Option<&'a str> {
        reserved(platform).into_iter().find(|word| holds(name, word))
    }

    #[test]
    fn names_and_words_of_the_platform_are_reserved() {
        let flagged = |name: &str| flagged("Acme Nex Health", name);
        for (name, word) in [
            ("Grantry Support", "Grantry"),
            ("A-c-m-e sync", "Acme"),
            ("\u{410}cme", "Acme"),
            ("ＡＣＭＥ", "Acme"),
            ("MyAcmeTools", "Acme"),
            ("Acme Nex Health", "Acme Nex Health"),
            ("my acme-NexHealth", "Acme Nex Health"),
            ("Care (NEX)", "Nex"),
        ] {
            assert_eq!(flagged(name), Some(word), "{name}");
        }
        for name in ["Acne Tracker", "Nexus Reminders", "Claims Pilot", "Health Tracker", "Healthy Meals"] {
            assert_eq!(flagged(name), None, "{name}");
        }
    }

    #[test]
    fn words_of_many_names_are_reserved_in_a_row_alone() {
        let flagged = |name: &str| flagged("Health Hub", name);
        for name in ["Health Hub", "My Health-Hub Sync", "HEALTHHUB", "He\u{430}lth Hub"] {
            assert_eq!(flagged(name), Some("Health Hub"), "{name}");
        }
        for name in ["Health Tracker", "Data Hub", "Hub Health", "Oldhealth Hub", "Health Hubs"] {
            assert_eq!(flagged(name), None, "{name}");
        }
    }
}
