//! The table of an organisation's members.

use leptos::prelude::*;

use super::{
    member_list::MemberList,
    organisations::{HasMembers, Member, Role},
};
use crate::{
    components::{feedback::Time, list::Column},
    pages::{
        pending::{Manages, capitalised},
        person_cell::PersonCell,
    },
    session::use_session,
};

/// `verbs`: whether members can be managed here at all, or leave.
pub fn columns<O: HasMembers>(members: MemberList<O>, verbs: bool) -> Vec<Column<Member<O::Role>>> {
    let me = use_session().me().map(|me| me.id);
    let mut columns = vec![
        Column::name("Name", move |member: &Member<O::Role>| {
            let you = me == Some(member.person);
            view! { <PersonCell name=member.name.clone() email=member.email.clone() you /> }
        }),
        Column::new("Role", |member: &Member<O::Role>| capitalised(&member.role.to_string())),
        Column::new("Member since", |member: &Member<O::Role>| view! { <Time at=member.since /> }),
    ];
    if verbs {
        columns.push(Column::verbs(move |member: &Member<O::Role>| {
            view! { <MemberVerbs members member=member.clone() you=me == Some(member.person) /> }
        }));
    }
    columns
}

/// The row stays the same when others become owners, or are none any more.
#[component]
fn MemberVerbs<O: HasMembers>(members: MemberList<O>, member: Member<O::Role>, you: bool) -> impl IntoView {
    let owner = member.role == <O::Role as Role>::OWNER;
    let only_owner = Memo::new(move |_| owner && members.has_one_owner());
    move || view! { <Verbs members member=member.clone() you owner only_owner=only_owner.get() /> }
}

#[component]
fn Verbs<O: HasMembers>(
    members: MemberList<O>,
    member: Member<O::Role>,
    you: bool,
    owner: bool,
    only_owner: bool,
) -> impl IntoView {
    let touches = members.manages.touches(owner) && !only_owner;
    let (of_whom, whom) = (format!(" of {}", member.name), format!(" {}", member.name));
    let removed = member.clone();
    let change = touches.then(|| {
        view! {
            <button type="button" class="btn" on:click=move |_| members.start(member.clone(), members.changing)>
                <span>"Change role" <span class="sr-only">{of_whom}</span> "…"</span>
            </button>
        }
    });
    let remove = (touches && !you).then(|| {
        view! {
            <button
                type="button"
                class="btn btn-danger-quiet"
                on:click=move |_| members.start(removed.clone(), members.removing)
            >
                <span>"Remove" <span class="sr-only">{whom}</span> "…"</span>
            </button>
        }
    });
    let leave = (you && !only_owner).then(|| {
        view! {
            <button type="button" class="btn btn-danger-quiet" on:click=move |_| members.leaving.set(true)>
                "Leave…"
            </button>
        }
    });
    let stays = (only_owner && you)
        .then(|| view! { <p class="text-sm text-muted">"The only owner: make someone else an owner before you leave."</p> });
    let owned = (owner && members.manages == Manages::AllButOwners)
        .then(|| view! { <p class="text-sm text-muted">"Only an owner can change or remove an owner."</p> });
    view! {
        <div class="flex flex-wrap justify-end gap-2">{change} {remove} {leave} {stays} {owned}</div>
    }
}
