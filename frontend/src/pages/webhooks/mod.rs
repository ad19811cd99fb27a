//! Webhooks, as both portals show them.

mod calls;
mod draft;
mod fact_sheet;
mod list;
mod log;
mod new;
mod one;
mod verbs;
mod words;

pub use list::Webhooks;
pub use new::NewWebhook;
pub use one::Webhook;
