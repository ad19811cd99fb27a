//! The signed records of what tenants decide.

words! {
    /// What a receipt records.
    pub enum Decision {
        Allowed = "allowed",
        /// A newer version of an app that was connected already.
        Accepted = "accepted",
        /// A newer version was answered and not taken up: the connection stays at the version that it has.
        UpdateLeft = "update_left",
        /// Scopes were given or taken back, or the end was moved, with the credentials that there were.
        Edited = "edited",
        Declined = "declined",
        /// What was declined may be decided about again.
        Reconsidered = "reconsidered",
        Blocked = "blocked",
        Unblocked = "unblocked",
        /// "Disable": no tokens until it is restored.
        Paused = "paused",
        /// "Restore".
        Resumed = "resumed",
        /// Access that had reached its end goes on.
        Renewed = "renewed",
        /// Credentials of the tenant's own were made.
        Generated = "generated",
        Deleted = "deleted",
    }
}
