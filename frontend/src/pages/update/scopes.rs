//! The scopes of a newer version, each with its answers.

use leptos::prelude::*;
use wire::updates::ScopeStanding;

use super::{
    answers::{AnswerButtons, Answering},
    groups::AskedScope,
};
use crate::{
    components::{
        FoldedText, Icon, Symbol,
        feedback::{Badge, Day, Tone},
    },
    dom,
    pages::{
        admin::scopes::{Choosing, ScopeItem, ScopeWords},
        badges::ScopeBadges,
    },
};

/// Scopes to decide about; nothing where there are none and no note.
#[component]
pub fn Asked(
    #[prop(into)] title: String,
    note: Option<String>,
    asked: Vec<AskedScope>,
    asker: String,
    answering: Answering,
) -> impl IntoView {
    (!asked.is_empty() || note.is_some()).then(|| {
        view! {
            <div class="panel grid gap-4">
                <h2>{title}</h2>
                {note.map(|text| view! { <FoldedText text what="note" /> })}
                <Items asked asker answering />
            </div>
        }
    })
}

/// Scopes about which no one wants to be asked, folded.
#[component]
pub fn Folded(
    title: &'static str,
    /// Something in it is needed.
    open: bool,
    asked: Vec<AskedScope>,
    asker: String,
    answering: Answering,
) -> impl IntoView {
    (!asked.is_empty()).then(|| {
        view! {
            <details class="panel disclosure" open=open>
                <summary>
                    <Icon symbol=Symbol::ChevronRight />
                    {format!("{title} ({})", asked.len())}
                </summary>
                <Items asked asker answering />
            </details>
        }
    })
}

/// What the connection has already, folded.
#[component]
pub fn Unchanged(
    held: Vec<AskedScope>,
    asker: String,
    accepted: u32,
    /// For developers: each with its name.
    named: bool,
) -> impl IntoView {
    (!held.is_empty()).then(|| {
        let titles = held.iter().map(|one| one.scope.title.clone()).collect::<Vec<_>>().join(", ");
        let item = |one: AskedScope| {
            view! { <ScopeItem scope=one.scope choosing=Choosing::No asker=asker.clone() remark="Allowed now" named /> }
        };
        view! {
            <details class="panel disclosure">
                <summary>
                    <Icon symbol=Symbol::ChevronRight />
                    {format!("Unchanged ({})", held.len())}
                    <span class="font-normal text-muted">{titles}</span>
                </summary>
                <div class="grid gap-4">
                    <p class="text-muted">{format!("Allowed with version {accepted} already.")}</p>
                    <ul class="grid gap-4" role="list">
                        {held.into_iter().map(item).collect_view()}
                    </ul>
                </div>
            </details>
        }
    })
}

#[component]
fn Items(asked: Vec<AskedScope>, asker: String, answering: Answering) -> impl IntoView {
    let item = |one: AskedScope| view! { <Item one asker=asker.clone() answering /> };
    view! {
        <ul class="grid gap-5" role="list">
            {asked.into_iter().map(item).collect_view()}
        </ul>
    }
}

#[component]
fn Item(one: AskedScope, asker: String, answering: Answering) -> impl IntoView {
    let AskedScope { scope, standing } = one;
    let words = dom::unique_id("scope-words");
    let (name, title) = (scope.name.clone(), scope.title.clone());
    let shown = (!answering.is_by_reader()).then_some(scope.name);
    view! {
        <li class="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
            <div class="grid min-w-0 flex-1 basis-80 gap-1">
                <div class="flex flex-wrap items-center gap-x-2 gap-y-1">
                    <span class="font-semibold">{scope.title}</span>
                    <ScopeBadges action=scope.action sensitivity=scope.sensitivity />
                    {scope.required.then(|| view! { <Badge tone=Tone::Neutral>"Required"</Badge> })}
                </div>
                <ScopeWords
                    id=words.clone()
                    sentence=scope.sentence
                    reason=scope.reason
                    asker
                    name=shown
                />
                <LeftOutSince standing />
            </div>
            <AnswerButtons name title words answering />
        </li>
    }
}

/// In which version it was left out, by whom and when.
#[component]
fn LeftOutSince(standing: ScopeStanding) -> impl IntoView {
    let ScopeStanding { version, answered_by, answered_at, .. } = standing;
    version.map(|version| {
        let who = answered_by.map(|who| format!(" by {who}"));
        view! {
            <p class="text-sm text-muted">
                {format!("Left out in version {version}")} {who}
                {answered_at.map(|at| view! { " on " <Day at /> })} "."
            </p>
        }
    })
}
