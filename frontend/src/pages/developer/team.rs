use std::sync::Arc;

use leptos::prelude::*;
use model::role::PublisherRole;
use wire::members::{
    ChangePublisherMember, InvitePublisherMember, Invited, PendingInvitation, PublisherMember,
};

use super::parts::use_publisher;
use crate::{
    api::{self, ApiError},
    components::{
        Symbol,
        feedback::{Banner, ConfirmDialog, Time, Tone, use_toaster},
        form::{Choice, ErrorSummary, Form, FormState, RadioGroup, SubmitButton, TextField},
        layout::{PageHeader, Section, use_organisation},
        list::{Column, EmptyState, ListView, Listing, Loader},
    },
    pages::{
        leaving::{Leave, Leaving, or_given_up},
        parts::{EMAIL_WANTED, SetUpLink, settle_focus, typed},
        pending::{Pending, PendingInvitations, invited_before},
    },
    session::use_session,
};

const fn role_name(role: PublisherRole) -> &'static str {
    match role {
        PublisherRole::Owner => "Owner",
        PublisherRole::Developer => "Developer",
        PublisherRole::Viewer => "Viewer",
    }
}

fn roles() -> Vec<Choice> {
    vec![
        Choice::new(PublisherRole::Owner, "Owner").hint("All that a developer may, and manages the team."),
        Choice::new(PublisherRole::Developer, "Developer")
            .hint("Creates apps, publishes versions, names tenants; admin of the sandbox."),
        Choice::new(PublisherRole::Viewer, "Viewer").hint("Sees everything, changes nothing."),
    ]
}

/// What an owner is about to do with whom.
#[derive(Clone, Copy)]
struct Choosing {
    member: RwSignal<Option<PublisherMember>>,
    role: RwSignal<String>,
    changing: RwSignal<bool>,
    removing: RwSignal<bool>,
    leaving: RwSignal<bool>,
    pending: Loader<Vec<PendingInvitation>>,
}

impl Choosing {
    fn name(self) -> String {
        self.member.with(|member| member.as_ref().map(|member| member.name.clone()).unwrap_or_default())
    }
}

#[component]
pub fn Team() -> impl IntoView {
    let publisher = use_publisher();
    let organisation = use_organisation();
    let may_manage = organisation.may_manage_members;
    let list = Listing::new(move |query| api::call(api::developer::members(publisher, query)));
    let choosing = Choosing {
        member: RwSignal::new(None),
        role: RwSignal::new(String::new()),
        changing: RwSignal::new(false),
        removing: RwSignal::new(false),
        leaving: RwSignal::new(false),
        pending: Loader::new(move || api::items(api::developer::invitations(publisher))),
    };
    let pending = Pending::new(
        choosing.pending,
        move |id| api::call(api::developer::renew_invitation(publisher, id)),
        move |id| api::call(api::developer::withdraw_invitation(publisher, id)),
    );
    let may_renew: fn(&str) -> bool = if may_manage { |_| true } else { |_| false };
    let leave: Leaving = Arc::new(move || Box::pin(api::call(api::developer::leave(publisher))));
    let owners = move || {
        let owners = list.items().into_iter().filter(|member| member.role == PublisherRole::Owner);
        let names = owners.map(|owner| format!("{} ({})", owner.name, owner.email)).collect::<Vec<_>>();
        (!names.is_empty()).then(|| format!(": {}", names.join(", ")))
    };
    let only_look = move || {
        view! {
            <div class="mb-6">
                <Banner tone=Tone::Info title="Only owners change the team">
                    "To invite somebody or change a role, ask an owner" {owners} "."
                </Banner>
            </div>
        }
    };
    view! {
        <PageHeader
            title="Team"
            lead=format!("Who works on the apps of {}, and what each of them may do.", organisation.name)
        />
        {(!may_manage).then(only_look)}
        <ListView
            list
            noun="members"
            columns=columns(choosing, list, may_manage)
            empty=|| view! { <EmptyState title="Nobody yet" symbol=Symbol::Users>"Invite the first member below."</EmptyState> }
        />
        <PendingInvitations pending may=may_renew />
        <Leave open=choosing.leaving leave />
        {may_manage
            .then(|| {
                view! {
                    <ChangeRole choosing list />
                    <Remove choosing list />
                    <Invite pending=choosing.pending />
                }
            })}
    }
}

fn columns(
    choosing: Choosing,
    list: Listing<PublisherMember>,
    may_manage: bool,
) -> Vec<Column<PublisherMember>> {
    let me = use_session().me().map(|me| me.id);
    vec![
        Column::name("Name", move |member: &PublisherMember| {
            view! {
                <span class="font-semibold">{member.name.clone()}</span>
                {(me == Some(member.person_id)).then_some(" (you)")}
                <p class="text-sm text-muted">{member.email.to_string()}</p>
            }
        }),
        Column::new("Role", |member: &PublisherMember| role_name(member.role)),
        Column::new("Member since", |member: &PublisherMember| view! { <Time at=member.since /> }),
        Column::verbs(move |member: &PublisherMember| {
            view! { <MemberVerbs member=member.clone() choosing list may_manage /> }
        }),
    ]
}

/// The row stays the same when others become owners, or are none any more.
#[component]
fn MemberVerbs(
    member: PublisherMember,
    choosing: Choosing,
    list: Listing<PublisherMember>,
    may_manage: bool,
) -> impl IntoView {
    let owner = member.role == PublisherRole::Owner;
    let only_owner = Memo::new(move |_| {
        owner && list.items().iter().filter(|one| one.role == PublisherRole::Owner).count() == 1
    });
    move || view! { <Verbs member=member.clone() choosing only_owner=only_owner.get() may_manage /> }
}

#[component]
fn Verbs(member: PublisherMember, choosing: Choosing, only_owner: bool, may_manage: bool) -> impl IntoView {
    let you = use_session().me().is_some_and(|me| me.id == member.person_id);
    let (of_whom, whom) = (format!(" of {}", member.name), format!(" {}", member.name));
    let choose = move |open: RwSignal<bool>| {
        choosing.role.set(member.role.to_string());
        choosing.member.set(Some(member.clone()));
        open.set(true);
    };
    let choose_again = choose.clone();
    let change = (may_manage && !only_owner).then(|| {
        view! {
            <button type="button" class="btn" on:click=move |_| choose_again(choosing.changing)>
                <span>"Change role" <span class="sr-only">{of_whom}</span> "…"</span>
            </button>
        }
    });
    let remove = (may_manage && !you).then(|| {
        view! {
            <button type="button" class="btn btn-danger-quiet" on:click=move |_| choose(choosing.removing)>
                <span>"Remove" <span class="sr-only">{whom}</span> "…"</span>
            </button>
        }
    });
    let leave = (you && !only_owner).then(|| {
        view! {
            <button type="button" class="btn btn-danger-quiet" on:click=move |_| choosing.leaving.set(true)>
                "Leave…"
            </button>
        }
    });
    let stays = (only_owner && you)
        .then(|| view! { <p class="text-sm text-muted">"The only owner: make somebody else an owner before you leave."</p> });
    view! {
        <div class="flex flex-wrap justify-end gap-2">{change} {remove} {leave} {stays}</div>
    }
}

#[component]
fn ChangeRole(choosing: Choosing, list: Listing<PublisherMember>) -> impl IntoView {
    let publisher = use_publisher();
    let (session, toaster) = (use_session(), use_toaster());
    view! {
        <ConfirmDialog
            open=choosing.changing
            title=Signal::derive(move || format!("Change the role of {}?", choosing.name()))
            verb="Change role"
            run=move || async move {
                let member = choosing.member.get_untracked().ok_or(ApiError::NotFound)?;
                let role = choosing.role.get_untracked().parse().unwrap_or(member.role);
                let (person, request) = (
                    member.person_id,
                    ChangePublisherMember { before: member.role, role },
                );
                let answer = api::call(api::developer::change_member(publisher, person, request)).await;
                let changed = or_given_up(answer, PublisherMember { role, ..member }, |me| {
                        me.id == person && me.publishers.iter().any(|at| at.id == publisher && at.role == role)
                    })
                    .await;
                // What stands there may be old; whoever has left the page needs none of it.
                if changed.is_err() && choosing.changing.try_get_untracked().is_some() {
                    list.reload();
                }
                changed
            }
            then=move |member: PublisherMember| {
                toaster.done(format!("{} is {} now.", member.name, role_name(member.role).to_lowercase()));
                list.reload();
                choosing.pending.reload();
                session.refresh();
                settle_focus();
            }
        >
            <RadioGroup name="role" label="Role" value=choosing.role choices=roles() />
        </ConfirmDialog>
    }
}

#[component]
fn Remove(choosing: Choosing, list: Listing<PublisherMember>) -> impl IntoView {
    let publisher = use_publisher();
    let (session, toaster) = (use_session(), use_toaster());
    let organisation = use_organisation().name;
    view! {
        <ConfirmDialog
            open=choosing.removing
            title=Signal::derive(move || format!("Remove {} from the team?", choosing.name()))
            verb="Remove member"
            destroys=true
            run=move || async move {
                let member = choosing.member.get_untracked().ok_or(ApiError::NotFound)?;
                api::call(api::developer::remove_member(publisher, member.person_id)).await?;
                Ok(member)
            }
            then=move |member: PublisherMember| {
                toaster.done(format!("{} is no longer a member.", member.name));
                list.reload();
                choosing.pending.reload();
                session.refresh();
                settle_focus();
            }
        >
            <p>
                {format!("They lose access to {organisation} and its sandbox at once, and invitations that they made end. What they did stays in the history, and you can invite them again.")}
            </p>
        </ConfirmDialog>
    }
}

#[component]
fn Invite(pending: Loader<Vec<PendingInvitation>>) -> impl IntoView {
    let publisher = use_publisher();
    let form = FormState::new();
    let email = RwSignal::new(String::new());
    let role = RwSignal::new(PublisherRole::Developer.to_string());
    let invited = RwSignal::new(None::<Invited>);
    let send = Callback::new(move |()| {
        let call = async move {
            let email = typed("email", &email.get_untracked(), EMAIL_WANTED)?;
            let role = role.get_untracked().parse().unwrap_or(PublisherRole::Viewer);
            let call = api::call(api::developer::invite(publisher, InvitePublisherMember { email, role }));
            call.await.map_err(invited_before(pending))
        };
        form.send(call, move |answer| {
            email.set(String::new());
            invited.set(Some(answer));
            pending.reload();
            settle_focus();
        });
    });
    let saved = move |()| {
        invited.set(None);
        settle_focus();
    };
    let content = move || match invited.get() {
        Some(invited) => view! { <SetUpLink invited on_saved=saved /> }.into_any(),
        None => view! {
            <Form state=form on_submit=send>
                <ErrorSummary />
                <TextField name="email" label="E-mail address" value=email kind="email" autocomplete="off" />
                <RadioGroup name="role" label="Role" value=role choices=roles() />
                <div class="form-actions">
                    <SubmitButton label="Invite member" />
                </div>
            </Form>
        }
        .into_any(),
    };
    view! {
        <Section
            title="Invite a member"
            lead="You get a one-time link to send to them yourself. No e-mail is sent."
        >
            <div class="panel">{content}</div>
        </Section>
    }
}
