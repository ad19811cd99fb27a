//! The dialog that gives a client another secret: at once, or with the old one beside it for a time.

use std::{fmt, future::Future};

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};
use model::rotation::MOST_OVERLAP_HOURS;
use wire::{
    admin::{Client, IssuedCredential},
    secrets::Regenerate,
};

use crate::{
    api::ApiError,
    components::{
        feedback::{ConfirmDialog, OnError},
        form::{Choice, RadioGroup, Select},
    },
    pages::answered::{Answered, answered},
    route,
};

/// How the old secret ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Old {
    Now,
    Later,
}

impl fmt::Display for Old {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Now => "now",
            Self::Later => "later",
        })
    }
}

const WEEK: u32 = 7 * 24;
/// In hours, and in words.
const OVERLAPS: [(u32, &str); 6] = [
    (1, "1 hour"),
    (24, "1 day"),
    (3 * 24, "3 days"),
    (WEEK, "7 days"),
    (2 * WEEK, "14 days"),
    (MOST_OVERLAP_HOURS, "30 days"),
];

/// The last characters of a secret that still works beside the newest: there are never more than two.
fn works_beside(client: &Client) -> Option<String> {
    let replaced = client.secrets.iter().find(|secret| secret.replaced);
    replaced.filter(|_| client.secrets.len() > 1).map(|secret| secret.hint.clone())
}

/// Opens the page's dialog where the address asks for it, and takes that out of the address: a reload does not ask again.
pub fn open_where_asked(open: RwSignal<bool>) {
    let (search, path, navigate) = (use_location().search, use_location().pathname, use_navigate());
    Effect::new(move || {
        if search.with(|search| search == route::admin::TO_REGENERATE) {
            open.set(true);
            let options =
                NavigateOptions { replace: true, scroll: false, resolve: false, ..Default::default() };
            navigate(&path.get_untracked(), options);
        }
    });
}

#[component]
pub fn RegenerateDialog<Run, Call>(
    open: RwSignal<bool>,
    #[prop(into)] title: String,
    refused: OnError,
    client: Client,
    /// What follows at once, where nothing is kept.
    #[prop(into)]
    now: String,
    /// Who gets the new secret.
    whose: &'static str,
    run: Run,
    #[prop(into)] then: Callback<(Answered<IssuedCredential>,)>,
) -> impl IntoView
where
    Run: Fn(Regenerate) -> Call + Clone + Send + Sync + 'static,
    Call: Future<Output = Result<IssuedCredential, ApiError>> + 'static,
{
    let (old, hours) = (RwSignal::new(Old::Now), RwSignal::new(WEEK));
    Effect::new(move || {
        if open.get() {
            old.set(Old::Now);
        }
    });
    let may_keep = !client.secrets.is_empty() && client.secrets_stopped.is_none();
    let beside = works_beside(&client);
    let run = move || {
        let keep_old_hours = (old.get_untracked() == Old::Later).then(|| hours.get_untracked());
        answered(run(Regenerate { keep_old_hours }))
    };
    view! {
        <ConfirmDialog open title refused verb="Regenerate secret" destroys=true run then>
            {may_keep.then(|| view! { <Ways old hours /> })}
            <Consequence old now=now.clone() whose beside=beside.clone() />
        </ConfirmDialog>
    }
}

#[component]
fn Ways(old: RwSignal<Old>, hours: RwSignal<u32>) -> impl IntoView {
    let lengths = OVERLAPS.iter().map(|(hours, words)| Choice::new(*hours, words)).collect::<Vec<_>>();
    let select = move || {
        (old.get() == Old::Later).then(|| {
            let choices = lengths.clone();
            view! { <Select name="keep_old_hours" label="Both work for" value=hours choices /> }
        })
    };
    view! {
        <RadioGroup
            name="old"
            label="The old secret"
            value=old
            choices=vec![
                Choice::new(Old::Now, "Stops now").hint("If it may be known to someone else, or nothing uses it."),
                Choice::new(Old::Later, "Works beside the new one for a time")
                    .hint("So that no call fails while you put the new one in place."),
            ]
        />
        {select}
    }
}

#[component]
fn Consequence(
    old: RwSignal<Old>,
    now: String,
    whose: &'static str,
    beside: Option<String>,
) -> impl IntoView {
    move || {
        match old.get() {
        Old::Now => view! { <p>{format!("{now} {whose} This action cannot be undone.")}</p> }.into_any(),
        Old::Later => view! {
            <p>
                {format!(
                    "Both secrets work until then, and tokens stay as they are. After that the old one stops by itself: move everything that uses it before. {whose}",
                )}
            </p>
            {beside
                .clone()
                .map(|hint| {
                    view! {
                        <p>
                            {format!("The secret that ends in {hint} stops at once: at most two work at the same time.")}
                        </p>
                    }
                })}
        }
        .into_any(),
    }
    }
}
