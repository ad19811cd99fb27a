//! What all fields share: label, hint, problem, and the ids that tie them to the control.

use leptos::prelude::*;
use wire::texts::Rule;

use super::{FormState, state::Known};
use crate::{
    components::{Icon, Symbol},
    dom,
};

/// What ties a control to its label, its hint and its problem.
#[derive(Clone)]
pub(super) struct Ties {
    pub control: String,
    hint: Option<String>,
    error: String,
    pub problem: Signal<Option<String>>,
}

impl Ties {
    /// Makes the ids, and tells the form around, where there is one, about the field.
    pub fn new(name: &str, label: &str, hint: bool, lacks: Option<Signal<Option<String>>>) -> Self {
        let control = dom::unique_id(name);
        let form = use_context::<FormState>();
        if let Some(form) = form {
            let known =
                Known { name: name.to_owned(), label: label.to_owned(), element: control.clone(), lacks };
            form.known.update_value(|all| all.push(known));
            let element = control.clone();
            on_cleanup(move || {
                let _ = form.known.try_update_value(|all| all.retain(|known| known.element != element));
            });
        }
        let name = name.to_owned();
        Self {
            hint: hint.then(|| format!("{control}-hint")),
            error: format!("{control}-error"),
            problem: Signal::derive(move || form.and_then(|form| form.problem_of(&name))),
            control,
        }
    }

    /// For `aria-describedby`.
    pub fn described_by(&self) -> Option<String> {
        let error = self.problem.get().map(|_| self.error.as_str());
        let ids: Vec<_> = self.hint.as_deref().into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// For `aria-invalid`.
    pub fn invalid(&self) -> Option<&'static str> {
        self.problem.get().map(|_| "true")
    }
}

/// The hint, and how long the text may be.
pub(super) fn with_rule(hint: Option<String>, rule: Option<Rule>) -> Option<String> {
    let sentences: Vec<_> = hint.into_iter().chain(rule.and_then(Rule::hint)).collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

/// What no field takes more of: far more than the characters of which people read. What programs read has no such limit
/// here: a browser would cut an address that is pasted, and say nothing. The server refuses it with a reason.
pub(super) fn maxlength(rule: Option<Rule>) -> Option<String> {
    match rule? {
        Rule::Plain { .. } => None,
        rule => Some(rule.code_points().to_string()),
    }
}

/// Whether one line may be longer than a field of usual width shows.
pub(super) const fn is_long(rule: Option<&Rule>) -> bool {
    matches!(rule, Some(Rule::Line(101..) | Rule::Plain { most: 101.., .. }))
}

/// The check that a field which must not be empty asks for.
pub(super) fn must_be_filled(value: RwSignal<String>, optional: bool) -> Option<Signal<Option<String>>> {
    (!optional).then(|| {
        Signal::derive(move || {
            value.with(|value| value.trim().is_empty().then(|| "This cannot be empty.".to_owned()))
        })
    })
}

/// Label, hint, control and problem, in that order.
#[component]
pub(super) fn Frame(
    ties: Ties,
    label: String,
    hint: Option<String>,
    /// Says "optional" beside the label.
    marked: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="field">
            <label class="field-label" for=ties.control.clone()>
                {label}
                {marked.then(|| view! { <span class="field-optional">" (optional)"</span> })}
            </label>
            {hint.map(|hint| view! { <p class="field-hint" id=ties.hint.clone()>{hint}</p> })}
            {children()}
            <Wrong ties />
        </div>
    }
}

#[component]
pub(super) fn Wrong(ties: Ties) -> impl IntoView {
    move || {
        let id = ties.error.clone();
        ties.problem.get().map(|message| {
            view! {
                <p class="field-error" id=id>
                    <Icon symbol=Symbol::Alert />
                    {message}
                </p>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use wire::texts::{AppDescription, AppInOneLine, AppName, WebAddress};

    use super::*;

    #[test]
    fn a_hint_says_how_long_a_text_may_be() {
        let hint = |hint: &str, rule| with_rule(Some(hint.to_owned()), rule);
        let long = "Plain text. At most 4,000 characters.".to_owned();
        assert_eq!(hint("Plain text.", Some(AppDescription::RULE)), Some(long));
        assert_eq!(hint("Plain text.", None).as_deref(), Some("Plain text."));
        let alone = with_rule(None, Some(AppDescription::RULE));
        assert_eq!(alone.as_deref(), Some("At most 4,000 characters."));
        assert_eq!(with_rule(None, Some(WebAddress::RULE)), None);
    }

    #[test]
    fn what_may_be_long_has_room() {
        for (rule, long) in [(AppName::RULE, false), (AppInOneLine::RULE, true), (WebAddress::RULE, true)] {
            assert_eq!(is_long(Some(&rule)), long);
        }
        assert!(!is_long(None));
    }

    #[test]
    fn no_address_is_cut() {
        assert_eq!(maxlength(Some(WebAddress::RULE)), None);
        assert_eq!(maxlength(Some(AppDescription::RULE)).as_deref(), Some("64000"));
    }
}
