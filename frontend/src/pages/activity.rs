//! The history of an organisation, the same in each portal.

use leptos::prelude::*;
use model::audit::AuditAction;
use wire::activity::Activity;

use crate::{
    components::{
        Symbol,
        feedback::{Identifier, Sentence, Time},
        layout::use_organisation,
        list::{EmptyState, Entries, Listing},
    },
    session::Portal,
};

/// Who stopped it where the platform did, in a tenant's history.
const PLATFORM: &str = "The platform";

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
        AuditAction::ApiCreated => "created the API",
        AuditAction::ApiChanged => "changed the API",
        AuditAction::AppCreated => "created the app",
        AuditAction::AppPublished => "published a version of",
        AuditAction::AppRestored => "restored the app",
        AuditAction::AppSuspended => "suspended the app",
        AuditAction::AppChanged | AuditAction::AppDetailsChanged => "changed the details of",
        AuditAction::AppDetailsSeen => "read the changed details of",
        AuditAction::PublisherBlocked => "blocked the publisher",
        AuditAction::PublisherUnblocked => "unblocked the publisher",
        AuditAction::TargetAdded => "added a tenant to",
        AuditAction::TargetRemoved => "removed a tenant from",
        AuditAction::ConnectionAccepted => "accepted a new version of",
        AuditAction::ConnectionAllowed => "allowed",
        AuditAction::ConnectionBlocked => "blocked",
        AuditAction::ConnectionDeclined => "declined",
        AuditAction::ConnectionDeleted => "deleted the connection with",
        AuditAction::ConnectionNarrowed => "narrowed the access of",
        AuditAction::ConnectionPaused => "disabled",
        AuditAction::ConnectionReconsidered => "reconsidered",
        AuditAction::ConnectionRenewed => "renewed the access of",
        AuditAction::ConnectionResumed => "restored",
        AuditAction::ConnectionUnblocked => "unblocked",
        AuditAction::ResourceServerCreated => "registered the resource server",
        AuditAction::ResourceServerDeleted => "deleted the resource server",
        AuditAction::SecretCollected => "collected the secret of",
        AuditAction::SecretReported => "reported a leaked secret of",
        AuditAction::SecretRegenerated => "regenerated the secret of",
        AuditAction::CredentialCreated => "generated the credentials",
        AuditAction::CredentialDeleted => "deleted the credentials",
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
        AuditAction::PasswordChanged => "set a new password",
        AuditAction::PasswordLinkCreated => "made a password link for",
        AuditAction::PublisherChanged => "changed the publisher",
        AuditAction::PublisherCreated => "created the publisher",
        AuditAction::ScopeChanged => "changed the scope",
        AuditAction::ScopeCreated => "created the scope",
        AuditAction::SessionRefused => "refused to sign in",
        AuditAction::SessionStarted => "signed in",
        AuditAction::SignInSlowed => "slowed down the sign-ins of",
        AuditAction::TenantChanged => "changed the tenant",
        AuditAction::TenantCreated => "created the tenant",
    }
}

/// A list of entries, newest first; `nothing_yet` says what will appear here.
#[component]
pub fn ActivityList(list: Listing<Activity>, #[prop(into)] nothing_yet: String) -> impl IntoView {
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
            entry=|entry| view! { <ActivityEntry entry /> }
        />
    }
}

/// Who does it is its object too.
const fn of_oneself(action: AuditAction) -> bool {
    matches!(
        action,
        AuditAction::InvitationAccepted
            | AuditAction::MemberLeft
            | AuditAction::PasswordChanged
            | AuditAction::SessionStarted
    )
}

/// Who did what to which thing, when and from where.
#[component]
pub fn ActivityEntry(entry: Activity) -> impl IntoView {
    let done = verb_of(&entry, use_organisation().portal());
    let Activity { at, action, actor, from, object, object_name, detail, .. } = entry;
    let named = !action.known().is_some_and(of_oneself);
    let name = object_name.clone();
    view! {
        <div class="grid gap-1">
            <div class="flex flex-wrap items-baseline justify-between gap-x-4">
                <p>
                    <strong>{actor}</strong>
                    {format!(" {done} ")}
                    {named.then(|| view! { <strong>{name}</strong> })}
                </p>
                <span class="text-sm text-muted">
                    <Time at />
                </span>
            </div>
            {detail.map(|text| view! { <p><Sentence text /></p> })}
            <div class="flex flex-wrap items-center gap-x-4 text-sm text-muted">
                <code>{action.to_string()}</code>
                <Identifier value=object what=format!("ID of {object_name}") />
                {from.map(|from| view! { <span>"From " <code>{from}</code></span> })}
            </div>
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
