//! What tells a person how things stand and what has happened.

mod badge;
mod banner;
mod copy;
mod dialog;
mod leave;
mod shown_once;
mod time;
mod toast;
mod tone;

pub use badge::{Badge, StateBadge};
pub use banner::Banner;
pub use copy::{CopyButton, Identifier, Snippet};
pub use dialog::{ConfirmDialog, Dialog};
pub use leave::{LeaveDialog, guard_leaving, provide_leave_guard};
pub use shown_once::{ShownOnce, ShownOnceRow};
pub use time::{Time, provide_clock};
pub use toast::{Toasts, provide_toaster, use_toaster};
pub use tone::Tone;
