//! The resource servers of an API: their list, and how an operator registers and deletes them.

use leptos::prelude::*;
use model::ids::ApiId;
use wire::{
    operator::{NewResourceServer, RegisteredResourceServer, ResourceServer},
    texts::ResourceServerName,
};

use crate::{
    api,
    components::{
        Icon, Symbol,
        feedback::{
            Badge, ConfirmDialog, HiddenSecret, Identifier, ShownOnce, ShownOnceRow, Time, Tone, use_toaster,
        },
        form::TextField,
        layout::Section,
        list::{Column, EmptyState, LoadedList, Loader, Table},
    },
    pages::{
        answered::{Answered, answered, not_shown, unless_done_otherwise},
        counted::HowMany,
        focus::settle_focus,
    },
};

/// Who may ask about an API's tokens, and the secret of the one that was just registered.
#[component]
pub fn ResourceServers(
    api: ApiId,
    name: String,
    registered: RwSignal<Option<RegisteredResourceServer>>,
) -> impl IntoView {
    let servers = Loader::new(move || api::call(api::operator::resource_servers(api)));
    let registering = RwSignal::new(false);
    let register = move || {
        view! {
            <button type="button" class="btn" on:click=move |_| registering.set(true)>
                <Icon symbol=Symbol::Plus />
                "Register resource server…"
            </button>
        }
    };
    // The secret on the page stays until it is saved.
    let action = move || move || registered.with(Option::is_none).then(register);
    let lead = format!(
        "Services that serve {name} and ask this platform about its tokens: they may introspect them, and hear of revocations."
    );
    view! {
        <Section title="Resource servers" lead action=ViewFn::from(action)>
            {move || registered.get().map(|answer| view! { <Registered answer registered /> })}
            <LoadedList from=servers let:found>
                <Servers api found servers />
            </LoadedList>
        </Section>
        <Register api registering registered servers />
    }
}

#[component]
fn Registered(
    answer: RegisteredResourceServer,
    registered: RwSignal<Option<RegisteredResourceServer>>,
) -> impl IntoView {
    let RegisteredResourceServer { resource_server, client_secret, introspection_endpoint, feed } = answer;
    view! {
        <div class="panel mb-6">
            <ShownOnce
                title=format!("{} is registered. Save these now: the secret is shown only this once.", resource_server.name)
                rows=vec![
                    ShownOnceRow::plain("Resource server ID", resource_server.id),
                    ShownOnceRow::secret("Secret", client_secret),
                    ShownOnceRow::plain("Introspection URL", introspection_endpoint),
                    ShownOnceRow::plain("Feed URL", feed),
                ]
                advice="Put them where the resource server reads its secrets: ID and secret are its user name and password for HTTP Basic."
                on_saved=move |()| {
                    registered.set(None);
                    settle_focus();
                }
            />
        </div>
    }
}

#[component]
fn Servers(
    api: ApiId,
    found: Signal<Vec<ResourceServer>>,
    servers: Loader<Vec<ResourceServer>>,
) -> impl IntoView {
    let deleting = RwSignal::new(false);
    let chosen = RwSignal::new(None::<ResourceServer>);
    let none = || {
        view! {
            <EmptyState title="No resource servers yet" symbol=Symbol::Shield>
                "None is needed where signed tokens are verified offline. Opaque tokens need one, and so does whoever wants to hear of revocations within a second."
            </EmptyState>
        }
    };
    let open = Callback::new(move |server| {
        chosen.set(Some(server));
        deleting.set(true);
    });
    view! {
        <Show when=move || !found.with(Vec::is_empty) fallback=none>
            <HowMany number=Signal::derive(move || found.with(Vec::len)) one="resource server" many="resource servers" />
            <Table label="Resource servers" columns=columns(open) rows=found />
        </Show>
        {move || chosen.get().map(|server| view! { <Delete api server deleting servers /> })}
    }
}

fn columns(open: Callback<ResourceServer>) -> Vec<Column<ResourceServer>> {
    vec![
        Column::name("Name", |server: &ResourceServer| {
            let ResourceServer { id, name, .. } = server.clone();
            let what = format!("ID of {name}");
            view! {
                <div class="grid justify-items-start">
                    <span class="font-semibold">{name}</span>
                    <Identifier value=id.to_string() what />
                </div>
            }
        }),
        Column::new("Secret", |server: &ResourceServer| view! { <Secret server=server.clone() /> }),
        Column::new("Registered", |server: &ResourceServer| {
            view! {
                <Time at=server.created_at />
                {format!(" by {}", server.created_by)}
            }
        }),
        Column::verbs(move |server: &ResourceServer| {
            let (whom, server) = (format!(" {}", server.name), server.clone());
            view! {
                <div class="flex justify-end">
                    <button type="button" class="btn btn-danger-quiet" on:click=move |_| open.run(server.clone())>
                        <span>"Delete" <span class="sr-only">{whom}</span> "…"</span>
                    </button>
                </div>
            }
        }),
    ]
}

#[component]
fn Secret(server: ResourceServer) -> impl IntoView {
    let reported = server.reported_at.map(|at| {
        view! {
            <div class="grid justify-items-start gap-1">
                <Badge tone=Tone::Danger symbol=Symbol::Alert>"Secret leaked"</Badge>
                <span class="text-sm">
                    "Reported as leaked " <Time at /> "; it no longer works. Delete it, and register it again."
                </span>
            </div>
        }
    });
    view! {
        <div class="grid gap-1">
            <HiddenSecret hint=server.hint />
            {reported}
        </div>
    }
}

#[component]
fn Delete(
    api: ApiId,
    server: ResourceServer,
    deleting: RwSignal<bool>,
    servers: Loader<Vec<ResourceServer>>,
) -> impl IntoView {
    let toaster = use_toaster();
    let (id, name) = (server.id, server.name.clone());
    view! {
        <ConfirmDialog
            open=deleting
            title=format!("Delete the resource server {}?", server.name)
            verb="Delete"
            destroys=true
            run=move || api::call(api::operator::delete_resource_server(api, id))
            then=move |()| {
                toaster.done(format!("{name} is deleted."));
                servers.reload_then(settle_focus);
            }
        >
            <p>
                "Its secret stops working within a second: it can no longer ask about tokens or follow the feed. This action cannot be undone."
            </p>
        </ConfirmDialog>
    }
}

#[component]
fn Register(
    api: ApiId,
    registering: RwSignal<bool>,
    registered: RwSignal<Option<RegisteredResourceServer>>,
    servers: Loader<Vec<ResourceServer>>,
) -> impl IntoView {
    let (name, toaster) = (RwSignal::new(String::new()), use_toaster());
    let refused = Callback::new(move |error| unless_done_otherwise(error, || servers.reload()));
    let then = move |answer: Answered<RegisteredResourceServer>| {
        match answer {
            Answered::Shown(answer) => {
                name.set(String::new());
                registered.set(Some(answer));
            }
            Answered::NotShown(_) => {
                toaster.failed(not_shown("Delete the resource server, and register it again."));
            }
        }
        servers.reload();
        settle_focus();
    };
    view! {
        <ConfirmDialog
            open=registering
            title="Register a resource server"
            verb="Register"
            refused
            run=move || {
                let request = NewResourceServer { name: name.get_untracked().into() };
                answered(api::call(api::operator::register_resource_server(api, request)))
            }
            then
        >
            <TextField
                name="name"
                label="Name"
                value=name
                hint="For people: “Order gateway”."
                rule=ResourceServerName::RULE
                autocomplete="off"
            />
        </ConfirmDialog>
    }
}
