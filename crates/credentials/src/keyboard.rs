//! Walks over a keyboard: texts that are easy to type, and so easy to guess.

/// The keys of letters and digits, with what stands above the digits.
const KEYS: [(usize, &str); 5] =
    [(0, "1234567890"), (0, "!@#$%^&*()"), (1, "qwertyuiop"), (2, "asdfghjkl;"), (3, "zxcvbnm,./")];

/// Two keys side by side are parts of many words.
const SHORTEST_WALK: usize = 3;

/// Where a key lies. Each row begins half a key further to the right, so places are counted in halves.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Key {
    row: usize,
    place: usize,
}

impl Key {
    /// `None` for what is on none of these keys.
    fn of(letter: char) -> Option<Self> {
        KEYS.iter().find_map(|(row, letters)| {
            let column = letters.chars().position(|one| one == letter)?;
            Some(Self { row: *row, place: 2 * column + row })
        })
    }

    fn touches(self, other: Self) -> bool {
        self != other && self.row.abs_diff(other.row) <= 1 && self.place.abs_diff(other.place) <= 2
    }
}

/// Whether nine of ten characters of a text in lower case are parts of walks from key to key, whatever blanks are between
/// them.
pub(crate) fn walks_over_keys(text: &str) -> bool {
    let keys: Vec<_> = text.chars().filter(|one| !one.is_whitespace()).map(Key::of).collect();
    let walks = keys.chunk_by(|one, next| one.zip(*next).is_some_and(|(one, next)| one.touches(next)));
    let walked: usize = walks.map(<[_]>::len).filter(|length| *length >= SHORTEST_WALK).sum();
    walked * 10 >= keys.len() * 9
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_over_neighbouring_keys_is_found() {
        for walk in [
            "1qaz2wsx3edc4rfv",
            "1qaz 2wsx 3edc 4rfv",
            "!qaz2wsx#edc4rfv",
            "1qay2wsx3edc4rfv",
            "1q2w3e4r5t6y7u8i",
            "qazwsxedcrfvtgb",
            "qweasdzxcqweasd",
            "zxcvbnm,asdfghjkl",
            "mnbvcxzlkjhgfdsa",
            "qwertyuiop12345!",
        ] {
            assert!(walks_over_keys(walk), "{walk}");
        }
    }

    /// Words have walks too (“were”, “order”), and never from one end to the other.
    #[test]
    fn words_are_no_walk() {
        for words in [
            "quiet-lantern-river-7",
            "quiet-harbour-lantern-81",
            "quiet-1a2b3c-lantern-12345",
            "another-lantern-river-9",
            "a quiet river bend",
            "we were fewer there",
            "poorer trees were rewed",
            "restored ordered",
            "cookies addresses",
            "qwertyuiop lantern",
            "ein ruhiger flügel",
            "тихая река за домом",
            "?=)(/&%$§+*~#'<>",
        ] {
            assert!(!walks_over_keys(words), "{words}");
        }
    }
}
