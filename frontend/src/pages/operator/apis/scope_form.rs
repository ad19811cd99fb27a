//! The dialogs in which an operator adds or changes a scope.

use leptos::prelude::*;
use model::{
    ids::ApiId,
    scope::{LONGEST_SCOPE_NAME, ScopeAction, ScopeName, ScopeState, Sensitivity},
};
use wire::{
    catalogue::{Api, Scope},
    operator::{ChangeScope as ChangeRequest, NewScope},
    texts::{ScopeSentence, ScopeTitle},
};

use crate::{
    api::{self, ApiError},
    components::{
        feedback::{ConfirmDialog, use_toaster},
        form::{Choice, RadioGroup, Select, TextArea, TextField},
        list::Loader,
    },
    pages::{
        focus::settle_focus,
        revised::{Revised, Theirs},
        typed::typed,
    },
};

/// A scope, while it is being written.
#[derive(Clone, Copy)]
struct Draft {
    name: RwSignal<String>,
    title: RwSignal<String>,
    sentence: RwSignal<String>,
    action: RwSignal<ScopeAction>,
    sensitivity: RwSignal<Sensitivity>,
    state: RwSignal<ScopeState>,
}

impl Draft {
    fn empty() -> Self {
        Self {
            name: RwSignal::new(String::new()),
            title: RwSignal::new(String::new()),
            sentence: RwSignal::new(String::new()),
            action: RwSignal::new(ScopeAction::Read),
            sensitivity: RwSignal::new(Sensitivity::Normal),
            state: RwSignal::new(ScopeState::Active),
        }
    }

    fn clear(self) {
        for text in [self.name, self.title, self.sentence] {
            text.set(String::new());
        }
        self.action.set(ScopeAction::Read);
        self.sensitivity.set(Sensitivity::Normal);
        self.state.set(ScopeState::Active);
    }

    fn take(self, scope: &Scope) {
        self.name.set(scope.name.to_string());
        self.title.set(scope.title.clone());
        self.sentence.set(scope.sentence.clone());
        self.action.set(scope.action);
        self.sensitivity.set(scope.sensitivity);
        self.state.set(scope.state);
    }

    fn new_scope(self) -> Result<NewScope, ApiError> {
        let wanted = format!(
            "Use 1 to {LONGEST_SCOPE_NAME} letters, digits and signs, without spaces, quotation marks or backslashes."
        );
        Ok(NewScope {
            name: typed("name", &self.name.get_untracked(), &wanted)?,
            title: self.title.get_untracked().into(),
            sentence: self.sentence.get_untracked().into(),
            action: self.action.get_untracked(),
            sensitivity: self.sensitivity.get_untracked(),
        })
    }

    fn change(self, revision: u32) -> Result<ChangeRequest, ApiError> {
        let NewScope { title, sentence, action, sensitivity, .. } = self.new_scope()?;
        let state = self.state.get_untracked();
        Ok(ChangeRequest { revision, title, sentence, action, sensitivity, state })
    }
}

struct Saved {
    scope: Scope,
    /// With this scope, where it could be read.
    api: Result<Api, ApiError>,
}

#[component]
pub fn AddScope(api: ApiId, open: RwSignal<bool>, loader: Loader<Api>) -> impl IntoView {
    let toaster = use_toaster();
    let draft = Draft::empty();
    view! {
        <ConfirmDialog
            open
            title="Add a scope"
            verb="Add scope"
            run=move || async move {
                let scope = api::call(api::operator::create_scope(api, draft.new_scope()?)).await?;
                Ok(Saved { scope, api: api::call(api::operator::api(api)).await })
            }
            then=move |Saved { scope, api }: Saved| {
                draft.clear();
                toaster.done(format!("{} is added.", scope.name));
                show(loader, api);
            }
        >
            <TextField
                name="name"
                label="Scope name"
                value=draft.name
                monospace=true
                hint="As in the scope parameter: orders.read. It cannot be changed later."
                autocomplete="off"
            />
            <Words draft />
        </ConfirmDialog>
    }
}

#[component]
pub fn ChangeScope(api: ApiId, changing: RwSignal<Option<Scope>>, loader: Loader<Api>) -> impl IntoView {
    let toaster = use_toaster();
    let (draft, revised) = (Draft::empty(), Revised::unread());
    let open = RwSignal::new(false);
    Effect::new(move || {
        if let Some(scope) = changing.get() {
            draft.take(&scope);
            revised.take(&scope);
            open.set(true);
        }
    });
    view! {
        <ConfirmDialog
            open
            title=Signal::derive(move || format!("Edit {}", draft.name.get()))
            verb="Save scope"
            run=move || async move {
                let name = changing.get_untracked().ok_or(ApiError::NotFound)?.name;
                let request = draft.change(revised.revision())?;
                let change = api::call(api::operator::change_scope(api, &name, request));
                let scope = revised.save(change, stored(api, &name)).await?;
                Ok(Saved { scope, api: api::call(api::operator::api(api)).await })
            }
            then=move |Saved { scope, api }: Saved| {
                toaster.done(format!("{} is saved.", scope.name));
                show(loader, api);
            }
        >
            <Theirs revised fields=words take=move |theirs: Scope| draft.take(&theirs) />
            <Words draft />
            <RadioGroup
                name="state"
                label="State"
                value=draft.state
                choices=vec![
                    Choice::new(ScopeState::Active, "Active").hint("Developers can ask for it."),
                    Choice::new(ScopeState::Deprecated, "Deprecated")
                        .hint("Stays in what tenants have allowed; no new version may ask for it."),
                ]
            />
        </ConfirmDialog>
    }
}

/// Draws the page again, dialogs and what is typed there included: at once, before anyone opens one.
fn show(loader: Loader<Api>, now: Result<Api, ApiError>) {
    match now {
        Ok(api) => loader.set(api),
        Err(_) => loader.reload(),
    }
    settle_focus();
}

#[component]
fn Words(draft: Draft) -> impl IntoView {
    let actions = vec![
        Choice::new(ScopeAction::Read, "Read"),
        Choice::new(ScopeAction::Change, "Change"),
        Choice::new(ScopeAction::Delete, "Delete"),
    ];
    let sensitivities = vec![
        Choice::new(Sensitivity::Normal, "Normal"),
        Choice::new(Sensitivity::Sensitive, "Sensitive"),
        Choice::new(Sensitivity::Critical, "Critical"),
    ];
    view! {
        <TextField
            name="title"
            label="Title"
            value=draft.title
            hint="Two to five words for people: “Read orders”."
            rule=ScopeTitle::RULE
            autocomplete="off"
        />
        <TextArea
            name="sentence"
            label="Sentence for people"
            value=draft.sentence
            rows=2
            hint="What it lets its holder do: “See what each customer has ordered, and where it is sent.”"
            rule=ScopeSentence::RULE
        />
        <Select name="action" label="What it does with the data" value=draft.action choices=actions />
        <Select name="sensitivity" label="Sensitivity" value=draft.sensitivity choices=sensitivities />
    }
}

/// The scope as it is stored.
async fn stored(api: ApiId, name: &ScopeName) -> Result<Scope, ApiError> {
    let api = api::call(api::operator::api(api)).await?;
    api.scopes.into_iter().find(|scope| scope.name == *name).ok_or(ApiError::NotFound)
}

fn words(scope: &Scope) -> Vec<(&'static str, String)> {
    vec![
        ("Title", scope.title.clone()),
        ("Sentence for people", scope.sentence.clone()),
        ("What it does with the data", scope.action.to_string()),
        ("Sensitivity", scope.sensitivity.to_string()),
        ("State", scope.state.to_string()),
    ]
}
