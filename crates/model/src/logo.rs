//! An app's logo: what its developer named, and the picture that was made of it.

use std::{fmt, str::FromStr};

use crate::Timestamp;

words! {
    /// How far the platform has come with the address that the developer gave.
    pub enum LogoState {
        /// There is no address.
        None = "none",
        /// It is going to be fetched.
        Waiting = "waiting",
        /// The picture is the platform's own now.
        Taken = "taken",
        /// The picture could not be fetched.
        Refused = "refused",
    }
}

/// A picture that the platform keeps, named by the SHA-256 of its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LogoImage {
    path: String,
}

/// The text names no picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the SHA-256 of a picture")]
pub struct NotAnImage;

const FOLDER: &str = "/logos/";
const ENDING: &str = ".png";

impl LogoImage {
    pub fn new(sha256: &[u8; 32]) -> Self {
        let hash: String = sha256.iter().map(|byte| format!("{byte:02x}")).collect();
        Self { path: [FOLDER, &hash, ENDING].concat() }
    }

    /// In hexadecimal, lower case.
    pub fn hash(&self) -> &str {
        self.path.trim_start_matches(FOLDER).trim_end_matches(ENDING)
    }

    /// Where the platform serves it: a path on its own origin.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The picture of a file's name: `{hash}.png`.
    pub fn of_file(name: &str) -> Option<Self> {
        name.strip_suffix(ENDING)?.parse().ok()
    }
}

impl FromStr for LogoImage {
    type Err = NotAnImage;

    /// Of its hash.
    fn from_str(hash: &str) -> Result<Self, NotAnImage> {
        let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if hash.len() == 64 && hash.bytes().all(digit) {
            Ok(Self { path: [FOLDER, hash, ENDING].concat() })
        } else {
            Err(NotAnImage)
        }
    }
}

impl fmt::Display for LogoImage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)
    }
}

/// What became of the address that the developer gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogoFetch {
    pub state: LogoState,
    /// Why it was refused: a sentence for people.
    pub reason: Option<String>,
    /// From when on it may be fetched, again if it was before.
    pub due: Option<Timestamp>,
    /// Whether this is the first fetch of a logo that admins saw before the platform kept pictures: it changes nothing.
    pub from_before: bool,
}

impl LogoFetch {
    /// Of an app without a logo.
    pub const NONE: Self = Self { state: LogoState::None, reason: None, due: None, from_before: false };

    /// To be fetched as soon as may be.
    pub fn ask(&self, now: Timestamp) -> Self {
        let due = self.due.map_or(now, |due| due.max(now));
        Self { state: LogoState::Waiting, due: Some(due), ..Self::NONE }
    }

    /// What came of a fetch; the next one is not before `due`.
    pub const fn settled(refused: Option<String>, due: Timestamp) -> Self {
        let state = if refused.is_some() { LogoState::Refused } else { LogoState::Taken };
        Self { state, reason: refused, due: Some(due), from_before: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_named_by_its_hash() {
        let image = LogoImage::new(&[0xab; 32]);
        assert_eq!(image.path(), format!("/logos/{}.png", "ab".repeat(32)));
        assert_eq!(image.hash().parse(), Ok(image.clone()));
        assert_eq!(LogoImage::of_file(&format!("{}.png", image.hash())), Some(image));
        let (upper, other) = ("AB".repeat(32), "zz".repeat(32));
        for name in
            ["", ".png", "ab.png", "../ab.png", &upper, &format!("{upper}.png"), &format!("{other}.png")]
        {
            assert_eq!(LogoImage::of_file(name), None, "{name}");
        }
        assert_eq!(LogoImage::of_file(&"ab".repeat(32)), None);
    }
}
