//! Words that must not return, in names, comments, sentences and documents.

use std::fs;
use std::path::Path;

use crate::shell::{self, Result};

const READ: &[&str] = &["rs", "ts", "md", "toml", "css", "html", "yml", "sql"];
/// The words themselves stand here.
const EXEMPT: &str = "crates/xtask/src/tidy/words.rs";

/// Each word or phrase, and what to write instead.
const WORDS: &[(&str, &str)] = &[
    ("anew", "again"),
    ("anybody", "the role, or anyone"),
    ("chance", "rng, random"),
    ("chances", "rng, random"),
    ("deed", "event, action, operation"),
    ("deeds", "events, actions, operations"),
    ("dies", "ends, is revoked"),
    ("door", "handle"),
    ("doors", "handles"),
    ("everybody", "the roles, or everyone"),
    ("ground", "dependencies, inner"),
    ("kills its tokens", "revokes"),
    ("kills tokens", "revokes"),
    ("lets in", "authorizes, admits"),
    ("nobody", "the role, or no one"),
    ("parted by", "separated by"),
    ("somebody", "the role, or someone"),
    ("untold", "not recorded, not sent"),
    ("wallet", "clients, credentials"),
    ("wallets", "clients, credentials"),
    ("withdrawals", "revocations"),
    ("works no more", "is revoked"),
];

pub fn findings() -> Result<Vec<String>> {
    let root = shell::root();
    let mut findings = Vec::new();
    for path in shell::tracked_files()? {
        if !is_read(&path) {
            continue;
        }
        let Ok(text) = fs::read_to_string(root.join(&path)) else { continue };
        for (number, line) in text.lines().enumerate() {
            let found = forbidden(line).into_iter();
            findings.extend(found.map(|(word, instead)| {
                format!("{}:{} says \"{word}\": write {instead}", path.display(), number + 1)
            }));
        }
    }
    Ok(findings)
}

fn is_read(path: &Path) -> bool {
    let read = path.extension().is_some_and(|extension| READ.iter().any(|read| extension == *read));
    read && !path.ends_with(EXEMPT)
}

fn forbidden(line: &str) -> Vec<(&'static str, &'static str)> {
    let words = words(line);
    WORDS.iter().filter(|(word, _)| words.contains(&format!(" {word} "))).copied().collect()
}

/// The words of a line in lower case, each between spaces: `OneWord` and `one_word` are two.
fn words(line: &str) -> String {
    let mut words = String::from(" ");
    let mut after_small = false;
    for letter in line.chars() {
        if letter.is_uppercase() && after_small || !letter.is_alphanumeric() {
            words.push(' ');
        }
        if letter.is_alphanumeric() {
            words.extend(letter.to_lowercase());
        }
        after_small = letter.is_lowercase();
    }
    words.push(' ');
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_names_and_sentences() {
        for line in [
            "// Loads everything anew.",
            "fn seen_by_nobody() {}",
            "struct SomebodyElse;",
            "const DOOR: u8 = 1;",
            "/// Names, parted by spaces.",
            "/// It works no more.",
            "async fn a_revoked_token_dies_alone() {}",
            "-- The policy lets in its owner.",
        ] {
            assert_eq!(forbidden(line).len(), 1, "{line}");
        }
    }

    #[test]
    fn words_that_only_contain_one_are_left() {
        for line in ["a manewer", "indeed", "outdoors", "parted from", "departed by car", "Chancellor"] {
            assert!(forbidden(line).is_empty(), "{line}");
        }
    }

    #[test]
    fn migrations_are_read_and_this_list_is_not() {
        assert!(is_read(Path::new("migrations/src/m1_first/schema.sql")) && !is_read(Path::new(EXEMPT)));
        assert!(!is_read(Path::new("Cargo.lock")));
    }

    #[test]
    fn what_to_write_instead_is_said() {
        assert_eq!(forbidden("Nobody knows."), [("nobody", "the role, or no one")]);
    }
}
