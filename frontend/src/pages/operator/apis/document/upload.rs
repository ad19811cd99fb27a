//! The dialog in which an operator gives an API's document: a file, or its text.

use leptos::{ev, prelude::*, task::spawn_local};
use model::{api_document::DocumentProblem, ids::ApiId};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use wire::{
    api_documents::{ApiDocumentState, PutApiDocumentText},
    texts::ApiDocumentText,
};

use super::problems::ProblemTable;
use crate::{
    api::{self, ApiError},
    components::{
        feedback::{Banner, ConfirmDialog, Tone, use_toaster},
        form::TextArea,
        list::Loader,
    },
    dom,
    pages::{focus::settle_focus, revised::Revised},
};

#[component]
pub fn Upload(
    api: ApiId,
    name: String,
    found: ApiDocumentState,
    open: RwSignal<bool>,
    state: Loader<ApiDocumentState>,
) -> impl IntoView {
    let toaster = use_toaster();
    let text = RwSignal::new(String::new());
    let wrong = RwSignal::new(Vec::<DocumentProblem>::new());
    let revised = Revised::of(&found);
    let send = move || async move {
        wrong.set(Vec::new());
        let request = PutApiDocumentText { revision: revised.revision(), text: text.get_untracked().into() };
        let change = api::call(api::operator::put_api_document_text(api, request));
        let answer = revised.save(change, api::call(api::operator::api_document(api))).await;
        answer.map_err(|error| in_a_table(error, wrong))
    };
    view! {
        <ConfirmDialog
            open
            title=format!("Upload the document of {name}")
            verb="Upload document"
            run=send
            then=move |now: ApiDocumentState| {
                text.set(String::new());
                toaster.done("The document is uploaded.");
                state.set(now);
                settle_focus();
            }
        >
            {move || {
                let problems = wrong.get();
                (!problems.is_empty())
                    .then(|| {
                        view! {
                            <Banner tone=Tone::Danger title="What is wrong with it" alert=true>
                                <ProblemTable problems />
                            </Banner>
                        }
                    })
            }}
            <FromFile text />
            <TextArea
                name="text"
                label="Text of the document"
                value=text
                rows=10
                monospace=true
                hint="OpenAPI 3.0 or 3.1, as JSON or YAML. It becomes the version that everyone sees. Servers, security schemes and HTML in it are replaced by ours or left out."
                rule=ApiDocumentText::RULE
            />
        </ConfirmDialog>
    }
}

/// Where each problem has its line, they stand in a table, and the form says only that there are some.
fn in_a_table(mut error: ApiError, wrong: RwSignal<Vec<DocumentProblem>>) -> ApiError {
    if let ApiError::Problem(problem) = &mut error
        && !problem.document_problems.is_empty()
    {
        wrong.set(std::mem::take(&mut problem.document_problems));
        problem.errors.clear();
    }
    error
}

/// Fills in the text with that of a file.
#[component]
fn FromFile(text: RwSignal<String>) -> impl IntoView {
    let id = dom::unique_id("file");
    let choose = move |event: ev::Event| {
        let input = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
        let Some(file) = input.and_then(|input| input.files()).and_then(|files| files.get(0)) else { return };
        spawn_local(async move {
            let read = JsFuture::from(file.text()).await.ok().and_then(|read| read.as_string());
            if let Some(read) = read {
                text.try_set(read);
            }
        });
    };
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>
                "From a file"
                <span class="field-optional">" (optional)"</span>
            </label>
            <input id=id type="file" accept=".json,.yaml,.yml,application/json,application/yaml" on:change=choose />
        </div>
    }
}
