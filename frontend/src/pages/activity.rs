//! The history of an organisation, the same in each portal.

use leptos::prelude::*;
use model::audit::AuditAction;
use wire::activity::Activity;

use crate::components::{
    Symbol,
    feedback::{Identifier, Time},
    list::{EmptyState, ListView, Listing},
};

/// What was done, between the actor's name and the thing's.
pub const fn deed(action: AuditAction) -> &'static str {
    match action {
        AuditAction::ApiCreated => "created the API",
        AuditAction::ApiChanged => "changed the API",
        AuditAction::AppCreated => "created the app",
        AuditAction::AppChanged => "changed the details of",
        AuditAction::AppPublished => "published a version of",
        AuditAction::AppRestored => "restored the app",
        AuditAction::AppSuspended => "suspended the app",
        AuditAction::TargetAdded => "added a tenant to",
        AuditAction::TargetRemoved => "removed a tenant from",
        AuditAction::ConnectionAccepted => "accepted a new version of",
        AuditAction::ConnectionAllowed => "allowed",
        AuditAction::ConnectionBlocked => "blocked",
        AuditAction::ConnectionDeclined => "declined",
        AuditAction::ConnectionDeleted => "deleted the connection with",
        AuditAction::ConnectionNarrowed => "narrowed the access of",
        AuditAction::ConnectionPaused => "disabled",
        AuditAction::ConnectionReconsidered => "took up again",
        AuditAction::ConnectionResumed => "restored",
        AuditAction::ConnectionUnblocked => "unblocked",
        AuditAction::ResourceServerCreated => "registered the resource server",
        AuditAction::ResourceServerDeleted => "deleted the resource server",
        AuditAction::SecretCollected => "collected the secret of",
        AuditAction::SecretReported => "presented the secret of",
        AuditAction::SecretRegenerated => "regenerated the secret of",
        AuditAction::CredentialCreated => "generated the credentials",
        AuditAction::CredentialDeleted => "deleted the credentials",
        AuditAction::InvitationAccepted => "accepted an invitation",
        AuditAction::InvitationCreated => "invited",
        AuditAction::MemberChanged => "changed the role of",
        AuditAction::MemberRemoved => "removed the member",
        AuditAction::PublisherChanged => "changed the publisher",
        AuditAction::PublisherCreated => "created the publisher",
        AuditAction::ScopeChanged => "changed the scope",
        AuditAction::ScopeCreated => "created the scope",
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
        <ListView
            list
            noun="entries"
            search="Search by name or ID"
            empty
            row=|entry| view! { <ActivityEntry entry /> }
        />
    }
}

/// Who did what to which thing, when and from where.
#[component]
pub fn ActivityEntry(entry: Activity) -> impl IntoView {
    let Activity { at, action, actor, from, object, object_name, detail, .. } = entry;
    // Who accepts an invitation is its object too.
    let named = action != AuditAction::InvitationAccepted;
    let name = object_name.clone();
    view! {
        <div class="grid gap-1">
            <div class="flex flex-wrap items-baseline justify-between gap-x-4">
                <p>
                    <strong>{actor}</strong>
                    {format!(" {} ", deed(action))}
                    {named.then(|| view! { <strong>{name}</strong> })}
                </p>
                <span class="text-sm text-muted">
                    <Time at />
                </span>
            </div>
            {detail.map(|detail| view! { <p>{detail}</p> })}
            <div class="flex flex-wrap items-center gap-x-4 text-sm text-muted">
                <code>{action.as_str()}</code>
                <Identifier value=object what=format!("ID of {object_name}") />
                {from.map(|from| view! { <span>"From " <code>{from}</code></span> })}
            </div>
        </div>
    }
}
