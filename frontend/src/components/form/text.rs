//! Fields for text: one line, several lines, a web address, a password.

use leptos::prelude::*;
use wire::texts::{Rule, WebAddress};

use super::{
    FormState,
    field::{Frame, Ties, is_long, maxlength, must_be_filled, with_rule},
};

fn heard(value: RwSignal<String>, form: Option<FormState>) -> impl Fn(String) + Copy {
    move |text| {
        value.set(text);
        if let Some(form) = form {
            form.touch();
        }
    }
}

/// One line of text.
#[component]
pub fn TextField(
    /// The field's name in the request's body; the server's problem with it shows here.
    #[prop(into)]
    name: String,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(optional, into)] hint: Option<String>,
    /// How long it may be; said after the hint.
    #[prop(optional)]
    rule: Option<Rule>,
    /// `text` by default; `email`, `url`, `search`, `datetime-local`…
    #[prop(default = "text")]
    kind: &'static str,
    /// May be left empty, and says so.
    #[prop(optional)]
    optional: bool,
    /// May be left empty, without a word on it.
    #[prop(optional)]
    unmarked: bool,
    #[prop(optional, into)] autocomplete: Option<&'static str>,
    #[prop(optional, into)] placeholder: Option<String>,
    /// For ids and other things that are not words: monospace, no spelling check.
    #[prop(optional)]
    monospace: bool,
) -> impl IntoView {
    let long = is_long(rule.as_ref());
    let hint = with_rule(hint, rule);
    let ties = Ties::new(&name, &label, hint.is_some(), must_be_filled(value, optional));
    let set = heard(value, use_context());
    let (described, invalid) = (ties.clone(), ties.clone());
    view! {
        <Frame ties=ties.clone() label hint marked=optional && !unmarked>
            <input
                class="input"
                class:monospace=monospace
                class:input-long=long
                id=ties.control
                name=name
                type=kind
                prop:value=move || value.get()
                on:input=move |event| set(event_target_value(&event))
                maxlength=maxlength(rule)
                placeholder=placeholder
                autocomplete=autocomplete
                spellcheck=monospace.then_some("false")
                aria-required=(!optional).then_some("true")
                aria-invalid=move || invalid.invalid()
                aria-describedby=move || described.described_by()
            />
        </Frame>
    }
}

/// The address of a page on the web, which may be left out.
#[component]
pub fn WebAddressField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(default = "An https URL.")] hint: &'static str,
) -> impl IntoView {
    view! {
        <TextField name label value hint rule=WebAddress::RULE kind="url" optional=true autocomplete="off" />
    }
}

/// A password: `current-password` to sign in, `new-password` to choose one.
#[component]
pub fn PasswordField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(default = "current-password")] autocomplete: &'static str,
) -> impl IntoView {
    let ties = Ties::new(&name, &label, hint.is_some(), must_be_filled(value, false));
    let set = heard(value, use_context());
    let (described, invalid) = (ties.clone(), ties.clone());
    let shown = RwSignal::new(false);
    view! {
        <Frame ties=ties.clone() label hint marked=false>
            <div class="password">
                <input
                    class="input"
                    id=ties.control
                    name=name
                    type=move || if shown.get() { "text" } else { "password" }
                    prop:value=move || value.get()
                    on:input=move |event| set(event_target_value(&event))
                    autocomplete=autocomplete
                    spellcheck="false"
                    autocapitalize="none"
                    aria-required="true"
                    aria-invalid=move || invalid.invalid()
                    aria-describedby=move || described.described_by()
                />
                <button
                    type="button"
                    class="btn btn-ghost"
                    aria-pressed=move || shown.get().to_string()
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    "Show"
                    <span class="sr-only">" password"</span>
                </button>
            </div>
        </Frame>
    }
}

/// Tells a password manager which account the password beside it is of; no one sees it.
#[component]
pub fn Username(#[prop(into)] email: String) -> impl IntoView {
    view! {
        <input
            class="sr-only"
            type="text"
            autocomplete="username"
            value=email
            readonly
            tabindex="-1"
            aria-hidden="true"
        />
    }
}

/// Several lines of text.
#[component]
pub fn TextArea(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(optional, into)] hint: Option<String>,
    /// How long it may be; said after the hint.
    #[prop(optional)]
    rule: Option<Rule>,
    #[prop(default = 4)] rows: u32,
    #[prop(optional)] optional: bool,
    /// For what is not words: monospace, no spelling check.
    #[prop(optional)]
    monospace: bool,
) -> impl IntoView {
    let hint = with_rule(hint, rule);
    let ties = Ties::new(&name, &label, hint.is_some(), must_be_filled(value, optional));
    let set = heard(value, use_context());
    let (described, invalid) = (ties.clone(), ties.clone());
    view! {
        <Frame ties=ties.clone() label hint marked=optional>
            <textarea
                class="textarea"
                class:monospace=monospace
                id=ties.control
                name=name
                rows=rows
                maxlength=maxlength(rule)
                spellcheck=monospace.then_some("false")
                prop:value=move || value.get()
                on:input=move |event| set(event_target_value(&event))
                aria-required=(!optional).then_some("true")
                aria-invalid=move || invalid.invalid()
                aria-describedby=move || described.described_by()
            ></textarea>
        </Frame>
    }
}
