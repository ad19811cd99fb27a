//! Fields that offer choices: select, radio buttons, check box, and a group of fields under one question.

use std::fmt::Display;

use leptos::prelude::*;

use super::{
    FormState,
    field::{Frame, Ties, Wrong},
};
use crate::dom;

/// One of several answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice<T> {
    value: T,
    label: String,
    /// A line beneath the label; radio groups only.
    hint: Option<String>,
}

impl<T> Choice<T> {
    pub fn new(value: T, label: impl ToString) -> Self {
        Self { value, label: label.to_string(), hint: None }
    }

    pub fn hint(mut self, hint: impl ToString) -> Self {
        self.hint = Some(hint.to_string());
        self
    }
}

/// The answer that the browser names by its text.
fn named<T: Copy + Display>(choices: &[Choice<T>], text: &str) -> Option<T> {
    choices.iter().map(|choice| choice.value).find(|value| value.to_string() == text)
}

/// One answer of many, closed up.
#[component]
pub fn Select<T>(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    value: RwSignal<T>,
    choices: Vec<Choice<T>>,
    #[prop(optional, into)] hint: Option<String>,
) -> impl IntoView
where
    T: Copy + PartialEq + Display + Send + Sync + 'static,
{
    let ties = Ties::new(&name, &label, hint.is_some(), None);
    let form = use_context::<FormState>();
    let (described, invalid) = (ties.clone(), ties.clone());
    let option = move |choice: &Choice<T>| {
        let own = choice.value;
        view! {
            <option value=own.to_string() prop:selected=move || value.get() == own>
                {choice.label.clone()}
            </option>
        }
    };
    let options = choices.iter().map(option).collect_view();
    view! {
        <Frame ties=ties.clone() label hint marked=false>
            <select
                class="select"
                id=ties.control
                name=name
                on:change=move |event| {
                    if let Some(chosen) = named(&choices, &event_target_value(&event)) {
                        value.set(chosen);
                    }
                    touch(form);
                }
                aria-invalid=move || invalid.invalid()
                aria-describedby=move || described.described_by()
            >
                {options}
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
pub fn RadioGroup<T>(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    value: RwSignal<T>,
    choices: Vec<Choice<T>>,
    #[prop(optional, into)] hint: Option<String>,
    /// Fixed as it is; the hint says why.
    #[prop(optional)]
    disabled: bool,
) -> impl IntoView
where
    T: Copy + PartialEq + Display + Send + Sync + 'static,
{
    let form = use_context::<FormState>();
    let group = dom::unique_id(&name);
    let radio = move |choice: Choice<T>| {
        let (id, own) = (dom::unique_id("radio"), choice.value);
        let hint = choice.hint.is_some().then(|| format!("{id}-hint"));
        view! {
            <div class="choice">
                <input
                    type="radio"
                    class="radio"
                    id=id.clone()
                    name=group.clone()
                    value=own.to_string()
                    prop:checked=move || value.get() == own
                    disabled=disabled
                    on:change=move |_| {
                        value.set(own);
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

#[cfg(test)]
mod tests {
    use model::role::TenantRole;

    use super::*;

    #[test]
    fn only_what_may_be_chosen_is_an_answer() {
        let choices = [TenantRole::Admin, TenantRole::Viewer].map(|role| Choice::new(role, role));
        assert_eq!(named(&choices, "viewer"), Some(TenantRole::Viewer));
        assert_eq!(named(&choices, "owner"), None);
        assert_eq!(named(&choices, ""), None);
    }
}
