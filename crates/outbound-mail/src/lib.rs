//! Mail to people: written from templates that escape by themselves, sent over SMTP in bounded time, or kept in memory for
//! a demo.

mod both_forms;
mod kept;
mod mail;
mod mailer;
mod smtp;
mod template;

pub use both_forms::{Body, FilledMail, MailPart, MailTemplate};
pub use kept::Kept;
pub use mail::{Mail, MailError};
pub use mailer::Mailer;
pub use smtp::{Server, Smtp, Tls};
pub use template::{Filled, Form, Html, Part, Plain, Template};
