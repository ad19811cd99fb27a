//! The form of a text in which a search compares it.

use unicode_normalization::{UnicodeNormalization, char::canonical_combining_class};

/// A text as people compare it: without regard to case, accents, composed or decomposed letters, widths, kinds of
/// dashes and quotes, and characters that are not seen.
///
/// Letters of compatibility (`ﬁ`, `Ａ`, `²`) stand for what they look like (NFKC, Unicode Annex 15); case goes as in
/// Unicode's full case folding.
pub fn fold(text: &str) -> String {
    let plain = text.nfkd().filter(|c| canonical_combining_class(*c) == 0 && !is_unseen(*c));
    // By way of the capital: `ß` and `ẞ` meet in `ss`, `ς` and `Σ` in `σ`.
    let lower = plain.flat_map(char::to_uppercase).flat_map(char::to_lowercase);
    let mut folded = String::with_capacity(text.len());
    for c in lower {
        match base(c) {
            Some(base) => folded.push_str(base),
            // A capital may bring a mark of its own.
            None if canonical_combining_class(c) == 0 => folded.push(c),
            None => {}
        }
    }
    folded.nfkc().collect()
}

/// Characters that take no place: soft hyphens, joiners, marks of direction, variation selectors.
const fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// What people type for a letter that has no decomposition, or for a mark of which there are several kinds.
const fn base(c: char) -> Option<&'static str> {
    Some(match c {
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ŧ' => "t",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        '‘' | '’' | '‚' | '‛' | 'ʼ' | '′' | '`' | '´' => "'",
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' => "\"",
        '‐'..='―' | '−' => "-",
        _ => return None,
    })
}
