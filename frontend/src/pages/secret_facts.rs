//! A secret as it stands afterwards, and what is amiss with a client's secrets: the same for admins and developers.

use leptos::prelude::*;
use model::{Timestamp, rotation::SecretConcern};
use wire::{admin::SecretHint, developer::ClientSecret, secrets::SecretNotice};

use crate::components::{
    feedback::{Banner, Day, HiddenSecret, Time, Tone},
    layout::Term,
};

/// What there is to say of a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretFacts {
    hint: String,
    /// Who made it; developers do not read that.
    made_by: Option<String>,
    made_at: Timestamp,
    used_at: Option<Timestamp>,
    used_from: Option<String>,
    ends_at: Option<Timestamp>,
    reported_at: Option<Timestamp>,
    replaced: bool,
}

impl From<SecretHint> for SecretFacts {
    fn from(secret: SecretHint) -> Self {
        Self {
            hint: secret.hint,
            made_by: Some(secret.created_by),
            made_at: secret.created_at,
            used_at: secret.last_used_at,
            used_from: secret.last_used_from,
            ends_at: secret.expires_at,
            reported_at: secret.reported_at,
            replaced: secret.replaced,
        }
    }
}

impl From<ClientSecret> for SecretFacts {
    fn from(secret: ClientSecret) -> Self {
        Self {
            hint: secret.hint,
            made_by: None,
            made_at: secret.created_at,
            used_at: secret.last_used_at,
            used_from: secret.last_used_from,
            ends_at: secret.expires_at,
            reported_at: secret.reported_at,
            replaced: secret.replaced,
        }
    }
}

/// Among facts. The children are what one can do with it.
#[component]
pub fn SecretTerm(
    #[prop(into)] secret: SecretFacts,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let SecretFacts { hint, made_by, made_at, used_at, used_from, ends_at, reported_at, replaced } = secret;
    let label = if replaced { "Old client secret" } else { "Client secret" };
    let used = used_at.map(|at| {
        let from = used_from.map(|from| view! { " from " <code>{from}</code> });
        view! { "Last used " <Time at /> {from} }
    });
    let unused = used.is_none();
    let by = made_by.map_or_else(|| "Made ".to_owned(), |name| format!("Made by {name} "));
    view! {
        <Term label>
            <div class="grid justify-items-start gap-1">
                <HiddenSecret hint />
                <span class="text-sm text-muted">
                    {by} <Time at=made_at /> ". " {used} {unused.then_some("Not used yet")} "."
                    {ends_at.map(|at| view! { " Works until " <Day at /> "." })}
                    {reported_at.map(|at| view! { " Reported as leaked " <Time at /> ": it no longer works." })}
                </span>
                {children.map(|verbs| verbs())}
            </div>
        </Term>
    }
}

/// Title and what follows, after the sentence that says when the secret ends.
const fn words(concern: SecretConcern, to_collect: bool) -> (&'static str, &'static str) {
    match (concern, to_collect) {
        (SecretConcern::OldStillUsed, _) => (
            "The old secret is still used",
            "Whatever uses it gets no tokens from then on: give it the new one before.",
        ),
        (SecretConcern::NewUnused, true) => (
            "No one has collected the new secret",
            "The app gets no tokens from then on, unless its developer has collected the new one and put it in place.",
        ),
        (SecretConcern::NewUnused, false) => (
            "The new secret was never used",
            "The app gets no tokens from then on, unless the new one is in place.",
        ),
        (SecretConcern::Ending, _) => (
            "The secret ends soon",
            "Nothing gets tokens with it from then on. Regenerate it before, and keep the old one while you move.",
        ),
    }
}

/// Says on top of a page what is amiss. `way_out`: of a secret that nothing has taken the place of.
#[component]
pub fn SecretNotices(
    notices: Vec<SecretNotice>,
    to_collect: bool,
    #[prop(optional_no_strip)] way_out: Option<ViewFn>,
) -> impl IntoView {
    let one = move |notice: SecretNotice| {
        let SecretNotice { concern, hint, ends_at, .. } = notice;
        let (title, then) = words(concern, to_collect);
        let out = way_out.clone().filter(|_| concern == SecretConcern::Ending);
        view! {
            <Banner tone=Tone::Caution title>
                <div class="flex flex-wrap items-center justify-between gap-3">
                    <p class="min-w-0 flex-1 basis-72">
                        {format!("The secret that ends in {hint} works until ")} <Day at=ends_at /> ". " {then}
                    </p>
                    {out.map(|out| out.run())}
                </div>
            </Banner>
        }
    };
    notices.into_iter().map(one).collect_view()
}
