//! The page of a publisher's team: who they are, their roles, and invitations.

use leptos::prelude::*;
use model::role::PublisherRole;

use super::reader::use_publisher;
use crate::{
    components::{
        Symbol,
        feedback::{Banner, Tone},
        form::{Choice, RadioGroup},
        layout::{PageHeader, use_organisation},
        list::{EmptyState, ListView},
    },
    pages::{
        invite::InviteSection,
        members::{Leave, MemberDialogs, MemberList, Removal, columns},
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
    let members = MemberList::new(use_publisher(), manages);
    let owners = move || {
        let owners = members.owners().into_iter();
        let names = owners.map(|owner| format!("{} ({})", owner.name, owner.email)).collect::<Vec<_>>();
        (!names.is_empty()).then(|| format!(": {}", names.join(", ")))
    };
    let only_look = move || {
        view! {
            <div class="mb-6">
                <Banner tone=Tone::Info title="Only owners change the team">
                    "To invite someone or change a role, ask an owner" {owners} "."
                </Banner>
            </div>
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
        />
        {(!may_manage).then(only_look)}
        <ListView
            list=members.list
            noun="members"
            columns=columns(members, true)
            empty=|| view! { <EmptyState title="No members yet" symbol=Symbol::Users>"Invite the first member below."</EmptyState> }
        />
        <PendingInvitations pending=members.pending() manages />
        <Leave members />
        {may_manage
            .then(|| {
                let role = RwSignal::new(PublisherRole::Developer);
                view! {
                    <MemberDialogs members roles=roles() removal />
                    <InviteSection
                        invite=members.invite(role)
                        title="Invite a member"
                        lead="You get a one-time link to send to them yourself. No e-mail is sent."
                        verb="Invite member"
                    >
                        <RadioGroup name="role" label="Role" value=role choices=roles() />
                    </InviteSection>
                }
            })}
    }
}
