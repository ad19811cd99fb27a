//! The page of a publisher's team: who they are, their roles, and invitations.

use leptos::prelude::*;
use model::role::PublisherRole;

use super::reader::use_publisher;
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
        contacts::Contacts,
        invite::LinkPanel,
        members::{InviteButton, Leave, MemberDialogs, MemberList, Removal, columns},
        pending::{Manages, PendingInvitations},
    },
};

fn roles() -> Vec<Choice<PublisherRole>> {
    vec![
        Choice::new(PublisherRole::Owner, "Owner")
            .hint("Does everything that a developer does, and manages the team."),
        Choice::new(PublisherRole::Developer, "Developer")
            .hint("Creates apps, publishes versions, names tenants; admin of the sandbox."),
        Choice::new(PublisherRole::Viewer, "Viewer").hint("Sees everything, changes nothing."),
    ]
}

#[component]
pub fn Team() -> impl IntoView {
    let organisation = use_organisation();
    let name = organisation.name;
    let may_manage = organisation.may_manage_members;
    let manages = if may_manage { Manages::Everyone } else { Manages::NoOne };
    let publisher = use_publisher();
    let members = MemberList::new(publisher, manages);
    let owners = Signal::derive(move || {
        members.owners().into_iter().map(|owner| (owner.name, owner.email.to_string())).collect::<Vec<_>>()
    });
    let only_look = move || {
        view! {
            <Banner tone=Tone::Info title="Only owners change the team">
                <p>"To invite someone or change a role, ask an owner:"</p>
                <Contacts people=owners />
            </Banner>
        }
    };
    let removal = Removal {
        from: " from the team",
        consequence: format!(
            "They lose access to {name} and its sandbox at once, and invitations that they made end. What they did stays in the history, and you can invite them again."
        ),
    };
    view! {
        <PageHeader
            title="Team"
            lead=format!("Who works on the apps of {name}, and what each of them may do.")
        >
            <InviteButton members />
        </PageHeader>
        <div class="grid gap-6">
            {(!may_manage).then(only_look)}
            <LinkPanel invited=members.link />
            <ListView
                list=members.list
                noun="members"
                export=Some(Export::new(move |query| api::developer::members(publisher, query).request.path))
                columns=columns(members, true)
                empty=|| view! { <EmptyState title="No members yet" symbol=Symbol::Users>"Invite the first member."</EmptyState> }
            />
        </div>
        <PendingInvitations pending=members.pending() manages />
        <Leave members />
        {may_manage.then(|| view! { <MemberDialogs members roles=roles() removal /> })}
    }
}
