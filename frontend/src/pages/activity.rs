//! The history of an organisation, the same in each portal.

use leptos::prelude::*;
use model::audit::{AuditAction, PLATFORM};
use wire::activity::Activity;

use super::activity_filters::{ActivityFilters, Similar};
use crate::{
    components::{
        Symbol,
        feedback::{Identifier, Sentence, Time},
        layout::use_organisation,
        list::{EmptyState, Entries, Export, Listing},
    },
    route,
    session::{Membership, Portal},
};

/// What another version of Grantry has recorded.
const UNKNOWN: &str = "did something to";

/// What was done, between the actor's name and the thing's; a stop as its badge is called for this reader.
fn verb_of(entry: &Activity, portal: Portal) -> &'static str {
    let others = portal == Portal::Admin && entry.actor_id.is_none();
    let Some(action) = entry.action.known() else { return UNKNOWN };
    match action {
        AuditAction::ConnectionPaused if others && entry.actor == PLATFORM => "suspended",
        AuditAction::ConnectionPaused if others => "paused",
        AuditAction::ConnectionResumed if others && entry.actor != PLATFORM => "resumed",
        action => words(action),
    }
}

const fn words(action: AuditAction) -> &'static str {
    match action {
        AuditAction::AccessTokenEnded => "ended the access token",
        AuditAction::AccessTokenMade => "made the access token",
        AuditAction::AccessTokenReported => "reported as leaked the access token",
        AuditAction::ApiCreated => "created the API",
        AuditAction::ApiChanged => "changed the API",
        AuditAction::ApiDocumentChanged => "changed the document of",
        AuditAction::ApiDocumentSourceChanged => "changed the source of the document of",
        AuditAction::AppCreated => "created the app",
        AuditAction::AppPublished => "published a version of",
        AuditAction::AppRequestWithdrawn => "withdrew the request for",
        AuditAction::AppRequested => "asked for",
        AuditAction::AppRestored => "restored the app",
        AuditAction::AppSuspended => "suspended the app",
        AuditAction::AppChanged | AuditAction::AppDetailsChanged => "changed the details of",
        AuditAction::AppDetailsSeen => "read the changed details of",
        AuditAction::PublisherBlocked => "blocked the publisher",
        AuditAction::PublisherUnblocked => "unblocked the publisher",
        AuditAction::TargetAdded => "added a tenant to",
        AuditAction::TargetRemoved => "removed a tenant from",
        AuditAction::ConnectionAccepted => "accepted a new version of",
        AuditAction::ConnectionAccessChanged => "edited the access of",
        AuditAction::ConnectionAllowed => "allowed",
        AuditAction::ConnectionBlocked => "blocked",
        AuditAction::ConnectionDeclined => "declined",
        AuditAction::ConnectionDeleted => "deleted the connection with",
        AuditAction::ConnectionEnded => "saw the access end of",
        AuditAction::ConnectionEnding => "gave notice of the end of",
        AuditAction::ConnectionNarrowed => "narrowed the access of",
        AuditAction::ConnectionPaused => "disabled",
        AuditAction::ConnectionReconsidered => "reconsidered",
        AuditAction::ConnectionReminded => "sent a reminder of the update of",
        AuditAction::ConnectionRenewed => "renewed the access of",
        AuditAction::ConnectionResumed => "restored",
        AuditAction::ConnectionSecretRetirementSet => "chose when to retire the secret of",
        AuditAction::ConnectionUnblocked => "unblocked",
        AuditAction::ConnectionUpdateLeft => "left out a new version of",
        AuditAction::ResourceServerCreated => "registered the resource server",
        AuditAction::ResourceServerDeleted => "deleted the resource server",
        AuditAction::SecretCollected => "collected the secret of",
        AuditAction::SecretEnded => "ended the secret of",
        AuditAction::SecretEnding => "warned of the end of the secret of",
        AuditAction::SecretLinkCreated => "made a one-time link to the secret of",
        AuditAction::SecretLinkOpened => "opened the one-time link to the secret of",
        AuditAction::SecretLinkWithdrawn => "withdrew a one-time link to the secret of",
        AuditAction::SecretRetired => "retired the secret of",
        AuditAction::SecretReported => "reported a leaked secret of",
        AuditAction::SecretRegenerated => "regenerated the secret of",
        AuditAction::CredentialChanged => "edited the credentials",
        AuditAction::CredentialCreated => "generated the credentials",
        AuditAction::CredentialDeleted => "deleted the credentials",
        AuditAction::CredentialPaused => "disabled the credentials",
        AuditAction::CredentialResumed => "restored the credentials",
        AuditAction::DatabaseRestored => "restored, from a backup,",
        AuditAction::InvitationAccepted => "accepted an invitation",
        AuditAction::InvitationCreated => "invited",
        AuditAction::KeyReplaced => "replaced the key",
        AuditAction::KeyRetired => "retired the key",
        AuditAction::KeysRewrapped => "rewrapped",
        AuditAction::InvitationEnded => "ended the invitation of",
        AuditAction::MemberChanged => "changed the role of",
        AuditAction::MemberLeft => "left",
        AuditAction::MemberRemoved => "removed the member",
        AuditAction::OperatorRemoved => "removed the operator",
        AuditAction::OperatorReset => "reset the access of",
        AuditAction::PasswordChanged => "set a new password",
        AuditAction::PasswordLinkCreated => "made a password link for",
        AuditAction::PersonAddressChanged => "changed their e-mail address",
        AuditAction::PersonRenamed => "took the name",
        AuditAction::PublisherChanged => "changed the publisher",
        AuditAction::PublisherCreated => "created the publisher",
        AuditAction::RecoveryCodeUsed => "signed in or confirmed with a recovery code",
        AuditAction::RecoveryCodesMade => "made new recovery codes",
        AuditAction::ScopeChanged => "changed the scope",
        AuditAction::ScopeCreated => "created the scope",
        AuditAction::SecondFactorRemoved => "removed the two-step sign-in of",
        AuditAction::SecondFactorSetUp => "set up two-step sign-in",
        AuditAction::SessionEnded => "ended sessions of their account",
        AuditAction::SessionRefused => "refused to sign in",
        AuditAction::SessionStarted => "signed in",
        AuditAction::SignInSlowed => "slowed down the sign-ins of",
        AuditAction::TenantAddressClosed => "closed an address of",
        AuditAction::TenantAddressOpened => "opened an address of",
        AuditAction::TenantChanged => "changed the tenant",
        AuditAction::TenantCreated => "created the tenant",
        AuditAction::TenantSecretPolicySet => "set how long new secrets work at",
        AuditAction::TenantSlugSet => "set the slug of",
        AuditAction::WebhookChanged => "changed the webhook to",
        AuditAction::WebhookCreated => "created a webhook to",
        AuditAction::WebhookDeleted => "deleted the webhook to",
        AuditAction::WebhookDisabled => "disabled the webhook to",
        AuditAction::WebhookEnabled => "enabled the webhook to",
        AuditAction::WebhookSecretRetired => "retired the old secret of the webhook to",
        AuditAction::WebhookSecretRotated => "regenerated the secret of the webhook to",
        AuditAction::WorkloadIssuerChanged => "changed the workload issuer",
        AuditAction::WorkloadIssuerClosed => "closed the workload issuer",
        AuditAction::WorkloadIssuerCreated => "allowed the workload issuer",
        AuditAction::WorkloadIssuerOpened => "reopened the workload issuer",
    }
}

/// A list of entries, newest first; `nothing_yet` says what will appear here.
#[component]
pub fn ActivityList(
    list: Listing<Activity>,
    #[prop(into)] nothing_yet: String,
    export: Export,
) -> impl IntoView {
    let empty = move || {
        let words = nothing_yet.clone();
        view! {
            <EmptyState title="Nothing has happened yet" symbol=Symbol::Activity>
                {words}
            </EmptyState>
        }
    };
    view! {
        <Entries
            list
            noun="entries"
            search="Search by name or ID"
            empty
            filters=move || view! { <ActivityFilters list /> }
            export=Some(export)
            entry=move |entry| view! { <ActivityEntry list entry /> }
        />
    }
}

/// What follows, where the verb alone does not say it.
const fn consequence(action: AuditAction) -> Option<&'static str> {
    match action {
        AuditAction::SecretCollected => Some(
            "The secret was shown once, to whoever collected it. The app gets tokens with it from then on.",
        ),
        _ => None,
    }
}

/// Who does it is its object too.
const fn of_oneself(action: AuditAction) -> bool {
    matches!(
        action,
        AuditAction::InvitationAccepted
            | AuditAction::MemberLeft
            | AuditAction::PasswordChanged
            | AuditAction::PersonAddressChanged
            | AuditAction::RecoveryCodeUsed
            | AuditAction::RecoveryCodesMade
            | AuditAction::SecondFactorSetUp
            | AuditAction::SessionEnded
            | AuditAction::SessionStarted
    )
}

/// Done to credentials of the organisation's own. Once they are deleted, only the history leads to their receipts.
const fn of_own_credentials(action: AuditAction) -> bool {
    matches!(
        action,
        AuditAction::CredentialChanged
            | AuditAction::CredentialCreated
            | AuditAction::CredentialDeleted
            | AuditAction::CredentialPaused
            | AuditAction::CredentialResumed
    )
}

/// Where the receipts of the entry's credentials are, for a tenant's people.
fn receipts_of(entry: &Activity) -> Option<String> {
    match use_organisation().membership {
        Membership::Tenant(tenant, _) if entry.action.known().is_some_and(of_own_credentials) => {
            Some(route::admin::credential(tenant, &entry.object))
        }
        _ => None,
    }
}

/// Who did what to which thing, when and from where.
#[component]
fn ActivityEntry(list: Listing<Activity>, entry: Activity) -> impl IntoView {
    let at = entry.at;
    view! {
        <div class="grid gap-1">
            <div class="flex flex-wrap items-baseline justify-between gap-x-4">
                <p>
                    <WhatHappened entry=entry.clone() />
                </p>
                <span class="flex flex-wrap gap-x-4 text-sm text-muted">
                    <Similar list entry=entry.clone() />
                    <Time at />
                </span>
            </div>
            <MoreOfIt entry />
        </div>
    }
}

/// Who did what to which thing.
#[component]
pub fn WhatHappened(entry: Activity) -> impl IntoView {
    let done = verb_of(&entry, use_organisation().portal());
    let Activity { action, actor, object_name, .. } = entry;
    let named = !action.known().is_some_and(of_oneself);
    view! {
        <strong>{actor}</strong>
        {format!(" {done} ")}
        {named.then(|| view! { <strong>{object_name}</strong> })}
    }
}

/// What an entry tells beside who did what: details, action, the thing's id, and from where.
#[component]
pub fn MoreOfIt(entry: Activity) -> impl IntoView {
    let receipts = receipts_of(&entry);
    let more = entry.action.known().and_then(consequence);
    let Activity { action, from, object, object_name, detail, .. } = entry;
    let receipts =
        receipts.map(|href| view! { <a class="link" href=href>{format!("Receipts of {object_name}")}</a> });
    view! {
        {detail.map(|text| view! { <p><Sentence text /></p> })}
        {more.map(|words| view! { <p>{words}</p> })}
        <div class="flex flex-wrap items-center gap-x-4 text-sm text-muted">
            <code>{action.to_string()}</code>
            <Identifier value=object what=format!("ID of {object_name}") />
            {receipts}
            {from.map(|from| view! { <span>"From " <code>{from}</code></span> })}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use model::{
        Timestamp,
        audit::RecordedAction,
        ids::{AuditEntryId, PersonId},
    };

    use super::*;

    fn verb_for(
        action: impl Into<RecordedAction>,
        portal: Portal,
        actor: &str,
        person: Option<PersonId>,
    ) -> &'static str {
        let entry = Activity {
            id: AuditEntryId::new(1, &[1; 10]),
            at: Timestamp::default(),
            action: action.into(),
            actor: actor.to_owned(),
            actor_id: person,
            from: None,
            object: String::new(),
            object_name: "BrightBill Claims".to_owned(),
            app_id: None,
            connection_id: None,
            detail: None,
        };
        verb_of(&entry, portal)
    }

    #[test]
    fn a_stop_is_called_as_its_badge_is() {
        let me = Some(PersonId::new(1, &[1; 10]));
        for (portal, actor, person, paused, resumed) in [
            (Portal::Admin, "Dana Reyes", me, "disabled", "restored"),
            (Portal::Admin, "BrightBill Inc.", None, "paused", "resumed"),
            (Portal::Admin, "The platform", None, "suspended", "restored"),
            (Portal::Developer, "Ines Sand", me, "disabled", "restored"),
            (Portal::Developer, "Harbour Clinic", None, "disabled", "restored"),
        ] {
            assert_eq!(verb_for(AuditAction::ConnectionPaused, portal, actor, person), paused, "{actor}");
            assert_eq!(verb_for(AuditAction::ConnectionResumed, portal, actor, person), resumed, "{actor}");
        }
    }

    #[test]
    fn what_another_version_wrote_is_told_of() {
        let action = RecordedAction::read("consent.delegated".into());
        assert_eq!(verb_for(action, Portal::Admin, "Dana Reyes", None), UNKNOWN);
    }
}
