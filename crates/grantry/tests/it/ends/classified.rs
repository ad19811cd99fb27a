//! The table is complete: each event, each kind of change and each operation is a part of it, or is none and says why.

use std::collections::BTreeSet;

use model::audit::AuditAction;
use model::ids::{ConnectionId, CredentialId, TenantId};
use store::changes::Change;
use token_service::TokenServiceDoc;
use utoipa::OpenApi;

use super::faces::Face;
use super::table::{self, End};
use crate::harness::Outcome;

/// The ends of the table that an event is; for one that ends no client's access, why not.
type Meaning = Result<&'static [End], &'static str>;

const PEOPLE: &str = "the rights of people; no client has them";
const GIVES: &str = "gives access, or offers it";
const KEEPS: &str = "the connection keeps its version and its grant";
const DESCRIBES: &str = "changes what people read";

/// Whoever adds an event says here which end of the table it is.
#[expect(clippy::too_many_lines, reason = "an event a line")]
const fn of_event(action: AuditAction) -> Meaning {
    match action {
        AuditAction::ConnectionAccessChanged => Ok(&[End::NarrowedByTenant]),
        AuditAction::ConnectionPaused => Ok(&[End::PausedByTenant, End::PausedByDeveloper]),
        AuditAction::AppSuspended => Ok(&[End::AppSuspended]),
        AuditAction::ConnectionNarrowed => Ok(&[End::Narrowed]),
        AuditAction::AppPublished => Ok(&[End::Narrowed, End::WorkloadDropped]),
        AuditAction::ConnectionDeleted => Ok(&[End::ConnectionDeleted]),
        AuditAction::ConnectionAllowed | AuditAction::ConnectionRenewed | AuditAction::ConnectionEnded => {
            Ok(&[End::DateCome])
        }
        AuditAction::ConnectionEnding => Err("it tells of an end that is to come"),
        AuditAction::ConnectionAccepted => Ok(&[End::WorkloadClaimsChanged]),
        AuditAction::TargetRemoved => Ok(&[End::TargetRemoved]),
        AuditAction::PublisherBlocked => Ok(&[End::PublisherBlocked]),
        AuditAction::SecretRegenerated => {
            Ok(&[End::SecretRegenerated, End::OwnRegenerated, End::OverlapEnded])
        }
        AuditAction::SecretReported => Ok(&[End::SecretReported]),
        AuditAction::SecretRetired => Ok(&[End::SecretRetired, End::OldSecretRetired, End::OverlapEnded]),
        AuditAction::ConnectionSecretRetirementSet => Ok(&[End::SecretRetired]),
        AuditAction::SecretEnded | AuditAction::TenantSecretPolicySet => Ok(&[End::PolicyEnded]),
        AuditAction::CredentialChanged => Ok(&[End::OwnNarrowed, End::OwnDateCome]),
        AuditAction::CredentialDeleted => Ok(&[End::OwnDeleted]),
        AuditAction::CredentialPaused => Ok(&[End::OwnPaused]),
        AuditAction::AppChanged => Ok(&[End::ClientKeysReplaced]),
        AuditAction::KeyRetired => Ok(&[End::KeyRetired]),
        AuditAction::WorkloadIssuerChanged => Ok(&[End::WorkloadKeysReplaced]),
        AuditAction::WorkloadIssuerClosed => Ok(&[End::WorkloadIssuerClosed]),
        AuditAction::TenantAddressClosed => Ok(&[End::PathClosed, End::FormerDomainClosed]),
        AuditAction::TenantSlugSet => Ok(&[End::FormerDomainEnded]),
        AuditAction::ConnectionDeclined | AuditAction::ConnectionBlocked => {
            Err("only what awaits a decision is declined or blocked, and that has no client")
        }
        AuditAction::ConnectionReminded | AuditAction::ConnectionUpdateLeft => Err(KEEPS),
        AuditAction::ResourceServerDeleted => Err("an API's own access, whose feed ends: guard_feed has it"),
        AuditAction::ApiChanged | AuditAction::ScopeChanged => {
            Err("tokens from before keep the format and the lifetime that they have")
        }
        AuditAction::DatabaseRestored => Err("docs/faults.md has what goes back with a database"),
        AuditAction::SecretEnding => Err("a warning; what ends is another event"),
        AuditAction::SecretLinkCreated | AuditAction::SecretLinkOpened | AuditAction::SecretLinkWithdrawn => {
            Err("a link shows a secret, which works as before")
        }
        AuditAction::KeyReplaced => Err("tokens of a replaced key live as long as they say"),
        AuditAction::KeysRewrapped => Err("the keys stay the same"),
        AuditAction::ApiCreated
        | AuditAction::AppCreated
        | AuditAction::AppRestored
        | AuditAction::TargetAdded
        | AuditAction::PublisherUnblocked
        | AuditAction::ConnectionReconsidered
        | AuditAction::ConnectionResumed
        | AuditAction::ConnectionUnblocked
        | AuditAction::ResourceServerCreated
        | AuditAction::SecretCollected
        | AuditAction::CredentialCreated
        | AuditAction::CredentialResumed
        | AuditAction::ScopeCreated
        | AuditAction::TenantAddressOpened
        | AuditAction::TenantCreated
        | AuditAction::PublisherCreated
        | AuditAction::WorkloadIssuerCreated
        | AuditAction::WorkloadIssuerOpened => Err(GIVES),
        AuditAction::AppRequested | AuditAction::AppRequestWithdrawn => {
            Err("asks for access, and gives none")
        }
        AuditAction::ApiDocumentChanged
        | AuditAction::ApiDocumentSourceChanged
        | AuditAction::AppDetailsChanged
        | AuditAction::AppDetailsSeen
        | AuditAction::PublisherChanged
        | AuditAction::TenantChanged => Err(DESCRIBES),
        AuditAction::WebhookChanged
        | AuditAction::WebhookCreated
        | AuditAction::WebhookDeleted
        | AuditAction::WebhookDisabled
        | AuditAction::WebhookEnabled
        | AuditAction::WebhookSecretRetired
        | AuditAction::WebhookSecretRotated => Err("messages go out, and no client has access by them"),
        AuditAction::AccessTokenEnded
        | AuditAction::AccessTokenMade
        | AuditAction::AccessTokenReported
        | AuditAction::InvitationAccepted
        | AuditAction::InvitationCreated
        | AuditAction::InvitationEnded
        | AuditAction::MemberChanged
        | AuditAction::MemberLeft
        | AuditAction::MemberRemoved
        | AuditAction::OperatorRemoved
        | AuditAction::OperatorReset
        | AuditAction::PasswordChanged
        | AuditAction::PasswordLinkCreated
        | AuditAction::PersonAddressChanged
        | AuditAction::PersonRenamed
        | AuditAction::RecoveryCodeUsed
        | AuditAction::RecoveryCodesMade
        | AuditAction::SecondFactorRemoved
        | AuditAction::SecondFactorSetUp
        | AuditAction::SessionEnded
        | AuditAction::SessionRefused
        | AuditAction::SessionStarted
        | AuditAction::SignInSlowed => Err(PEOPLE),
    }
}

/// Some end that nodes hear of so.
const fn of_change(change: &Change) -> End {
    match change {
        Change::Platform => End::KeyRetired,
        Change::Tenant(_) => End::PathClosed,
        Change::Connection(..) => End::PausedByTenant,
        Change::Credential(..) => End::OwnDeleted,
        Change::Token(_) => End::TokenRevoked,
    }
}

/// What an operation of the token service shows of access; `None` for one that is not known here.
fn of_operation(id: &str) -> Option<Result<&'static [Face], &'static str>> {
    let shown: Result<&'static [Face], &'static str> = match id {
        "platform_token" | "token" | "sandbox_token" => {
            Ok(&[Face::TokenBySecret, Face::TokenByAssertion, Face::TokenByWorkload])
        }
        "platform_introspect" | "introspect" | "sandbox_introspect" => Ok(&[Face::Introspection]),
        "verify" => Ok(&[Face::Verify]),
        "feed" => Ok(&[Face::Feed, Face::GuardByFeed, Face::GuardReconnected, Face::NewGuard]),
        "platform_jwks" | "jwks" | "sandbox_platform_jwks" | "sandbox_jwks" => Ok(&[Face::Jwks]),
        "platform_revoke" | "revoke" | "sandbox_revoke" => Err("it ends access, and shows none"),
        "metadata" | "sandbox_metadata" | "resource_metadata" => Err("it says where, not whether"),
        _ => return None,
    };
    Some(shown)
}

fn is_in_the_table(end: End) -> bool {
    table::ALL.into_iter().flatten().any(|row| row.end == end)
}

#[test]
fn every_event_is_an_end_of_the_table_or_none() {
    let mut named = vec![End::TokenRevoked];
    for action in AuditAction::ALL {
        match of_event(*action) {
            Ok(ends) => named.extend(ends),
            Err(why) => assert!(!why.is_empty(), "{action}"),
        }
    }
    for end in &named {
        assert!(is_in_the_table(*end), "{end:?} is in no row");
    }
    let rows: Vec<End> = table::ALL.into_iter().flatten().map(|row| row.end).collect();
    for end in &rows {
        assert!(named.contains(end), "no event is {end:?}");
        assert_eq!(rows.iter().filter(|other| *other == end).count(), 1, "{end:?} has two rows");
    }
}

#[test]
fn every_kind_of_change_is_one_of_an_end() {
    let tenant = TenantId::new(1, &[1; 10]);
    let kinds = [
        Change::Platform,
        Change::Tenant(tenant),
        Change::Connection(tenant, ConnectionId::new(1, &[1; 10])),
        Change::Credential(tenant, CredentialId::new(1, &[1; 10])),
        Change::Token("jti".to_owned()),
    ];
    for kind in &kinds {
        assert!(is_in_the_table(of_change(kind)), "{kind:?}");
    }
}

#[test]
fn every_operation_of_the_token_service_is_a_face_or_none() -> Outcome {
    let document = serde_json::to_value(TokenServiceDoc::openapi())?;
    let paths = document["paths"].as_object().ok_or("no paths")?;
    let operations = paths.values().filter_map(|item| item.as_object()).flat_map(|item| item.values());
    let ids: BTreeSet<&str> = operations.filter_map(|operation| operation["operationId"].as_str()).collect();
    assert!(ids.len() > 10, "the document is not read: {ids:?}");
    let unknown: Vec<_> = ids.iter().filter(|id| of_operation(id).is_none()).collect();
    assert!(unknown.is_empty(), "say in `of_operation` which faces these are: {unknown:?}");
    let shown: Vec<Face> = ids.iter().filter_map(|id| of_operation(id)?.ok()).flatten().copied().collect();
    for face in Face::ALL {
        assert!(shown.contains(&face), "no operation shows {face:?}");
    }
    Ok(())
}
