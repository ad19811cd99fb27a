//! Which events people hear of, who they are, and what they read.

use super::NoticeKind;
use crate::audit::{AuditAction, Detail};

/// Who hears of an event, of those who may know of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// The people of the organisation in whose history it stands.
    Organisation,
    /// These, and those of the publisher of the app that it names.
    WithPublisher,
    /// Those of the app's publisher alone.
    Publisher,
    /// Whoever decides at the tenant that an app was offered to.
    Offered,
    /// Whoever decides at the tenants that have connected the app, or to which its first version is offered.
    Asked,
    /// The person whose account it is, who need not be the one who did it.
    Person,
}

/// How people hear of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard {
    pub kind: NoticeKind,
    pub audience: Audience,
    /// `{actor}`, `{object}` and `{days}` stand for names and a time.
    words: &'static str,
}

impl Heard {
    /// One line, without a point at its end.
    pub fn title(&self, actor: &str, object: &str, detail: Option<&Detail>) -> String {
        let days = match detail {
            Some(Detail::Ending { days, .. }) => in_days(*days),
            _ => "some days".to_owned(),
        };
        // Names are put in by one pass: what stands in them is never read as a placeholder.
        let part = |(index, part): (usize, &str)| match (index % 2, part) {
            (1, "actor") => actor.to_owned(),
            (1, "object") => object.to_owned(),
            (1, "days") => days.clone(),
            (_, words) => words.to_owned(),
        };
        self.words.split(['{', '}']).enumerate().map(part).collect()
    }
}

fn in_days(days: u32) -> String {
    if days == 1 { "a day".into() } else { format!("{days} days") }
}

/// Whether it is mailed at once, whatever the person chose: whoever has someone's session must not be able to change
/// unheard how the account is protected.
pub const fn is_always_mailed(action: AuditAction) -> bool {
    matches!(
        action,
        AuditAction::AccessTokenMade
            | AuditAction::PasswordChanged
            | AuditAction::RecoveryCodeUsed
            | AuditAction::RecoveryCodesMade
            | AuditAction::SecondFactorRemoved
            | AuditAction::SecondFactorSetUp
    )
}

/// Whoever adds an event says here who hears of it; `None`: it stands in histories alone, and costs no delivery.
#[expect(clippy::too_many_lines, reason = "a table")]
pub const fn heard(action: AuditAction) -> Option<Heard> {
    use Audience::{Asked, Offered, Organisation, Person, Publisher, WithPublisher};
    use NoticeKind::{Account, Decided, Ending, Leaks, Members, Secrets, Stops, ToDecide};
    let (kind, audience, words) = match action {
        AuditAction::TargetAdded => (ToDecide, Offered, "{object} waits for your decision"),
        AuditAction::AppPublished => (ToDecide, Asked, "{object} has an update to review"),
        AuditAction::AppRequested => (ToDecide, Organisation, "{actor} asks for {object}"),
        AuditAction::ConnectionAllowed => (Decided, WithPublisher, "{actor} allowed {object}"),
        AuditAction::ConnectionDeclined => (Decided, WithPublisher, "{actor} declined {object}"),
        AuditAction::ConnectionBlocked => (Decided, WithPublisher, "{actor} blocked {object}"),
        AuditAction::ConnectionReminded => {
            (ToDecide, Organisation, "An update of {object} waits for your review")
        }
        AuditAction::ConnectionUpdateLeft => (Decided, WithPublisher, "{actor} left an update of {object}"),
        AuditAction::ConnectionAccessChanged => {
            (Decided, WithPublisher, "{actor} changed what {object} may do")
        }
        AuditAction::ConnectionAccepted => (Decided, WithPublisher, "{actor} accepted an update of {object}"),
        AuditAction::ConnectionEnding => (Ending, WithPublisher, "The access of {object} ends in {days}"),
        AuditAction::ConnectionEnded => (Stops, WithPublisher, "The access of {object} has ended"),
        AuditAction::ConnectionDeleted => {
            (Stops, WithPublisher, "{actor} deleted the connection with {object}")
        }
        AuditAction::ConnectionNarrowed => (Stops, Organisation, "{object} may do less than before"),
        AuditAction::ConnectionPaused => (Stops, WithPublisher, "{actor} disabled {object}"),
        AuditAction::ConnectionRenewed => (Stops, WithPublisher, "{actor} renewed the access of {object}"),
        AuditAction::ConnectionResumed => (Stops, WithPublisher, "{actor} restored {object}"),
        AuditAction::AppSuspended => (Stops, Publisher, "{actor} suspended {object}"),
        AuditAction::AppRestored => (Stops, Publisher, "{actor} restored {object}"),
        AuditAction::SecretCollected => (Secrets, WithPublisher, "{actor} collected the secret of {object}"),
        AuditAction::SecretRegenerated => {
            (Secrets, WithPublisher, "{actor} regenerated the secret of {object}")
        }
        AuditAction::SecretRetired => (Secrets, WithPublisher, "{actor} retired the secret of {object}"),
        AuditAction::SecretEnding => (Ending, WithPublisher, "A secret of {object} is about to end"),
        AuditAction::SecretEnded => (Secrets, WithPublisher, "A secret of {object} has ended"),
        AuditAction::SecretLinkOpened => {
            (Secrets, Organisation, "A one-time link to the secret of {object} was opened")
        }
        AuditAction::CredentialCreated => {
            (Secrets, Organisation, "{actor} generated the credentials {object}")
        }
        AuditAction::CredentialChanged => (Secrets, Organisation, "{actor} changed the credentials {object}"),
        AuditAction::CredentialPaused => (Stops, Organisation, "{actor} disabled the credentials {object}"),
        AuditAction::CredentialResumed => (Stops, Organisation, "{actor} restored the credentials {object}"),
        AuditAction::CredentialDeleted => (Secrets, Organisation, "{actor} deleted the credentials {object}"),
        AuditAction::SecretReported => {
            (Leaks, WithPublisher, "The secret of {object} was reported as leaked")
        }
        AuditAction::WebhookDisabled => (Stops, Organisation, "The webhook to {object} was disabled"),
        AuditAction::InvitationCreated => (Members, Organisation, "{actor} invited {object}"),
        AuditAction::InvitationAccepted => (Members, Organisation, "{object} accepted an invitation"),
        AuditAction::MemberChanged => (Members, Organisation, "{actor} changed the role of {object}"),
        AuditAction::MemberLeft => (Members, Organisation, "{object} left"),
        AuditAction::MemberRemoved => (Members, Organisation, "{actor} removed {object}"),
        AuditAction::OperatorRemoved => (Members, Organisation, "{actor} removed the operator {object}"),
        AuditAction::OperatorReset => {
            (Members, Organisation, "The access of the operator {object} was reset on the machine")
        }
        AuditAction::PasswordChanged => (Account, Person, "Your password was changed"),
        AuditAction::PersonAddressChanged => (Account, Person, "Your e-mail address was changed"),
        AuditAction::AccessTokenMade => {
            (Account, Person, "The access token {object} was made for your account")
        }
        AuditAction::AccessTokenReported => {
            (Leaks, Person, "Your access token {object} was reported as leaked, and has ended")
        }
        AuditAction::SecondFactorSetUp => (Account, Person, "Two-step sign-in was set up for your account"),
        AuditAction::SecondFactorRemoved => {
            (Account, Person, "Two-step sign-in was removed from your account")
        }
        AuditAction::RecoveryCodesMade => (Account, Person, "New recovery codes were made for your account"),
        AuditAction::RecoveryCodeUsed => (Account, Person, "A recovery code of your account was used"),
        AuditAction::SessionStarted => (Account, Person, "Your account was used in a new browser"),
        AuditAction::AccessTokenEnded
        | AuditAction::ApiCreated
        | AuditAction::ApiChanged
        | AuditAction::ApiDocumentChanged
        | AuditAction::ApiDocumentSourceChanged
        | AuditAction::AppCreated
        | AuditAction::AppChanged
        | AuditAction::AppRequestWithdrawn
        | AuditAction::AppDetailsChanged
        | AuditAction::AppDetailsSeen
        | AuditAction::TargetRemoved
        | AuditAction::PublisherBlocked
        | AuditAction::PublisherUnblocked
        | AuditAction::ConnectionReconsidered
        | AuditAction::ConnectionSecretRetirementSet
        | AuditAction::ConnectionUnblocked
        | AuditAction::ResourceServerCreated
        | AuditAction::ResourceServerDeleted
        | AuditAction::DatabaseRestored
        | AuditAction::InvitationEnded
        | AuditAction::KeyReplaced
        | AuditAction::KeyRetired
        | AuditAction::KeysRewrapped
        | AuditAction::PasswordLinkCreated
        | AuditAction::PersonRenamed
        | AuditAction::PublisherChanged
        | AuditAction::PublisherCreated
        | AuditAction::ScopeChanged
        | AuditAction::ScopeCreated
        | AuditAction::SecretLinkCreated
        | AuditAction::SecretLinkWithdrawn
        | AuditAction::SessionEnded
        | AuditAction::SessionRefused
        | AuditAction::SignInSlowed
        | AuditAction::TenantAddressClosed
        | AuditAction::TenantAddressOpened
        | AuditAction::TenantChanged
        | AuditAction::TenantCreated
        | AuditAction::TenantSecretPolicySet
        | AuditAction::TenantSlugSet
        | AuditAction::WebhookChanged
        | AuditAction::WebhookCreated
        | AuditAction::WebhookDeleted
        | AuditAction::WebhookEnabled
        | AuditAction::WebhookSecretRetired
        | AuditAction::WebhookSecretRotated
        | AuditAction::WorkloadIssuerChanged
        | AuditAction::WorkloadIssuerClosed
        | AuditAction::WorkloadIssuerCreated
        | AuditAction::WorkloadIssuerOpened => return None,
    };
    Some(Heard { kind, audience, words })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Timestamp;

    #[test]
    fn a_title_names_who_and_what() {
        let title = |action, detail: Option<&Detail>| heard(action).unwrap().title("Hanna", "Quill", detail);
        assert_eq!(title(AuditAction::ConnectionAllowed, None), "Hanna allowed Quill");
        assert_eq!(title(AuditAction::TargetAdded, None), "Quill waits for your decision");
        for (days, expected) in
            [(7, "The access of Quill ends in 7 days"), (1, "The access of Quill ends in a day")]
        {
            let detail = Detail::Ending { until: Timestamp::default(), days };
            assert_eq!(title(AuditAction::ConnectionEnding, Some(&detail)), expected);
        }
    }

    #[test]
    fn a_name_is_never_read_as_a_placeholder() {
        let heard = heard(AuditAction::ConnectionAllowed).unwrap();
        assert_eq!(heard.title("{object}", "a {actor} b", None), "{object} allowed a {actor} b");
    }

    #[test]
    fn each_placeholder_is_known() {
        for heard in AuditAction::ALL.iter().filter_map(|action| heard(*action)) {
            let title = heard.title("A", "B", None);
            assert!(!title.contains(['{', '}']) && !title.contains("actor"), "{title}");
        }
    }
}
