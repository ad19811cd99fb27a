//! Deliveries: work that follows a change after its commit.

use crate::{audit::AuditAction, notice::heard};

words! {
    /// Who is to hear of a change.
    pub enum Receiver {
        /// Fetches the logo of an app.
        Logos = "logos",
        /// Fetches the document of an API.
        ApiDocuments = "api_documents",
        /// Puts an event into the inboxes of those who hear of it.
        Notices = "notices",
        /// Mails notices to a person at once.
        Mail = "mail",
        /// Mails a day's notices to a person.
        DailyMail = "daily_mail",
        /// Mails a link to a new password to whoever asked for one.
        PasswordResets = "password_resets",
        /// Mails a set-up link to whoever is invited.
        InvitationMails = "invitation_mails",
        /// Mails a link to the address that a person wants to have.
        AddressChanges = "address_changes",
        /// Mails a warning to the address that a person is about to leave.
        AddressWarnings = "address_warnings",
        /// Tells the webhooks of whoever may know of an event.
        Webhooks = "webhooks",
    }
}

impl Receiver {
    /// Who is told of each event with this action: a line for each receiver. Its delivery's subject is the entry's id.
    pub fn told_of(action: AuditAction) -> impl Iterator<Item = Self> {
        let told = [(Self::Notices, heard(action).is_some()), (Self::Webhooks, action.published().is_some())];
        told.into_iter().filter(|(_, told)| *told).map(|(receiver, _)| receiver)
    }
}
