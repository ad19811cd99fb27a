//! What a sign-in gets whose password was right, and which a code must follow.

use std::fmt;

/// The bearer of a sign-in that waits for a code, for its cookie. It gives nothing but the step of the code.
pub struct CodeNeeded(String);

impl CodeNeeded {
    pub(crate) const fn new(bearer: String) -> Self {
        Self(bearer)
    }

    /// For the cookie alone.
    pub fn bearer(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for CodeNeeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeNeeded")
    }
}
