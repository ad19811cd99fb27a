//! Deliveries: work that follows a change after its commit.

words! {
    /// Who is to hear of a change.
    pub enum Receiver {
        /// Fetches the logo of an app.
        Logos = "logos",
    }
}
