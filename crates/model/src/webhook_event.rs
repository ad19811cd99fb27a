//! The events that webhooks hear of.

use crate::{audit::AuditAction, webhook::WebhookOwner};

words! {
    /// What a webhook can hear of. The text is that of the action in histories.
    pub enum WebhookEvent {
        AppDetailsChanged = "app.details_changed",
        AppPublished = "app.published",
        AppRestored = "app.restored",
        AppSuspended = "app.suspended",
        ConnectionAccepted = "connection.accepted",
        ConnectionAccessChanged = "connection.access_changed",
        ConnectionAllowed = "connection.allowed",
        ConnectionBlocked = "connection.blocked",
        ConnectionDeclined = "connection.declined",
        ConnectionDeleted = "connection.deleted",
        ConnectionEnded = "connection.ended",
        ConnectionEnding = "connection.ending",
        ConnectionNarrowed = "connection.narrowed",
        ConnectionPaused = "connection.paused",
        ConnectionReconsidered = "connection.reconsidered",
        ConnectionRenewed = "connection.renewed",
        ConnectionResumed = "connection.resumed",
        ConnectionUnblocked = "connection.unblocked",
        ConnectionUpdateLeft = "connection.update_left",
        CredentialCreated = "credential.created",
        CredentialChanged = "credential.changed",
        CredentialDeleted = "credential.deleted",
        CredentialPaused = "credential.paused",
        CredentialResumed = "credential.resumed",
        SecretCollected = "secret.collected",
        SecretEnded = "secret.ended",
        SecretEnding = "secret.ending",
        SecretRegenerated = "secret.regenerated",
        SecretReported = "secret.reported",
        SecretRetired = "secret.retired",
        /// Sent when someone asks for it; it cannot be chosen.
        WebhookTest = "webhook.test",
    }
}

/// Of what an event tells, in the order in which people choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebhookSubject {
    Connections,
    Secrets,
    Credentials,
    Apps,
}

impl WebhookSubject {
    pub const ALL: [Self; 4] = [Self::Connections, Self::Secrets, Self::Credentials, Self::Apps];

    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Connections => "Connections",
            Self::Secrets => "Secrets",
            Self::Credentials => "The organisation's own credentials",
            Self::Apps => "Apps and their versions",
        }
    }
}

impl WebhookEvent {
    /// `None` for the test, which no one chooses.
    pub const fn subject(self) -> Option<WebhookSubject> {
        Some(match self {
            Self::AppDetailsChanged | Self::AppPublished | Self::AppRestored | Self::AppSuspended => {
                WebhookSubject::Apps
            }
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
            | Self::ConnectionRenewed
            | Self::ConnectionResumed
            | Self::ConnectionUnblocked
            | Self::ConnectionUpdateLeft => WebhookSubject::Connections,
            Self::CredentialCreated
            | Self::CredentialChanged
            | Self::CredentialDeleted
            | Self::CredentialPaused
            | Self::CredentialResumed => WebhookSubject::Credentials,
            Self::SecretCollected
            | Self::SecretEnded
            | Self::SecretEnding
            | Self::SecretRegenerated
            | Self::SecretReported
            | Self::SecretRetired => WebhookSubject::Secrets,
            Self::WebhookTest => return None,
        })
    }

    /// Whether an organisation of this kind can read of it in its own history.
    pub const fn may_be_heard_by(self, owner: WebhookOwner) -> bool {
        match self {
            Self::AppPublished | Self::AppRestored | Self::AppSuspended => {
                matches!(owner, WebhookOwner::Publisher(_))
            }
            Self::AppDetailsChanged
            | Self::CredentialChanged
            | Self::CredentialCreated
            | Self::CredentialDeleted
            | Self::CredentialPaused
            | Self::CredentialResumed => {
                matches!(owner, WebhookOwner::Tenant(_))
            }
            Self::WebhookTest => false,
            _ => true,
        }
    }

    /// As people choose it.
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::AppDetailsChanged => "A connected app's name, website or other details change",
            Self::AppPublished => "A version of an app is published",
            Self::AppRestored => "The platform restores an app",
            Self::AppSuspended => "The platform suspends an app",
            Self::ConnectionAccepted => "A newer version of a connected app is accepted",
            Self::ConnectionAccessChanged => "Permissions or end date of a connection are changed",
            Self::ConnectionAllowed => "Access is allowed",
            Self::ConnectionBlocked => "An app is blocked",
            Self::ConnectionDeclined => "Access is declined",
            Self::ConnectionDeleted => "A connection is deleted",
            Self::ConnectionEnded => "Access reaches its end date",
            Self::ConnectionEnding => "Access is about to end",
            Self::ConnectionNarrowed => "A connection loses scopes that its app no longer asks for",
            Self::ConnectionPaused => "A connection is disabled or paused",
            Self::ConnectionReconsidered => "A declined app is reconsidered",
            Self::ConnectionRenewed => "Access that had ended is renewed",
            Self::ConnectionResumed => "A connection is restored or resumed",
            Self::ConnectionUnblocked => "A blocked app is unblocked",
            Self::ConnectionUpdateLeft => "A newer version of a connected app is not accepted",
            Self::CredentialCreated => "The organisation's own credentials are made",
            Self::CredentialChanged => "The organisation's own credentials are changed",
            Self::CredentialDeleted => "The organisation's own credentials are deleted",
            Self::CredentialPaused => "The organisation's own credentials are disabled",
            Self::CredentialResumed => "The organisation's own credentials are restored",
            Self::SecretCollected => "A secret is collected by the app's developer",
            Self::SecretEnded => "A secret has ended",
            Self::SecretEnding => "A secret is about to end",
            Self::SecretRegenerated => "A secret is regenerated",
            Self::SecretReported => "A secret is reported as leaked",
            Self::SecretRetired => "A secret is retired",
            Self::WebhookTest => "A test",
        }
    }
}

impl AuditAction {
    /// As which event webhooks hear of it; `None` where they do not.
    pub const fn published(self) -> Option<WebhookEvent> {
        Some(match self {
            Self::AppDetailsChanged => WebhookEvent::AppDetailsChanged,
            Self::AppPublished => WebhookEvent::AppPublished,
            Self::AppRestored => WebhookEvent::AppRestored,
            Self::AppSuspended => WebhookEvent::AppSuspended,
            Self::ConnectionAccepted => WebhookEvent::ConnectionAccepted,
            Self::ConnectionAccessChanged => WebhookEvent::ConnectionAccessChanged,
            Self::ConnectionAllowed => WebhookEvent::ConnectionAllowed,
            Self::ConnectionBlocked => WebhookEvent::ConnectionBlocked,
            Self::ConnectionDeclined => WebhookEvent::ConnectionDeclined,
            Self::ConnectionDeleted => WebhookEvent::ConnectionDeleted,
            Self::ConnectionEnded => WebhookEvent::ConnectionEnded,
            Self::ConnectionEnding => WebhookEvent::ConnectionEnding,
            Self::ConnectionNarrowed => WebhookEvent::ConnectionNarrowed,
            Self::ConnectionPaused => WebhookEvent::ConnectionPaused,
            Self::ConnectionReconsidered => WebhookEvent::ConnectionReconsidered,
            Self::ConnectionRenewed => WebhookEvent::ConnectionRenewed,
            Self::ConnectionResumed => WebhookEvent::ConnectionResumed,
            Self::ConnectionUnblocked => WebhookEvent::ConnectionUnblocked,
            Self::ConnectionUpdateLeft => WebhookEvent::ConnectionUpdateLeft,
            Self::CredentialCreated => WebhookEvent::CredentialCreated,
            Self::CredentialChanged => WebhookEvent::CredentialChanged,
            Self::CredentialDeleted => WebhookEvent::CredentialDeleted,
            Self::CredentialPaused => WebhookEvent::CredentialPaused,
            Self::CredentialResumed => WebhookEvent::CredentialResumed,
            Self::SecretCollected => WebhookEvent::SecretCollected,
            Self::SecretEnded => WebhookEvent::SecretEnded,
            Self::SecretEnding => WebhookEvent::SecretEnding,
            Self::SecretRegenerated => WebhookEvent::SecretRegenerated,
            Self::SecretReported => WebhookEvent::SecretReported,
            Self::SecretRetired => WebhookEvent::SecretRetired,
            Self::AccessTokenEnded
            | Self::AccessTokenMade
            | Self::AccessTokenReported
            | Self::ApiCreated
            | Self::ApiChanged
            | Self::ApiDocumentChanged
            | Self::ApiDocumentSourceChanged
            | Self::AppCreated
            | Self::AppChanged
            | Self::TargetAdded
            | Self::TargetRemoved
            | Self::AppRequested
            | Self::AppRequestWithdrawn
            | Self::AppDetailsSeen
            | Self::PublisherBlocked
            | Self::PublisherUnblocked
            | Self::ConnectionReminded
            | Self::ConnectionSecretRetirementSet
            | Self::ResourceServerCreated
            | Self::ResourceServerDeleted
            | Self::DatabaseRestored
            | Self::InvitationAccepted
            | Self::InvitationCreated
            | Self::InvitationEnded
            | Self::KeyReplaced
            | Self::KeyRetired
            | Self::KeysRewrapped
            | Self::MemberChanged
            | Self::MemberLeft
            | Self::MemberRemoved
            | Self::OperatorRemoved
            | Self::OperatorReset
            | Self::PasswordChanged
            | Self::PasswordLinkCreated
            | Self::PersonAddressChanged
            | Self::PersonRenamed
            | Self::PublisherChanged
            | Self::PublisherCreated
            | Self::RecoveryCodeUsed
            | Self::RecoveryCodesMade
            | Self::ScopeChanged
            | Self::ScopeCreated
            | Self::SecondFactorRemoved
            | Self::SecondFactorSetUp
            | Self::SecretLinkCreated
            | Self::SecretLinkOpened
            | Self::SecretLinkWithdrawn
            | Self::SessionEnded
            | Self::SessionRefused
            | Self::SessionStarted
            | Self::SignInSlowed
            | Self::TenantAddressClosed
            | Self::TenantAddressOpened
            | Self::TenantChanged
            | Self::TenantSecretPolicySet
            | Self::TenantCreated
            | Self::TenantSlugSet
            | Self::WebhookChanged
            | Self::WebhookCreated
            | Self::WebhookDeleted
            | Self::WebhookDisabled
            | Self::WebhookEnabled
            | Self::WebhookSecretRetired
            | Self::WebhookSecretRotated
            | Self::WorkloadIssuerChanged
            | Self::WorkloadIssuerClosed
            | Self::WorkloadIssuerCreated
            | Self::WorkloadIssuerOpened => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn events_that_can_be_chosen_have_a_subject() {
        for event in WebhookEvent::ALL {
            let noun = match event.subject() {
                Some(WebhookSubject::Apps) => "app",
                Some(WebhookSubject::Connections) => "connection",
                Some(WebhookSubject::Credentials) => "credential",
                Some(WebhookSubject::Secrets) => "secret",
                None => "webhook",
            };
            assert_eq!(event.as_str().split('.').next(), Some(noun));
        }
    }

    #[test]
    fn an_event_has_the_name_of_its_action() {
        let published: BTreeSet<_> =
            AuditAction::ALL.iter().filter_map(|action| action.published()).collect();
        for action in AuditAction::ALL {
            if let Some(event) = action.published() {
                assert_eq!(event.as_str(), action.as_str());
            }
        }
        let all: BTreeSet<_> =
            WebhookEvent::ALL.iter().copied().filter(|event| *event != WebhookEvent::WebhookTest).collect();
        assert_eq!(published, all, "each event is an action's");
    }
}
