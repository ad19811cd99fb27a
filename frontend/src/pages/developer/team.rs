use leptos::prelude::*;
use model::role::PublisherRole;
use wire::members::{ChangePublisherMember, InvitePublisherMember, Invited, PublisherMember};

use super::parts::use_publisher;
use crate::{
    api::{self, ApiError},
    components::{
        Symbol,
        feedback::{Banner, ConfirmDialog, Time, Tone, use_toaster},
        form::{Choice, ErrorSummary, Form, FormState, RadioGroup, SubmitButton, TextField},
        layout::{PageHeader, Section, use_organisation},
        list::{Cell, EmptyState, ListView, Listing, TableRow},
    },
    pages::parts::{EMAIL_WANTED, SetUpLink, settle_focus, typed},
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
    let list = Listing::new(move |query| api::developer::members(publisher, query));
    let choosing = Choosing {
        member: RwSignal::new(None),
        role: RwSignal::new(String::new()),
        changing: RwSignal::new(false),
        removing: RwSignal::new(false),
    };
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
            columns=if may_manage { vec!["Name", "Role", "Member since", ""] } else { vec!["Name", "Role", "Member since"] }
            row=move |member| view! { <MemberRow member choosing may_manage /> }
            empty=|| view! { <EmptyState title="Nobody yet" symbol=Symbol::Users>"Invite the first member below."</EmptyState> }
        />
        {may_manage
            .then(|| {
                view! {
                    <ChangeRole choosing list />
                    <Remove choosing list />
                    <Invite />
                }
            })}
    }
}

#[component]
fn MemberRow(member: PublisherMember, choosing: Choosing, may_manage: bool) -> impl IntoView {
    let (role, since) = (member.role, member.since);
    let (name, email) = (member.name.clone(), member.email.to_string());
    let choose = move |open: RwSignal<bool>| {
        choosing.role.set(member.role.to_string());
        choosing.member.set(Some(member.clone()));
        open.set(true);
    };
    let of_whom = format!(" of {name}");
    let whom = format!(" {name}");
    let actions = move || {
        let change = choose.clone();
        view! {
            <Cell>
                <div class="flex flex-wrap gap-2">
                    <button type="button" class="btn" on:click=move |_| change(choosing.changing)>
                        <span>"Change role" <span class="sr-only">{of_whom}</span> "…"</span>
                    </button>
                    <button type="button" class="btn btn-danger-quiet" on:click=move |_| choose(choosing.removing)>
                        <span>"Remove" <span class="sr-only">{whom}</span> "…"</span>
                    </button>
                </div>
            </Cell>
        }
    };
    view! {
        <TableRow>
            <Cell>
                <span class="font-semibold">{name}</span>
                <p class="text-sm text-muted">{email}</p>
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
                api::developer::change_member(publisher, member.person_id, ChangePublisherMember { role }).await
            }
            then=move |member: PublisherMember| {
                toaster.done(format!("{} is {} now.", member.name, role_name(member.role).to_lowercase()));
                list.reload();
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
                api::developer::remove_member(publisher, member.person_id).await?;
                Ok(member)
            }
            then=move |member: PublisherMember| {
                toaster.done(format!("{} is no longer a member.", member.name));
                list.reload();
                session.refresh();
                settle_focus();
            }
        >
            <p>
                {format!("They lose access to {organisation} and its sandbox at once. What they did stays in the history, and you can invite them again.")}
            </p>
        </ConfirmDialog>
    }
}

#[component]
fn Invite() -> impl IntoView {
    let publisher = use_publisher();
    let form = FormState::new();
    let email = RwSignal::new(String::new());
    let role = RwSignal::new(PublisherRole::Developer.to_string());
    let invited = RwSignal::new(None::<Invited>);
    let send = Callback::new(move |()| {
        let call = async move {
            let email = typed("email", &email.get_untracked(), EMAIL_WANTED)?;
            let role = role.get_untracked().parse().unwrap_or(PublisherRole::Viewer);
            api::developer::invite(publisher, InvitePublisherMember { email, role }).await
        };
        form.send(call, move |answer| {
            email.set(String::new());
            invited.set(Some(answer));
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
            lead="You get a one-time link to send to them. Grantry sends no e-mail by itself."
        >
            <div class="panel">{content}</div>
        </Section>
    }
}
