//! The OpenAPI document of an API: where it comes from, its versions, and what is wrong with it.

mod problems;
mod source;
mod upload;
mod versions;

use leptos::{prelude::*, task::spawn_local};
use model::{api_document::DocumentFrom, ids::ApiId};
use wire::api_documents::{ApiDocumentServer, ApiDocumentState};

use self::{
    problems::{MissingScopes, ProblemTable},
    source::ChangeSource,
    upload::Upload,
    versions::Versions,
};
use crate::{
    api,
    components::{
        Icon, Symbol,
        feedback::{Badge, Banner, Breakable, Time, Tone},
        form::{ErrorSummary, Form, FormState, SideButton},
        layout::{Definitions, Section, Term},
        list::{EmptyState, Loaded, Loader},
        outside::OutsideLink,
    },
    dom,
    pages::focus::settle_focus,
    route,
};

/// While it is being fetched: between two looks, in milliseconds, and how many.
const LOOK_EVERY: u32 = 1000;
const LOOKS: usize = 60;

#[component]
pub fn Documentation(api: ApiId, name: String) -> impl IntoView {
    let state = Loader::new(move || api::call(api::operator::api_document(api)));
    let (uploading, changing) = (RwSignal::new(false), RwSignal::new(false));
    let actions = move || view! { <Actions api state uploading changing /> };
    view! {
        <Section
            title="Documentation"
            lead="The API’s OpenAPI document, as the documentation shows it to everyone."
            action=ViewFn::from(actions)
        >
            <Loaded from=state headed=true let:found>
                <Document api name=name.clone() found state uploading changing />
            </Loaded>
        </Section>
    }
}

#[component]
fn Document(
    api: ApiId,
    name: String,
    found: ApiDocumentState,
    state: Loader<ApiDocumentState>,
    uploading: RwSignal<bool>,
    changing: RwSignal<bool>,
) -> impl IntoView {
    if found.waiting {
        look_until_it_is_fetched(api, state);
    }
    let (for_upload, for_source) = (found.clone(), found.clone());
    view! {
        <div>
            <p role="status" class="not-empty:mb-4">{found.waiting.then_some("It is being fetched.")}</p>
            <Facts api found=found.clone() />
        </div>
        {(!found.problems.is_empty())
            .then(|| {
                view! {
                    <Banner tone=Tone::Danger title="The last document cannot be used">
                        <ProblemTable problems=found.problems.clone() />
                    </Banner>
                }
            })}
        <MissingScopes here=found.scopes_missing_here there=found.scopes_missing_there />
        {(!found.versions.is_empty()).then(|| view! { <Versions versions=found.versions /> })}
        <Upload api name=name.clone() found=for_upload open=uploading state />
        <ChangeSource api name found=for_source open=changing state />
    }
}

/// What is said of it goes on by itself.
fn look_until_it_is_fetched(api: ApiId, state: Loader<ApiDocumentState>) {
    // Goes with what is shown now.
    let shown = StoredValue::new(());
    spawn_local(async move {
        for _ in 0..LOOKS {
            dom::sleep(LOOK_EVERY).await;
            if shown.try_get_value().is_none() {
                return;
            }
            match api::call(api::operator::api_document(api)).await {
                Ok(now) if now.waiting => {}
                Ok(now) => {
                    if shown.try_get_value().is_some() {
                        state.set(now);
                    }
                    return;
                }
                Err(_) => return,
            }
        }
    });
}

/// What may be done with the document, once its state is known.
#[component]
fn Actions(
    api: ApiId,
    state: Loader<ApiDocumentState>,
    uploading: RwSignal<bool>,
    changing: RwSignal<bool>,
) -> impl IntoView {
    let form = FormState::new().named("Fetch the document now");
    let fetch = Callback::new(move |()| {
        form.send(api::call(api::operator::fetch_api_document(api)), move |now| {
            state.set(now);
            settle_focus();
        });
    });
    // Another state leaves the buttons the elements that they are.
    let is_known = Memo::new(move |_| state.get().is_some());
    let fetches = Memo::new(move |_| state.get().is_some_and(|now| now.url.is_some() && !now.waiting));
    let fetch_button = move || {
        fetches.get().then(|| {
            view! {
                <SideButton on_press=fetch>
                    <Icon symbol=Symbol::Refresh />
                    "Fetch now"
                </SideButton>
            }
        })
    };
    let buttons = move || {
        view! {
            <Form state=form on_submit=fetch>
                <div class="flex flex-wrap gap-3">
                    <button type="button" class="btn" on:click=move |_| uploading.set(true)>
                        <Icon symbol=Symbol::Plus />
                        "Upload document…"
                    </button>
                    <button type="button" class="btn" on:click=move |_| changing.set(true)>
                        <Icon symbol=Symbol::Edit />
                        "Edit source and servers…"
                    </button>
                    {fetch_button}
                </div>
                <ErrorSummary />
            </Form>
        }
    };
    move || is_known.get().then(buttons)
}

#[component]
fn Facts(api: ApiId, found: ApiDocumentState) -> impl IntoView {
    if found.source == DocumentFrom::None && found.versions.is_empty() {
        return view! {
            <EmptyState title="No document yet" symbol=Symbol::Book>
                "Upload the API’s OpenAPI document, or name the address that it is fetched from. Developers then read and try the API in the documentation."
            </EmptyState>
        }
        .into_any();
    }
    let source = match found.url {
        Some(address) => view! { "Fetched daily from " <OutsideLink address /> }.into_any(),
        None => "Uploaded by hand".into_any(),
    };
    let shown = match found.versions.first() {
        Some(newest) => {
            let words = format!("{}, version {}", newest.title, newest.number);
            view! {
                {words}
                " · "
                <a class="link" href=route::docs::api(api) rel="external">
                    "Open in the documentation"
                </a>
            }
            .into_any()
        }
        None => "Nothing yet".into_any(),
    };
    let last_fetch = found.last_fetch.map(|last| {
        let outcome = last.problem.unwrap_or_else(|| "It worked.".to_owned());
        view! {
            <Term label="Last fetch">
                <Time at=last.at />
                {format!(": {outcome}")}
            </Term>
        }
    });
    let servers = match found.servers.is_empty() {
        true => "None: the documentation offers no Try it out".into_any(),
        false => {
            let server = |server: ApiDocumentServer| {
                view! {
                    <li>
                        {format!("{}: ", server.environment)}
                        <code class="wrap-anywhere">
                            <Breakable text=String::from(server.url) />
                        </code>
                    </li>
                }
            };
            view! { <ul>{found.servers.into_iter().map(server).collect_view()}</ul> }.into_any()
        }
    };
    let relay = if found.relay {
        view! { <Badge tone=Tone::Caution symbol=Symbol::Flask>"On, for the sandbox"</Badge> }.into_any()
    } else {
        "Off".into_any()
    };
    view! {
        <div class="panel">
            <Definitions>
                <Term label="Source">{source}</Term>
                <Term label="Shown">{shown}</Term>
                {last_fetch}
                <Term label="Servers">{servers}</Term>
                <Term label="Relay">{relay}</Term>
            </Definitions>
        </div>
    }
    .into_any()
}
