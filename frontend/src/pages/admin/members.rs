//! The page of a tenant's members: who they are, their roles, and invitations.

use leptos::prelude::*;
use model::role::TenantRole;

use super::reader::{AskAdmin, use_tenant};
use crate::{
    api,
    components::{
        Symbol,
        feedback::{Banner, Tone},
        form::Choice,
        layout::{PageHeader, use_organisation},
        list::{EmptyState, Export, ListView},
    },
    pages::{
        invite::LinkPanel,
        members::{InviteButton, Leave, MemberDialogs, MemberList, Removal, columns},
        pending::{Manages, PendingInvitations},
    },
    session::Membership,
};

/// Only an owner makes owners.
fn roles(by_owner: bool) -> Vec<Choice<TenantRole>> {
    let owner = by_owner.then(|| {
        Choice::new(TenantRole::Owner, "Owner")
            .hint("Does everything that an admin does, and manages the owners.")
    });
    let others = [
        Choice::new(TenantRole::Admin, "Admin")
            .hint("Allows and declines apps, manages credentials and members."),
        Choice::new(TenantRole::Viewer, "Viewer").hint("Sees everything, changes nothing: for auditors."),
    ];
    owner.into_iter().chain(others).collect()
}

#[component]
pub fn Members() -> impl IntoView {
    let place = use_organisation();
    let by_owner = matches!(place.membership, Membership::Tenant(_, TenantRole::Owner));
    let manages = match (place.may_manage_members && !place.sandbox, by_owner) {
        (true, true) => Manages::Everyone,
        (true, false) => Manages::AllButOwners,
        (false, _) => Manages::NoOne,
    };
    let may_manage = manages != Manages::NoOne;
    let tenant = use_tenant();
    let members = MemberList::new(tenant, manages);
    let removal = Removal {
        from: "",
        consequence: format!(
            "They lose access to {} at once, and invitations that they made end. Apps that they allowed stay connected, what they did stays in the history, and you can invite them again.",
            place.name
        ),
    };
    view! {
        <PageHeader title="Members" lead=format!("Who can see and manage the API access of {}.", place.name)>
            <InviteButton members />
        </PageHeader>
        <div class="grid gap-6">
            {place.sandbox.then(|| view! { <OfTheTeam /> })}
            {(!place.sandbox && !may_manage).then(|| view! { <AskAdmin to="invite, change or remove a member" /> })}
            <LinkPanel invited=members.link />
            // A sandbox is left with its publisher.
            <ListView
                list=members.list
                noun="members"
                export=Some(Export::new(move |query| api::admin::members(tenant, query).request.path))
                columns=columns(members, !place.sandbox)
                empty=|| view! { <EmptyState title="No members yet" symbol=Symbol::Users>"Invite the first member."</EmptyState> }
            />
        </div>
        {(!place.sandbox)
            .then(|| view! { <PendingInvitations pending=members.pending() manages /> <Leave members /> })}
        {may_manage.then(|| view! { <MemberDialogs members roles=roles(by_owner) removal /> })}
    }
}

#[component]
fn OfTheTeam() -> impl IntoView {
    view! {
        <Banner tone=Tone::Info title="These are the publisher’s team">
            "A sandbox belongs to a publisher: its owners and developers are admins here, its viewers are viewers. To change who they are, change the team in the developer portal."
        </Banner>
    }
}
