//! The two environments: live and sandbox.

words! {
    /// The world that a tenant, its credentials, issuers and tokens belong to. Nothing of one works in the other.
    pub enum Environment {
        Live = "live",
        Sandbox = "sandbox",
    }
}
