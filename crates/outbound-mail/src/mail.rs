//! One mail, and why it could not be sent.

use model::{Timestamp, person::Email};

/// A mail to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The same however often it is sent: whoever gets it twice can tell.
    pub id: String,
    pub at: Timestamp,
    pub name: String,
    pub to: Email,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// Where the person chooses what is mailed (RFC 2369 section 3.2); `None` where they asked for this mail.
    pub unsubscribe: Option<String>,
}

/// Why a mail was not sent: a sentence for operators, which holds no password, no link, and not whose mail it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    #[error("the address is none that mail can be sent to")]
    Address,
    #[error("the mail cannot be written: {0}")]
    Unwritable(String),
    #[error("the mail server did not answer within {0} seconds")]
    TooSlow(u64),
    #[error("the mail server refused it, or cannot be reached: {0}")]
    Server(String),
    #[error("mail cannot be encrypted for this server: {0}")]
    Tls(String),
}
