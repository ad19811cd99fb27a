use std::sync::Arc;

use leptos::prelude::*;
use model::role::TenantRole;
use wire::members::{ChangeTenantMember, InviteTenantMember, Invited, PendingInvitation, TenantMember};

use super::parts::{AskAdmin, use_tenant};
use crate::{
    api::{self, ApiError},
    components::{
        Icon, Symbol,
        feedback::{Banner, ConfirmDialog, Time, Tone, use_toaster},
        form::{Choice, RadioGroup, TextField},
        layout::{PageHeader, use_organisation},
        list::{Column, EmptyState, ListView, Listing, Loader},
    },
    pages::{
        leaving::{Leave, Leaving, or_given_up},
        parts::{EMAIL_WANTED, SetUpLink, settle_focus, typed},
        pending::{Pending, PendingInvitations, invited_before},
    },
    session::use_session,
};

const fn role_name(role: TenantRole) -> &'static str {
    match role {
        TenantRole::Owner => "Owner",
        TenantRole::Admin => "Admin",
        TenantRole::Viewer => "Viewer",
    }
}

/// Only an owner makes owners.
fn roles(by_owner: bool) -> Vec<Choice> {
    let owner = by_owner.then(|| {
        Choice::new(TenantRole::Owner, "Owner").hint("All that an admin may, and manages the owners.")
    });
    let others = [
        Choice::new(TenantRole::Admin, "Admin")
            .hint("Allows and declines apps, manages credentials and members."),
        Choice::new(TenantRole::Viewer, "Viewer").hint("Sees everything, changes nothing: for auditors."),
    ];
    owner.into_iter().chain(others).collect()
}

/// What the reader may do here: only an owner touches owners.
#[derive(Clone, Copy)]
struct May {
    manage: bool,
    manage_owners: bool,
    /// A sandbox is left with its publisher.
    leave: bool,
}

/// What an admin is about to do, and with whom.
#[derive(Clone, Copy)]
struct Doing {
    list: Listing<TenantMember>,
    member: RwSignal<Option<TenantMember>>,
    role: RwSignal<String>,
    changing: RwSignal<bool>,
    removing: RwSignal<bool>,
    inviting: RwSignal<bool>,
    leaving: RwSignal<bool>,
    invited: RwSignal<Option<Invited>>,
    pending: Loader<Vec<PendingInvitation>>,
    may: May,
}

impl Doing {
    fn name(self) -> String {
        self.member.with(|member| member.as_ref().map(|member| member.name.clone()).unwrap_or_default())
    }

    fn start(self, member: TenantMember, open: RwSignal<bool>) {
        self.role.set(member.role.to_string());
        self.member.set(Some(member));
        open.set(true);
    }
}

#[component]
pub fn Members() -> impl IntoView {
    let tenant = use_tenant();
    let place = use_organisation();
    let may_manage = place.may_manage_members && !place.sandbox;
    let may = May {
        manage: may_manage,
        manage_owners: may_manage && place.role == TenantRole::Owner.as_str(),
        leave: !place.sandbox,
    };
    let doing = Doing {
        list: Listing::new(move |query| api::call(api::admin::members(tenant, query))),
        member: RwSignal::new(None),
        role: RwSignal::new(String::new()),
        changing: RwSignal::new(false),
        removing: RwSignal::new(false),
        inviting: RwSignal::new(false),
        leaving: RwSignal::new(false),
        invited: RwSignal::new(None),
        pending: Loader::new(move || api::items(api::admin::invitations(tenant))),
        may,
    };
    let pending = Pending::new(
        doing.pending,
        move |id| api::call(api::admin::renew_invitation(tenant, id)),
        move |id| api::call(api::admin::withdraw_invitation(tenant, id)),
    );
    let may_renew: fn(&str) -> bool = match (may.manage, may.manage_owners) {
        (_, true) => |_| true,
        (true, false) => |role| role != TenantRole::Owner.as_str(),
        (false, false) => |_| false,
    };
    let leave: Leaving = Arc::new(move || Box::pin(api::call(api::admin::leave(tenant))));
    let invite = move || {
        view! {
            <button
                type="button"
                class="btn btn-primary"
                on:click=move |_| {
                    doing.role.set(TenantRole::Admin.to_string());
                    doing.inviting.set(true);
                }
            >
                <Icon symbol=Symbol::Plus />
                "Invite member…"
            </button>
        }
    };
    view! {
        <PageHeader title="Members" lead=format!("Who may look at and decide for {}.", place.name)>
            {move || (may_manage && doing.invited.with(Option::is_none)).then(invite)}
        </PageHeader>
        <div class="grid gap-6">
            {place.sandbox.then(|| view! { <OfTheTeam /> })}
            {(!place.sandbox && !may_manage).then(|| view! { <AskAdmin to="invite, change or remove a member" /> })}
            {move || doing.invited.get().map(|invited| view! { <Link invited doing /> })}
            <ListView
                list=doing.list
                noun="members"
                columns=columns(doing)
                empty=|| view! { <EmptyState title="Nobody yet" symbol=Symbol::Users>"Invite the first member."</EmptyState> }
            />
        </div>
        {may.leave.then(|| view! { <PendingInvitations pending may=may_renew /> <Leave open=doing.leaving leave /> })}
        {may_manage.then(|| view! { <Invite doing /> <ChangeRole doing /> <Remove doing /> })}
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

#[component]
fn Link(invited: Invited, doing: Doing) -> impl IntoView {
    view! {
        <div class="panel">
            <SetUpLink
                invited
                on_saved=move |()| {
                    doing.invited.set(None);
                    settle_focus();
                }
            />
        </div>
    }
}

fn columns(doing: Doing) -> Vec<Column<TenantMember>> {
    let me = use_session().me().map(|me| me.id);
    let mut columns = vec![
        Column::name("Name", move |member: &TenantMember| {
            view! {
                <span class="font-semibold">{member.name.clone()}</span>
                {(me == Some(member.person_id)).then_some(" (you)")}
                <p class="text-sm text-muted">{member.email.to_string()}</p>
            }
        }),
        Column::new("Role", |member: &TenantMember| role_name(member.role)),
        Column::new("Member since", |member: &TenantMember| view! { <Time at=member.since /> }),
    ];
    if doing.may.leave {
        columns.push(Column::verbs(move |member: &TenantMember| {
            view! { <MemberVerbs member=member.clone() you=me == Some(member.person_id) doing /> }
        }));
    }
    columns
}

/// The row stays the same when others become owners, or are none any more.
#[component]
fn MemberVerbs(member: TenantMember, you: bool, doing: Doing) -> impl IntoView {
    let owner = member.role == TenantRole::Owner;
    let only_owner = Memo::new(move |_| {
        owner && doing.list.items().iter().filter(|one| one.role == TenantRole::Owner).count() == 1
    });
    move || view! { <Verbs member=member.clone() you only_owner=only_owner.get() doing /> }
}

#[component]
fn Verbs(member: TenantMember, you: bool, only_owner: bool, doing: Doing) -> impl IntoView {
    let TenantMember { role, name, .. } = member.clone();
    let may = doing.may;
    let may_touch = may.manage && (role != TenantRole::Owner || may.manage_owners) && !only_owner;
    let change = may_touch.then(|| {
        let (member, name) = (member.clone(), name.clone());
        view! {
            <button type="button" class="btn" on:click=move |_| doing.start(member.clone(), doing.changing)>
                <span>"Change role" <span class="sr-only">{format!(" of {name}")}</span> "…"</span>
            </button>
        }
    });
    let remove = (may_touch && !you).then(|| {
        let (member, name) = (member.clone(), name.clone());
        view! {
            <button
                type="button"
                class="btn btn-danger-quiet"
                on:click=move |_| doing.start(member.clone(), doing.removing)
            >
                <span>"Remove" <span class="sr-only">{format!(" {name}")}</span> "…"</span>
            </button>
        }
    });
    let leave = (you && !only_owner).then(|| {
        view! {
            <button type="button" class="btn btn-danger-quiet" on:click=move |_| doing.leaving.set(true)>
                "Leave…"
            </button>
        }
    });
    let stays = (only_owner && you)
        .then(|| view! { <p class="text-sm text-muted">"The only owner: make somebody else an owner before you leave."</p> });
    let owned = (may.manage && role == TenantRole::Owner && !may.manage_owners)
        .then(|| view! { <p class="text-sm text-muted">"Only owners change owners."</p> });
    view! {
        <div class="flex flex-wrap justify-end gap-2">{change} {remove} {leave} {stays} {owned}</div>
    }
}

#[component]
fn Invite(doing: Doing) -> impl IntoView {
    let tenant = use_tenant();
    let email = RwSignal::new(String::new());
    view! {
        <ConfirmDialog
            open=doing.inviting
            title="Invite a member"
            verb="Make invitation link"
            run=move || async move {
                let email = typed("email", &email.get_untracked(), EMAIL_WANTED)?;
                let role = doing.role.get_untracked().parse().unwrap_or(TenantRole::Viewer);
                let call = api::call(api::admin::invite(tenant, InviteTenantMember { email, role }));
                call.await.map_err(invited_before(doing.pending))
            }
            then=move |invited: Invited| {
                email.set(String::new());
                doing.invited.set(Some(invited));
                doing.pending.reload();
                settle_focus();
            }
        >
            <p>"You get a link that works once, and send it to them yourself. No e-mail is sent."</p>
            <TextField name="email" label="E-mail address" value=email kind="email" autocomplete="off" />
            <RadioGroup name="role" label="Role" value=doing.role choices=roles(doing.may.manage_owners) />
        </ConfirmDialog>
    }
}

#[component]
fn ChangeRole(doing: Doing) -> impl IntoView {
    let tenant = use_tenant();
    let (session, toaster) = (use_session(), use_toaster());
    view! {
        <ConfirmDialog
            open=doing.changing
            title=Signal::derive(move || format!("Change the role of {}?", doing.name()))
            verb="Change role"
            run=move || async move {
                let member = doing.member.get_untracked().ok_or(ApiError::NotFound)?;
                let role = doing.role.get_untracked().parse().unwrap_or(member.role);
                let (person, request) = (member.person_id, ChangeTenantMember { before: member.role, role });
                let answer = api::call(api::admin::change_member(tenant, person, request)).await;
                let changed = or_given_up(answer, TenantMember { role, ..member }, |me| {
                        me.id == person && me.tenants.iter().any(|at| at.id == tenant && at.role == role)
                    })
                    .await;
                // What stands there may be old; whoever has left the page needs none of it.
                if changed.is_err() && doing.changing.try_get_untracked().is_some() {
                    doing.list.reload();
                }
                changed
            }
            then=move |member: TenantMember| {
                toaster.done(format!("{} is {} now.", member.name, role_name(member.role).to_lowercase()));
                doing.list.reload();
                doing.pending.reload();
                session.refresh();
                settle_focus();
            }
        >
            <RadioGroup name="role" label="Role" value=doing.role choices=roles(doing.may.manage_owners) />
        </ConfirmDialog>
    }
}

#[component]
fn Remove(doing: Doing) -> impl IntoView {
    let tenant = use_tenant();
    let (session, toaster) = (use_session(), use_toaster());
    let place = use_organisation().name;
    view! {
        <ConfirmDialog
            open=doing.removing
            title=Signal::derive(move || format!("Remove {}?", doing.name()))
            verb="Remove member"
            destroys=true
            run=move || async move {
                let member = doing.member.get_untracked().ok_or(ApiError::NotFound)?;
                api::call(api::admin::remove_member(tenant, member.person_id)).await?;
                Ok(member)
            }
            then=move |member: TenantMember| {
                toaster.done(format!("{} is no longer a member.", member.name));
                doing.list.reload();
                doing.pending.reload();
                session.refresh();
                settle_focus();
            }
        >
            <p>
                {format!(
                    "They can no longer look at or decide for {place}, and invitations that they made end. Apps that they allowed stay connected, what they did stays in the history, and you can invite them again.",
                )}
            </p>
        </ConfirmDialog>
    }
}
