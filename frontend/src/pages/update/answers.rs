//! The answers about one scope: grant, not now, never; none is chosen beforehand.

use leptos::prelude::*;
use model::{
    scope::ScopeName,
    update::{Answer, Answers},
};

use crate::{components::form::FormState, dom};

/// Who looks at the update, and whether they answer.
#[derive(Clone, Copy)]
pub enum Answering {
    /// An admin, whose answers so far these are.
    By(RwSignal<Answers>),
    /// A developer, who sees what an admin will see and presses nothing.
    Preview,
    /// A viewer: there is nothing to press.
    Shown,
}

impl Answering {
    /// Whether it is the reader's own organisation that answers.
    pub const fn is_by_reader(self) -> bool {
        !matches!(self, Self::Preview)
    }
}

const ANSWERS: [(Answer, &str); 3] =
    [(Answer::Grant, "Grant"), (Answer::NotNow, "Not now"), (Answer::Never, "Never")];

/// Nothing for a viewer.
#[component]
pub fn AnswerButtons(
    name: ScopeName,
    title: String,
    /// The id of the element that says what the scope lets its holder do.
    words: String,
    answering: Answering,
) -> impl IntoView {
    let answers = match answering {
        Answering::By(answers) => Some(answers),
        Answering::Preview => None,
        Answering::Shown => return ().into_any(),
    };
    let form = use_context::<FormState>();
    let group = dom::unique_id("answer");
    let radio = |(answer, words): (Answer, &'static str)| {
        let (own, chosen) = (name.clone(), name.clone());
        let checked =
            move || answers.is_some_and(|answers| answers.with(|all| all.get(&chosen) == Some(&answer)));
        let choose = move |_| {
            if let Some(answers) = answers {
                answers.update(|all| {
                    all.insert(own.clone(), answer);
                });
            }
            if let Some(form) = form {
                form.touch();
            }
        };
        view! {
            <label>
                <input type="radio" name=group.clone() prop:checked=checked on:change=choose />
                {words}
            </label>
        }
    };
    view! {
        <fieldset class="segmented" aria-describedby=words disabled=answers.is_none()>
            <legend class="sr-only">{title}</legend>
            {ANSWERS.into_iter().map(radio).collect_view()}
        </fieldset>
    }
    .into_any()
}
