//! The reference of one API: its OpenAPI document in Swagger UI, with the reader's own token URL.

use leptos::prelude::*;
use model::{environment::Environment, ids::ApiId};
use wire::{api_documents::DocumentedApi, docs::OwnDocument, paths::encoded};

use super::{
    caller::{Caller, CallerPanel},
    frame::Frame,
    swagger::{Shown, SwaggerUi},
};
use crate::{
    api::{self, ApiError},
    components::{
        Symbol,
        feedback::{Banner, Tone},
        layout::PageHeader,
        list::{EmptyState, Loaded},
    },
    pages::parameter::load_named,
    route,
    session::use_session,
};

/// Our own documents that are called with a token; the others with a session.
const WITH_TOKEN: [&str; 2] = ["token", "demo"];

fn back() -> (String, String) {
    (route::DOCS.to_owned(), "Documentation".to_owned())
}

/// One of the platform's APIs.
#[component]
pub fn Api() -> impl IntoView {
    let loaded = load_named("api", |id: ApiId| async move {
        let shown = api::call(api::docs::apis()).await?.apis;
        shown.into_iter().find(|api| api.id == id).ok_or(ApiError::NotFound)
    });
    view! {
        <Frame>
            <Loaded from=loaded thing="The API" back=back() let:found>
                <PlatformsApi found />
            </Loaded>
        </Frame>
    }
}

#[component]
fn PlatformsApi(found: DocumentedApi) -> impl IntoView {
    let header = view! { <PageHeader title=found.name lead=found.description back=back() /> };
    if !found.has_document {
        return view! {
            {header}
            <EmptyState title="No reference yet" symbol=Symbol::Book>
                "The platform’s operator has not published this API’s OpenAPI document."
            </EmptyState>
        }
        .into_any();
    }
    let (caller, id) = (Caller::new(), found.id);
    let relay = if found.relay { id.to_string() } else { String::new() };
    let shown = Memo::new(move |_| {
        let (environment, token_url) = (caller.environment.get(), caller.token_url());
        let query = format!("environment={environment}&token_url={}", encoded(&token_url));
        Shown {
            document: format!("/openapi/apis/{id}.json?{query}"),
            token_url,
            environment: Some(environment),
            client_id: caller.client_id.get(),
            // The relay knows the sandbox alone.
            relay: if environment == Environment::Sandbox { relay.clone() } else { String::new() },
        }
    });
    view! {
        {header}
        <CallerPanel caller />
        <SwaggerUi shown />
    }
    .into_any()
}

/// One of our own.
#[component]
pub fn Own() -> impl IntoView {
    let loaded = load_named("document", |name: String| async move {
        let documents = api::call(api::docs::own_documents()).await?.documents;
        documents.into_iter().find(|own| own.name == name).ok_or(ApiError::NotFound)
    });
    view! {
        <Frame>
            <Loaded from=loaded thing="The API" back=back() let:found>
                <OwnApi found />
            </Loaded>
        </Frame>
    }
}

#[component]
fn OwnApi(found: OwnDocument) -> impl IntoView {
    let OwnDocument { name, title, summary } = found;
    let document = format!("/openapi/{name}.json");
    let header = view! { <PageHeader title lead=summary back=back() /> };
    if WITH_TOKEN.contains(&name.as_str()) {
        let caller = Caller::new();
        let shown = Memo::new(move |_| Shown {
            document: document.clone(),
            token_url: caller.token_url(),
            environment: Some(caller.environment.get()),
            client_id: caller.client_id.get(),
            relay: String::new(),
        });
        return view! {
            {header}
            <CallerPanel caller />
            <SwaggerUi shown />
        }
        .into_any();
    }
    let shown = Memo::new(move |_| Shown {
        document: document.clone(),
        token_url: String::new(),
        environment: None,
        client_id: String::new(),
        relay: String::new(),
    });
    view! {
        {header}
        <AsWhom />
        <SwaggerUi shown />
    }
    .into_any()
}

/// Calls of the portals' APIs are made with the session of whoever reads this.
#[component]
fn AsWhom() -> impl IntoView {
    let session = use_session();
    let words = move || match session.me() {
        Some(me) => format!("Calls that you try here are made as {}, and change real data.", me.name),
        None => "Sign in to try calls here: they are made with your session.".to_owned(),
    };
    view! {
        <div class="mb-6">
            <Banner tone=Tone::Info>{words}</Banner>
        </div>
    }
}
