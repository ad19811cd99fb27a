//! Makes text that people typed safe to print on a terminal.

/// Without line breaks, escape sequences and other control characters.
pub fn plain(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect()
}
