//! The problems that a script can have.

use crate::checker::Violation;
use crate::http::Missed;

/// Something that is wrong.
#[derive(Debug)]
pub enum Problem {
    Violated(Violation),
    /// An answer that should not be, or a fault that was not felt.
    Odd(String),
    /// Too late, or a load too light: a starved machine can be the cause.
    Late(String),
}

impl From<Missed> for Problem {
    fn from(missed: Missed) -> Self {
        if missed.late { Self::Late(missed.what) } else { Self::Odd(missed.what) }
    }
}
