//! What a search finds: words in any order, each a part of a name or of an id, as people compare letters.
//!
//! Both databases and the server agree because all of them only ask whether one text contains another, and both texts
//! are made here.

mod fold;
#[cfg(test)]
mod tests;

use std::{collections::BTreeSet, fmt::Display};

use uuid::Uuid;

pub use fold::fold;

/// Counts up when the same name gives other texts than before: kept texts are then made again.
pub const REVISION: i32 = 1;

/// The most characters of a search; what follows is not looked at.
const LONGEST: usize = 200;
/// The most words of a search.
const MOST_WORDS: usize = 8;
const TRIGRAM: usize = 3;
/// Fewer characters are not taken for the middle of an id: most ids happen to contain them.
const ID_PART: usize = 5;
/// What ids look like outside: `ten_`, and characters of this alphabet.
const ID_ALPHABET: &str = "0123456789abcdefghjkmnpqrstvwxyz";
/// In no text: words stand two blanks apart.
const NOWHERE: &str = "   ";
const PREFIXES: [&str; 13] =
    ["per_", "pub_", "ten_", "api_", "app_", "con_", "cli_", "sec_", "aud_", "inv_", "evt_", "rsv_", "wki_"];

/// What of a thing can be found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Texts {
    /// Words, each after two blanks.
    pub names: String,
    pub ids: String,
}

impl Texts {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a name, or another text that people read.
    #[must_use]
    pub fn name(mut self, name: &str) -> Self {
        for word in fold(name).split_whitespace() {
            self.names.push_str("  ");
            self.names.push_str(word);
        }
        self
    }

    /// The names as an index of trigrams takes them: with their pairs of characters, each after two blanks, so that one
    /// or two characters have trigrams too.
    pub fn indexed_names(&self) -> String {
        let characters: Vec<_> = self.names.chars().collect();
        let pairs = characters.windows(2).filter(|pair| !pair.iter().any(|c| c.is_whitespace()));
        let pairs: BTreeSet<String> = pairs.map(|pair| pair.iter().collect()).collect();
        let lasts = self.names.split_whitespace().filter_map(|word| word.chars().last());
        let lasts: BTreeSet<String> = lasts.map(String::from).collect();
        let mut text = self.names.clone();
        for part in pairs.union(&lasts) {
            text.push_str("  ");
            text.push_str(part);
        }
        text
    }

    /// Adds an id in its outside form.
    #[must_use]
    pub fn id(mut self, id: impl Display) -> Self {
        let id = id.to_string().to_ascii_lowercase();
        let digits = id.split_once('_').map_or(id.as_str(), |(_, digits)| digits);
        self.ids.push_str("  ");
        self.ids.push_str(digits);
        self
    }
}

/// One word of a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// In the names.
    name: String,
    /// Or in the ids, with two blanks before it where it is an id's beginning.
    id: Option<String>,
}

impl Word {
    fn new(word: &str) -> Self {
        let prefix = PREFIXES.iter().find_map(|prefix| word.strip_prefix(prefix));
        let id = match prefix {
            Some(digits) if !digits.is_empty() && is_of_id(digits) => Some(format!("  {digits}")),
            None if word.len() >= ID_PART && is_of_id(word) => Some(word.to_owned()),
            _ => None,
        };
        Self { name: word.to_owned(), id }
    }

    /// What [`Texts::indexed_names`] must contain: three characters at least.
    pub fn indexed_name(&self) -> String {
        let is_short = self.name.chars().count() < TRIGRAM;
        if is_short { format!("  {}", self.name) } else { self.name.clone() }
    }

    /// Or what the ids must contain: three characters at least.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    pub fn is_in(&self, texts: &Texts) -> bool {
        texts.names.contains(&self.name) || self.is_in_ids(texts)
    }

    pub fn is_in_ids(&self, texts: &Texts) -> bool {
        self.id.as_ref().is_some_and(|id| texts.ids.contains(id))
    }
}

impl Word {
    /// The ids that begin as the word says, the first and the last.
    pub fn ids_that_begin_so(&self) -> Option<(Uuid, Uuid)> {
        let digits = self.id.as_deref()?.trim_start();
        let unknown = 130_u32.checked_sub(5 * u32::try_from(digits.len()).ok()?)?;
        let digit = |c| ID_ALPHABET.find(c).and_then(|digit| u128::try_from(digit).ok());
        let mut value: u128 = 0;
        for (index, c) in digits.char_indices() {
            // 26 digits hold 130 bits: the first may use only three of its five.
            let digit = digit(c).filter(|digit| index > 0 || *digit < 8)?;
            value = (value << 5) | digit;
        }
        let first = value.checked_shl(unknown)?;
        let last = first | 1_u128.checked_shl(unknown)?.wrapping_sub(1);
        Some((Uuid::from_u128(first), Uuid::from_u128(last)))
    }
}

fn is_of_id(word: &str) -> bool {
    word.chars().all(|c| ID_ALPHABET.contains(c))
}

/// A search: every word must be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    words: Vec<Word>,
}

impl Search {
    /// Reads what a person typed; `None` where that asks for nothing.
    pub fn read(text: &str) -> Option<Self> {
        let text: String = text.chars().take(LONGEST).collect();
        let folded = fold(&text);
        let words: Vec<_> = folded.split_whitespace().take(MOST_WORDS).map(Word::new).collect();
        // What folds to nothing, an accent alone, is in no name.
        let is_blank = text.chars().all(char::is_whitespace);
        match words.is_empty() {
            true if is_blank => None,
            true => Some(Self { words: vec![Word { name: NOWHERE.into(), id: None }] }),
            false => Some(Self { words }),
        }
    }

    pub fn words(&self) -> &[Word] {
        &self.words
    }

    pub fn finds(&self, texts: &Texts) -> bool {
        self.words.iter().all(|word| word.is_in(texts))
    }

    /// Whether the ids alone have it.
    pub fn finds_id(&self, texts: &Texts) -> bool {
        self.words.iter().all(|word| word.is_in_ids(texts))
    }

    /// The words that are not in these texts; `None` where all are.
    pub fn without(&self, texts: &Texts) -> Option<Self> {
        let words: Vec<_> = self.words.iter().filter(|word| !word.is_in(texts)).cloned().collect();
        (!words.is_empty()).then_some(Self { words })
    }
}
