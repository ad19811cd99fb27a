words! {
    /// Which side a tenant, its credentials, issuers and tokens belong to. Nothing of one side works on the other.
    pub enum Environment {
        Live = "live",
        Sandbox = "sandbox",
    }
}
