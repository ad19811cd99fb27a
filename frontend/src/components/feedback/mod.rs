//! Components that show a person the state of a thing and the result of an action.

mod badge;
mod banner;
mod breakable;
mod copy;
mod dialog;
mod leave;
mod leave_dialog;
mod open_dialogs;
mod shown_once;
mod time;
mod toast;
mod tone;

pub use badge::{Badge, StateBadge};
pub use banner::Banner;
pub use breakable::Breakable;
pub use copy::{CopyButton, Identifier, Snippet};
pub use dialog::{ConfirmDialog, Dialog, OnError};
pub use leave::{guard_leaving, provide_leave_guard, use_leave_guard};
pub use leave_dialog::LeaveDialog;
pub use open_dialogs::{OpenDialogs, provide_open_dialogs};
pub use shown_once::{HiddenSecret, SEND_SAFELY, ShownOnce, ShownOnceRow};
pub use time::{Day, Sentence, Time, date, day, day_heading, hour_and_minute, provide_clock};
pub use toast::{Toaster, Toasts, provide_toaster, try_use_toaster, use_toaster};
pub use tone::Tone;
