//! What people call things, and what they write about them: names of one line and texts of several.
//!
//! Rows from before these rules are still read: the rules are asked where something is written.

use std::fmt;

use icu_casemap::CaseMapper;
use icu_normalizer::{ComposingNormalizer, ComposingNormalizerBorrowed as Normalizer};
use icu_properties::{
    CodePointMapData, CodePointSetData,
    props::{DefaultIgnorableCodePoint, GeneralCategory, GeneralCategoryGroup},
};
use unicode_security::confusable_detection::skeleton as uts39_skeleton;
use unicode_segmentation::UnicodeSegmentation;

/// The most marks on one letter (UTS 39 section 5.4).
const MARKS: usize = 4;
/// The most joiners and variation selectors in a row: an emoji's selector, and the joiner to the next one.
const JOINERS: usize = 2;
/// How many bytes there are for each character that a text may have. Every script writes with less; what people count
/// as one character has no bound of its own.
const BYTES: usize = 16;
/// The most bytes of a look: PostgreSQL takes 2,704 into an index, and some characters look like eighteen others.
const LOOK: usize = 2_000;

/// Why a text cannot be written down. Prints as a sentence for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error("Fill in this field.")]
    Empty,
    #[error("Write this on one line.")]
    Lines,
    /// A control, format, bidirectional or default-ignorable character, or one that means nothing to others.
    #[error("Remove the character U+{:04X}: it is invisible.", *.0 as u32)]
    Unseen(char),
    #[error("Use at least one letter or digit.")]
    NothingToRead,
    #[error("Put at most {MARKS} marks on a letter.")]
    Marks,
    /// In characters as people count them; in code points where these are far more.
    #[error("Use at most {most} characters; you used {length}.")]
    TooLong { most: usize, length: usize },
}

/// What a thing is called: one line in NFC, without characters that are not seen, with a letter or a digit, and single
/// blanks between words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name(String);

impl Name {
    /// `most`: how many characters, as people count them.
    ///
    /// # Errors
    /// Says what is wrong with the text.
    pub fn new(text: &str, most: usize) -> Result<Self, Unfit> {
        bounded(text, most)?;
        let text = nfc().normalize(text);
        if text.trim().contains(breaks_a_line) {
            return Err(Unfit::Lines);
        }
        let name = words(&text);
        if name.is_empty() {
            return Err(Unfit::Empty);
        }
        if let Some(unseen) = name.chars().find(|c| is_unseen(*c)) {
            return Err(Unfit::Unseen(unseen));
        }
        readable(&name, most)?;
        Ok(Self(name))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text of several lines, by the rules of a name but for line breaks, blanks within a line, and the joiners that some
/// scripts and emoji need between two characters. Empty where nothing was written.
///
/// # Errors
/// Says what is wrong with the text.
pub fn lines(text: &str, most: usize) -> Result<String, Unfit> {
    bounded(text, most)?;
    let text = nfc().normalize(text);
    let text = text.replace("\r\n", "\n").replace(breaks_a_line, "\n").replace('\t', " ");
    #[expect(clippy::str_split_at_newline, reason = "every other end of a line has been replaced")]
    let text: Vec<_> = text.trim().split('\n').map(str::trim_end).collect();
    let mut text = text.join("\n");
    while text.contains("\n\n\n") {
        text = text.replace("\n\n\n", "\n\n");
    }
    if text.is_empty() {
        return Ok(text);
    }
    let (mut before, mut joiners) = (None, 0);
    for c in text.chars() {
        joiners = if is_joiner(c) { joiners + 1 } else { 0 };
        let after_a_sign = before.is_some_and(|before: char| !before.is_whitespace());
        let joins = after_a_sign && (1..=JOINERS).contains(&joiners);
        if c != '\n' && is_unseen(c) && !joins {
            return Err(Unfit::Unseen(c));
        }
        before = Some(c);
    }
    readable(&text, most)?;
    Ok(text)
}

/// Whether two names are the same to whoever reads them: after NFKC and case folding, with single blanks.
pub fn same(one: &str, other: &str) -> bool {
    folded(one) == folded(other)
}

/// What equal names have in common.
pub fn folded(name: &str) -> String {
    let compatible = Normalizer::new_nfkc().normalize(name);
    let folded = CaseMapper::new().fold_string(&compatible);
    words(&Normalizer::new_nfkc().normalize(&folded))
}

/// What names that look alike have in common (UTS 39 section 4), whatever stands between their letters.
pub fn look(name: &str) -> String {
    let seen: String = folded(name).chars().filter(|c| is_read(*c)).collect();
    let look: String = uts39_skeleton(&seen).collect();
    let look = look.char_indices().take_while(|(at, c)| at + c.len_utf8() <= LOOK);
    // What case folding keeps apart: a small L, a capital I and a one.
    look.map(|(_, c)| if matches!(c, 'i' | '1') { 'l' } else { c }).collect()
}

/// The most code points of a text of at most `most` characters, as it is sent: with the blanks that are not kept.
pub const fn most_code_points(most: usize) -> usize {
    most.saturating_mul(BYTES)
}

/// How many characters people count.
pub fn length(text: &str) -> usize {
    text.graphemes(true).count()
}

pub(crate) fn nfc() -> Normalizer<'static> {
    ComposingNormalizer::new_nfc()
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

const fn breaks_a_line(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

const fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe0e}' | '\u{fe0f}')
}

fn category(c: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(c)
}

/// Controls, formats (the bidirectional ones among them), surrogates, private use, unassigned, and default-ignorables.
pub(crate) fn is_unseen(c: char) -> bool {
    GeneralCategoryGroup::Other.contains(category(c))
        || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

fn is_read(c: char) -> bool {
    GeneralCategoryGroup::Letter.union(GeneralCategoryGroup::Number).contains(category(c))
}

fn bounded(text: &str, most: usize) -> Result<(), Unfit> {
    let length = text.chars().count();
    if length > most_code_points(most) { Err(Unfit::TooLong { most, length }) } else { Ok(()) }
}

fn readable(text: &str, most: usize) -> Result<(), Unfit> {
    if !text.chars().any(is_read) {
        return Err(Unfit::NothingToRead);
    }
    let mut marks = 0;
    for c in text.chars() {
        marks = if GeneralCategoryGroup::Mark.contains(category(c)) { marks + 1 } else { 0 };
        if marks > MARKS {
            return Err(Unfit::Marks);
        }
    }
    let too_many_bytes = text.len() > most.saturating_mul(BYTES);
    let length = if too_many_bytes { text.chars().count() } else { length(text) };
    if length > most { Err(Unfit::TooLong { most, length }) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
