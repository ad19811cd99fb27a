//! The dialog in which an operator says where an API's document comes from, and where the API is called.

use leptos::prelude::*;
use model::{api_document::MOST_SERVERS, environment::Environment, ids::ApiId};
use wire::{
    api_documents::{ApiDocumentServer, ApiDocumentState, PutApiDocumentSource},
    texts::{ServerDescription, WebAddress},
};

use crate::{
    api,
    components::{
        Icon, Symbol,
        feedback::{ConfirmDialog, use_toaster},
        form::{Checkbox, Choice, Fieldset, Select, TextField, WebAddressField},
        list::Loader,
    },
    pages::{
        focus::settle_focus,
        lasting::Lasting,
        revised::{Revised, Theirs},
        typed::filled,
    },
};

/// A server, while it is being written.
#[derive(Clone, Copy, PartialEq)]
struct ServerDraft {
    environment: RwSignal<Environment>,
    url: RwSignal<String>,
    description: RwSignal<String>,
}

impl ServerDraft {
    fn of(server: &ApiDocumentServer) -> Self {
        Self {
            environment: RwSignal::new(server.environment),
            url: RwSignal::new(server.url.clone().into()),
            description: RwSignal::new(server.description.clone().into()),
        }
    }

    fn empty() -> Self {
        Self {
            environment: RwSignal::new(Environment::Sandbox),
            url: RwSignal::new(String::new()),
            description: RwSignal::new(String::new()),
        }
    }

    fn request(self) -> ApiDocumentServer {
        ApiDocumentServer {
            environment: self.environment.get_untracked(),
            url: self.url.get_untracked().trim().into(),
            description: self.description.get_untracked().trim().into(),
        }
    }
}

#[derive(Clone, Copy)]
struct Draft {
    url: RwSignal<String>,
    servers: RwSignal<Vec<ServerDraft>>,
    relay: RwSignal<bool>,
}

impl Draft {
    fn of(found: &ApiDocumentState) -> Self {
        let draft = Self {
            url: RwSignal::new(String::new()),
            servers: RwSignal::new(Vec::new()),
            relay: RwSignal::new(false),
        };
        draft.take(found);
        draft
    }

    fn take(self, found: &ApiDocumentState) {
        self.url.set(found.url.clone().unwrap_or_default());
        self.servers.set(found.servers.iter().map(ServerDraft::of).collect());
        self.relay.set(found.relay);
    }

    fn request(self, revision: u32) -> PutApiDocumentSource {
        PutApiDocumentSource {
            revision,
            url: filled(&self.url.get_untracked()).map(Into::into),
            servers: self.servers.get_untracked().into_iter().map(ServerDraft::request).collect(),
            relay: self.relay.get_untracked(),
        }
    }
}

#[component]
pub fn ChangeSource(
    api: ApiId,
    name: String,
    found: ApiDocumentState,
    open: RwSignal<bool>,
    state: Loader<ApiDocumentState>,
) -> impl IntoView {
    let toaster = use_toaster();
    let (draft, revised) = (Draft::of(&found), Revised::of(&found));
    let save = move || {
        let request = draft.request(revised.revision());
        let change = api::call(api::operator::put_api_document_source(api, request));
        revised.save(change, api::call(api::operator::api_document(api)))
    };
    view! {
        <ConfirmDialog
            open
            title=format!("Documentation of {name}")
            verb="Save"
            run=save
            then=move |now: ApiDocumentState| {
                toaster.done("The documentation’s source is saved.");
                state.set(now);
                settle_focus();
            }
        >
            <Theirs revised fields=stored take=move |theirs: ApiDocumentState| draft.take(&theirs) />
            <WebAddressField
                name="url"
                label="Address of the document"
                value=draft.url
                hint="An https URL. It is fetched at once, and then daily. Left empty, you upload the document."
            />
            <Servers servers=draft.servers />
            <Checkbox
                name="relay"
                label="Relay “Try it out” of the sandbox through this server"
                value=draft.relay
                hint="For an API that does not answer pages of other sites (CORS). Whoever has a sandbox token can then reach the sandbox servers above from this server’s address. Live servers are never called like this. Where the API can allow this site, leave it off."
            />
        </ConfirmDialog>
    }
}

#[component]
fn Servers(servers: RwSignal<Vec<ServerDraft>>) -> impl IntoView {
    let rows = move || {
        let all = servers.get().into_iter().enumerate();
        all.map(|(at, draft)| view! { <Server at draft servers /> }).collect_view()
    };
    let form = Lasting::here();
    let add = move |_| {
        let empty = form.make(ServerDraft::empty);
        servers.update(|all| all.push(empty));
    };
    let is_full = move || servers.with(Vec::len) >= MOST_SERVERS;
    view! {
        <Fieldset
            name="servers"
            legend="Servers"
            hint="Where the API is called. They replace those of the document. Pages of the documentation may call these alone."
        >
            {rows}
            <button type="button" class="btn" disabled=is_full on:click=add>
                <Icon symbol=Symbol::Plus />
                "Add server"
            </button>
        </Fieldset>
    }
}

#[component]
fn Server(at: usize, draft: ServerDraft, servers: RwSignal<Vec<ServerDraft>>) -> impl IntoView {
    let environments =
        vec![Choice::new(Environment::Sandbox, "Sandbox"), Choice::new(Environment::Live, "Live")];
    let remove = move |_| servers.update(|all| all.retain(|one| *one != draft));
    let number = at + 1;
    view! {
        <div class="grid gap-3 border-b border-base-300 pb-4">
            <Select
                name=format!("servers[{at}].environment")
                label=format!("Environment of server {number}")
                value=draft.environment
                choices=environments
            />
            <TextField
                name=format!("servers[{at}].url")
                label=format!("URL of server {number}")
                value=draft.url
                kind="url"
                rule=WebAddress::RULE
                autocomplete="off"
            />
            <TextField
                name=format!("servers[{at}].description")
                label=format!("What server {number} is for")
                value=draft.description
                optional=true
                rule=ServerDescription::RULE
                autocomplete="off"
            />
            <div>
                <button type="button" class="btn btn-danger-quiet" on:click=remove>
                    {format!("Remove server {number}")}
                </button>
            </div>
        </div>
    }
}

fn stored(found: &ApiDocumentState) -> Vec<(&'static str, String)> {
    let server =
        |server: &ApiDocumentServer| format!("{} {}", server.environment, String::from(server.url.clone()));
    let servers: Vec<_> = found.servers.iter().map(server).collect();
    vec![
        ("Address of the document", found.url.clone().unwrap_or_default()),
        ("Servers", servers.join(", ")),
        ("Relay", if found.relay { "On" } else { "Off" }.to_owned()),
    ]
}
