//! How many things a list has, or has at least.

use std::fmt::{self, Write};

use serde::{Deserialize, Serialize};

/// How many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Total {
    pub count: u64,
    /// Whether that is all; otherwise there are at least so many.
    pub exact: bool,
}

impl Total {
    pub const fn exactly(count: u64) -> Self {
        Self { count, exact: true }
    }

    pub const fn at_least(count: u64) -> Self {
        Self { count, exact: false }
    }
}

/// With commas, and a `+` where there may be more: `1,000+`.
impl fmt::Display for Total {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.count.to_string();
        for (index, digit) in digits.char_indices() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                f.write_char(',')?;
            }
            f.write_char(digit)?;
        }
        if self.exact { Ok(()) } else { f.write_char('+') }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_read_as_people_write_them() {
        for (total, text) in [
            (Total::exactly(0), "0"),
            (Total::exactly(999), "999"),
            (Total::at_least(1_000), "1,000+"),
            (Total::exactly(1_234_567), "1,234,567"),
        ] {
            assert_eq!(total.to_string(), text);
        }
    }
}
