//! What waits for the people of a portal.

words! {
    /// Why something waits, the most urgent first.
    pub enum NeedKind {
        /// Something that a node needs does not work.
        NodeUnwell = "node_unwell",
        /// The secret of a connection was reported as leaked, and it has no other.
        SecretLeaked = "secret_leaked",
        /// The same of one of a tenant's own credentials.
        OwnSecretLeaked = "own_secret_leaked",
        /// The same of either at whatever tenant, for operators.
        TenantSecretLeaked = "tenant_secret_leaked",
        /// The last secret of a connection ends within 30 days, or has ended.
        SecretEnds = "secret_ends",
        /// The same of one of a tenant's own credentials.
        OwnSecretEnds = "own_secret_ends",
        /// A signing key ends within 30 days, and no other stands in its place then.
        KeyEnds = "key_ends",
        /// Deliveries to one receiver were given up.
        DeliveryGivenUp = "delivery_given_up",
        /// A live tenant has no owner.
        TenantWithoutOwner = "tenant_without_owner",
        /// The last calls of a connection, three or more within the last seven days, were all refused.
        ConnectionFails = "connection_fails",
        /// A secret is to be collected.
        SecretToCollect = "secret_to_collect",
        /// A connected app has a newer version than its tenant has answered.
        UpdateWaits = "update_waits",
        /// Members of a tenant ask its admins for an app.
        AppRequested = "app_requested",
        /// An app that was offered to a tenant by name, and that no member asks for, waits for its decision.
        AppWaits = "app_waits",
        /// A connection ends within 30 days.
        AccessEnds = "access_ends",
        /// One of a tenant's own credentials ends within 30 days.
        OwnAccessEnds = "own_access_ends",
        /// A tenant has declined an app within the last 30 days.
        TenantDeclined = "tenant_declined",
        /// Tenants to which an app was offered by name have not decided.
        TenantsWait = "tenants_wait",
        /// A connection was not used for 90 days.
        SecretUnused = "secret_unused",
        /// The same of one of a tenant's own credentials.
        OwnSecretUnused = "own_secret_unused",
    }
}

impl NeedKind {
    /// Whether its time is the one at which something ends; otherwise the one since when it waits.
    pub const fn is_end(self) -> bool {
        matches!(
            self,
            Self::SecretEnds | Self::OwnSecretEnds | Self::KeyEnds | Self::AccessEnds | Self::OwnAccessEnds
        )
    }
}
