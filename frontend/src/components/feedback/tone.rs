//! The tones of badges, banners and toasts: what each means, and its style and symbol.

use crate::components::Symbol;

/// What a badge, banner or toast means. Colour never says it alone: a symbol and words do too.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Neutral,
    /// Good to know; our one accent colour.
    Info,
    /// Works, allowed, done.
    Positive,
    /// Paused or pending.
    Caution,
    /// Destroyed, refused or failed.
    Danger,
}

impl Tone {
    pub const fn class(self) -> &'static str {
        match self {
            Self::Neutral => "tone-neutral",
            Self::Info => "tone-info",
            Self::Positive => "tone-positive",
            Self::Caution => "tone-caution",
            Self::Danger => "tone-danger",
        }
    }

    pub const fn symbol(self) -> Symbol {
        match self {
            Self::Neutral | Self::Info => Symbol::Info,
            Self::Positive => Symbol::CheckCircle,
            Self::Caution => Symbol::Warning,
            Self::Danger => Symbol::Alert,
        }
    }
}
