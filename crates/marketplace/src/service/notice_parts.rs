//! What wakes this node when there is something to put into inboxes, or to mail.

use tokio::sync::Notify;

#[derive(Debug, Default)]
pub(crate) struct NoticeParts {
    /// Told when an event is to be put into inboxes.
    pub asked: Notify,
    /// Told when something is to be mailed at once.
    pub mail_asked: Notify,
    /// Told when someone asks for a link to a new password.
    pub resets_asked: Notify,
    /// Told when a set-up link is to be mailed.
    pub invitations_asked: Notify,
    /// Told when a link to a new address is to be mailed.
    pub address_links_asked: Notify,
    /// Told when an address is to be warned that its person is about to leave it.
    pub address_warnings_asked: Notify,
    /// Told when daily mails are to be tried again; else they are looked for by themselves.
    pub daily_asked: Notify,
}
