//! Where mails go.

use std::sync::Arc;

use crate::kept::Kept;
use crate::mail::{Mail, MailError};
use crate::smtp::Smtp;

/// Sends mails. Cheap to clone.
#[derive(Debug, Clone)]
pub enum Mailer {
    Smtp(Arc<Smtp>),
    /// Sends none, and keeps the newest.
    Kept(Arc<Kept>),
}

impl Mailer {
    pub fn kept() -> Self {
        Self::Kept(Arc::default())
    }

    /// # Errors
    /// The mail may have been sent all the same where its server answered too late.
    pub async fn send(&self, mail: Mail) -> Result<(), MailError> {
        match self {
            Self::Smtp(smtp) => smtp.send(mail).await,
            Self::Kept(kept) => {
                kept.put(mail);
                Ok(())
            }
        }
    }
}
