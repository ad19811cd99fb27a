use leptos::prelude::*;

use super::{
    FormState,
    field::{Frame, Ties, Wrong},
};
use crate::dom;

/// One of several answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    pub label: String,
    /// A line beneath the label; radio groups only.
    pub hint: Option<String>,
}

impl Choice {
    pub fn new(value: impl ToString, label: impl ToString) -> Self {
        Self { value: value.to_string(), label: label.to_string(), hint: None }
    }

    pub fn hint(mut self, hint: impl ToString) -> Self {
        self.hint = Some(hint.to_string());
        self
    }
}

/// One answer of many, closed up.
#[component]
pub fn Select(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional)] optional: bool,
) -> impl IntoView {
    let ties = Ties::new(&name, &label, hint.is_some(), None);
    let form = use_context::<FormState>();
    let (described, invalid) = (ties.clone(), ties.clone());
    let option = move |choice: Choice| {
        let own = choice.value.clone();
        view! {
            <option value=choice.value prop:selected=move || value.get() == own>
                {choice.label}
            </option>
        }
    };
    view! {
        <Frame ties=ties.clone() label hint marked=optional>
            <select
                class="select"
                id=ties.control
                name=name
                on:change=move |event| {
                    value.set(event_target_value(&event));
                    touch(form);
                }
                aria-invalid=move || invalid.invalid()
                aria-describedby=move || described.described_by()
            >
                {move || choices.get().into_iter().map(option).collect_view()}
            </select>
        </Frame>
    }
}

fn touch(form: Option<FormState>) {
    if let Some(form) = form {
        form.touch();
    }
}

/// One answer of a few, all in sight.
#[component]
pub fn RadioGroup(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    choices: Vec<Choice>,
    #[prop(optional, into)] hint: Option<String>,
) -> impl IntoView {
    let form = use_context::<FormState>();
    let group = dom::unique_id(&name);
    let radio = move |choice: Choice| {
        let (id, own, chosen) = (dom::unique_id("radio"), choice.value.clone(), choice.value.clone());
        let hint = choice.hint.is_some().then(|| format!("{id}-hint"));
        view! {
            <div class="choice">
                <input
                    type="radio"
                    class="radio"
                    id=id.clone()
                    name=group.clone()
                    value=choice.value
                    prop:checked=move || value.get() == chosen
                    on:change=move |_| {
                        value.set(own.clone());
                        touch(form);
                    }
                    aria-describedby=hint.clone()
                />
                <div>
                    <label for=id>{choice.label}</label>
                    {choice.hint.map(|words| view! { <p class="field-hint" id=hint>{words}</p> })}
                </div>
            </div>
        }
    };
    view! {
        <Fieldset name legend=label hint=hint.unwrap_or_default()>
            {choices.into_iter().map(radio).collect_view()}
        </Fieldset>
    }
}

/// Yes or no.
#[component]
pub fn Checkbox(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    value: RwSignal<bool>,
    #[prop(optional, into)] hint: Option<String>,
    /// Fixed as it is.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let ties = Ties::new(&name, &label, hint.is_some(), None);
    let form = use_context::<FormState>();
    let (described, invalid) = (ties.clone(), ties.clone());
    let hint_id = format!("{}-hint", ties.control);
    view! {
        <div class="choice">
            <input
                type="checkbox"
                class="checkbox"
                id=ties.control.clone()
                name=name
                prop:checked=move || value.get()
                disabled=move || disabled.get()
                on:change=move |event| {
                    value.set(event_target_checked(&event));
                    touch(form);
                }
                aria-invalid=move || invalid.invalid()
                aria-describedby=move || described.described_by()
            />
            <div>
                <label for=ties.control.clone()>{label}</label>
                {hint.map(|hint| view! { <p class="field-hint" id=hint_id>{hint}</p> })}
                <Wrong ties />
            </div>
        </div>
    }
}

/// Fields that belong together under one question; shows the problem of the field `name`.
#[component]
pub fn Fieldset(
    #[prop(into)] name: String,
    #[prop(into)] legend: String,
    #[prop(optional, into)] hint: String,
    children: Children,
) -> impl IntoView {
    let hint = Some(hint).filter(|hint| !hint.is_empty());
    let ties = Ties::new(&name, &legend, hint.is_some(), None);
    let (described, hint_id) = (ties.clone(), format!("{}-hint", ties.control));
    view! {
        <fieldset
            class="field-group"
            id=ties.control
            tabindex="-1"
            aria-describedby=move || described.described_by()
        >
            <legend class="field-label">{legend}</legend>
            {hint.map(|hint| view! { <p class="field-hint" id=hint_id>{hint}</p> })}
            <Wrong ties=ties.clone() />
            {children()}
        </fieldset>
    }
}
