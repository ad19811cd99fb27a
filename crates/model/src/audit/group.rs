//! Kinds of actions, by which people filter a history.

use super::AuditAction;

words! {
    /// Of which kind an action is.
    pub enum ActionGroup {
        /// What an app may do at a tenant: decisions, stops, ends, updates.
        Connections = "connections",
        /// Apps, their versions and details, and who is offered them.
        Apps = "apps",
        /// Secrets, and the credentials that tenants make for themselves.
        Credentials = "credentials",
        /// Members, operators, invitations, passwords, names and addresses.
        People = "people",
        SignIns = "sign_ins",
        Webhooks = "webhooks",
        /// Tenants and publishers.
        Organisations = "organisations",
        /// APIs, their documents, scopes and resource servers, and the issuers of workloads.
        Catalogue = "catalogue",
        /// Keys of the installation, and restored databases.
        Installation = "installation",
    }
}

impl ActionGroup {
    /// All actions of this kind that this release knows.
    pub fn actions(self) -> impl Iterator<Item = AuditAction> {
        AuditAction::ALL.iter().copied().filter(move |action| action.group() == self)
    }
}

impl AuditAction {
    pub const fn group(self) -> ActionGroup {
        match self {
            Self::ConnectionAccepted
            | Self::ConnectionAccessChanged
            | Self::ConnectionAllowed
            | Self::ConnectionBlocked
            | Self::ConnectionDeclined
            | Self::ConnectionDeleted
            | Self::ConnectionEnded
            | Self::ConnectionEnding
            | Self::ConnectionNarrowed
            | Self::ConnectionPaused
            | Self::ConnectionReconsidered
            | Self::ConnectionReminded
            | Self::ConnectionRenewed
            | Self::ConnectionResumed
            | Self::ConnectionSecretRetirementSet
            | Self::ConnectionUnblocked
            | Self::ConnectionUpdateLeft => ActionGroup::Connections,
            Self::AppCreated
            | Self::AppChanged
            | Self::AppPublished
            | Self::AppRequestWithdrawn
            | Self::AppRequested
            | Self::AppRestored
            | Self::AppSuspended
            | Self::AppDetailsChanged
            | Self::AppDetailsSeen
            | Self::TargetAdded
            | Self::TargetRemoved
            | Self::PublisherBlocked
            | Self::PublisherUnblocked => ActionGroup::Apps,
            Self::SecretCollected
            | Self::SecretEnded
            | Self::SecretEnding
            | Self::SecretLinkCreated
            | Self::SecretLinkOpened
            | Self::SecretLinkWithdrawn
            | Self::SecretRegenerated
            | Self::SecretReported
            | Self::SecretRetired
            | Self::CredentialChanged
            | Self::CredentialCreated
            | Self::CredentialDeleted
            | Self::CredentialPaused
            | Self::CredentialResumed => ActionGroup::Credentials,
            Self::InvitationAccepted
            | Self::InvitationCreated
            | Self::InvitationEnded
            | Self::MemberChanged
            | Self::MemberLeft
            | Self::MemberRemoved
            | Self::OperatorRemoved
            | Self::OperatorReset
            | Self::PasswordChanged
            | Self::PasswordLinkCreated
            | Self::PersonAddressChanged
            | Self::PersonRenamed
            | Self::RecoveryCodeUsed
            | Self::RecoveryCodesMade
            | Self::SecondFactorRemoved
            | Self::SecondFactorSetUp => ActionGroup::People,
            Self::AccessTokenEnded
            | Self::AccessTokenMade
            | Self::AccessTokenReported
            | Self::SessionEnded
            | Self::SessionRefused
            | Self::SessionStarted
            | Self::SignInSlowed => ActionGroup::SignIns,
            Self::WebhookChanged
            | Self::WebhookCreated
            | Self::WebhookDeleted
            | Self::WebhookDisabled
            | Self::WebhookEnabled
            | Self::WebhookSecretRetired
            | Self::WebhookSecretRotated => ActionGroup::Webhooks,
            Self::PublisherChanged
            | Self::PublisherCreated
            | Self::TenantAddressClosed
            | Self::TenantAddressOpened
            | Self::TenantChanged
            | Self::TenantCreated
            | Self::TenantSecretPolicySet
            | Self::TenantSlugSet => ActionGroup::Organisations,
            Self::ApiCreated
            | Self::ApiChanged
            | Self::ApiDocumentChanged
            | Self::ApiDocumentSourceChanged
            | Self::ResourceServerCreated
            | Self::ResourceServerDeleted
            | Self::ScopeChanged
            | Self::ScopeCreated
            | Self::WorkloadIssuerChanged
            | Self::WorkloadIssuerClosed
            | Self::WorkloadIssuerCreated
            | Self::WorkloadIssuerOpened => ActionGroup::Catalogue,
            Self::DatabaseRestored | Self::KeyReplaced | Self::KeyRetired | Self::KeysRewrapped => {
                ActionGroup::Installation
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_actions_and_all_together_have_all() {
        let mut all: Vec<_> = ActionGroup::ALL.iter().flat_map(|group| group.actions()).collect();
        assert!(ActionGroup::ALL.iter().all(|group| group.actions().next().is_some()));
        all.sort_unstable();
        assert_eq!(all, AuditAction::ALL);
    }
}
