use leptos::prelude::*;
use model::role::TenantRole;
use wire::members::{ChangeTenantMember, InviteTenantMember, Invited, TenantMember};

use super::parts::{AskAdmin, use_tenant};
use crate::{
    api::{self, ApiError},
    components::{
        Icon, Symbol,
        feedback::{Banner, ConfirmDialog, Time, Tone, use_toaster},
        form::{Choice, RadioGroup, TextField},
        layout::{PageHeader, use_organisation},
        list::{Cell, EmptyState, ListView, Listing, TableRow},
    },
    pages::parts::{EMAIL_WANTED, SetUpLink, settle_focus, typed},
    session::use_session,
};

const fn role_name(role: TenantRole) -> &'static str {
    match role {
        TenantRole::Owner => "Owner",
        TenantRole::Admin => "Admin",
        TenantRole::Viewer => "Viewer",
    }
}

fn roles() -> Vec<Choice> {
    vec![
        Choice::new(TenantRole::Owner, "Owner").hint("All that an admin may, and manages the owners."),
        Choice::new(TenantRole::Admin, "Admin")
            .hint("Allows and declines apps, manages credentials and members."),
        Choice::new(TenantRole::Viewer, "Viewer").hint("Sees everything, changes nothing: for auditors."),
    ]
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
    invited: RwSignal<Option<Invited>>,
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
    let doing = Doing {
        list: Listing::new(move |query| api::admin::members(tenant, query)),
        member: RwSignal::new(None),
        role: RwSignal::new(String::new()),
        changing: RwSignal::new(false),
        removing: RwSignal::new(false),
        inviting: RwSignal::new(false),
        invited: RwSignal::new(None),
    };
    let mut columns = vec!["Name", "Role", "Member since"];
    if may_manage {
        columns.push("");
    }
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
            {may_manage.then(invite)}
        </PageHeader>
        <div class="grid gap-6">
            {place.sandbox.then(|| view! { <OfTheTeam /> })}
            {(!place.sandbox && !may_manage).then(|| view! { <AskAdmin to="invite, change or remove a member" /> })}
            {move || doing.invited.get().map(|invited| view! { <Link invited doing /> })}
            <ListView
                list=doing.list
                noun="members"
                columns
                row=move |member| view! { <Row member doing may_manage /> }
                empty=|| view! { <EmptyState title="Nobody yet" symbol=Symbol::Users>"Invite the first member."</EmptyState> }
            />
        </div>
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

#[component]
fn Row(member: TenantMember, doing: Doing, may_manage: bool) -> impl IntoView {
    let TenantMember { role, since, name, email, .. } = member.clone();
    let you = use_session().me().is_some_and(|me| me.id == member.person_id);
    let actions = {
        let name = name.clone();
        move || {
            let (change, remove) = (member.clone(), member);
            view! {
                <Cell>
                    <div class="flex flex-wrap justify-end gap-2">
                        <button type="button" class="btn" on:click=move |_| doing.start(change.clone(), doing.changing)>
                            <span>"Change role" <span class="sr-only">{format!(" of {name}")}</span> "…"</span>
                        </button>
                        <button
                            type="button"
                            class="btn btn-danger-quiet"
                            on:click=move |_| doing.start(remove.clone(), doing.removing)
                        >
                            <span>"Remove" <span class="sr-only">{format!(" {name}")}</span> "…"</span>
                        </button>
                    </div>
                </Cell>
            }
        }
    };
    view! {
        <TableRow>
            <Cell>
                <span class="font-semibold">{name}</span>
                {you.then_some(" (you)")}
                <p class="text-sm text-muted">{email.to_string()}</p>
            </Cell>
            <Cell label="Role">{role_name(role)}</Cell>
            <Cell label="Member since">
                <Time at=since />
            </Cell>
            {may_manage.then(actions)}
        </TableRow>
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
                api::admin::invite(tenant, InviteTenantMember { email, role }).await
            }
            then=move |invited: Invited| {
                email.set(String::new());
                doing.invited.set(Some(invited));
                settle_focus();
            }
        >
            <p>"You get a link that works once, and send it to them yourself. Grantry sends no e-mail."</p>
            <TextField name="email" label="E-mail address" value=email kind="email" autocomplete="off" />
            <RadioGroup name="role" label="Role" value=doing.role choices=roles() />
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
                api::admin::change_member(tenant, member.person_id, ChangeTenantMember { role }).await
            }
            then=move |member: TenantMember| {
                toaster.done(format!("{} is {} now.", member.name, role_name(member.role).to_lowercase()));
                doing.list.reload();
                session.refresh();
                settle_focus();
            }
        >
            <RadioGroup name="role" label="Role" value=doing.role choices=roles() />
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
                api::admin::remove_member(tenant, member.person_id).await?;
                Ok(member)
            }
            then=move |member: TenantMember| {
                toaster.done(format!("{} is no longer a member.", member.name));
                doing.list.reload();
                session.refresh();
                settle_focus();
            }
        >
            <p>
                {format!(
                    "They can no longer look at or decide for {place}. Apps that they allowed stay connected, what they did stays in the history, and you can invite them again.",
                )}
            </p>
        </ConfirmDialog>
    }
}
