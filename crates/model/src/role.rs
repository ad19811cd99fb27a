//! The roles of members, and what each role may do.

words! {
    /// A person's role in a tenant.
    pub enum TenantRole {
        Owner = "owner",
        Admin = "admin",
        /// Read-only, for auditors.
        Viewer = "viewer",
    }
}

words! {
    /// A person's role in a publisher.
    pub enum PublisherRole {
        Owner = "owner",
        Developer = "developer",
        Viewer = "viewer",
    }
}

impl TenantRole {
    /// Whether the role may decide about apps and credentials.
    pub const fn may_administer(self) -> bool {
        matches!(self, Self::Owner | Self::Admin)
    }

    /// Whether the role may add, change and remove members.
    pub const fn may_manage_members(self) -> bool {
        matches!(self, Self::Owner | Self::Admin)
    }
}

impl PublisherRole {
    /// Whether the role may create apps and publish versions.
    pub const fn may_develop(self) -> bool {
        matches!(self, Self::Owner | Self::Developer)
    }

    /// Whether the role may add, change and remove members.
    pub const fn may_manage_members(self) -> bool {
        matches!(self, Self::Owner)
    }
}
