//! What is wrong with a document, and which scopes it and the catalogue do not share.

use leptos::prelude::*;
use model::api_document::DocumentProblem;

use crate::{
    components::{
        feedback::Breakable,
        list::{Column, Table},
    },
    pages::counted::HowMany,
};

#[component]
pub fn ProblemTable(problems: Vec<DocumentProblem>) -> impl IntoView {
    view! {
        <HowMany number=problems.len() one="problem" many="problems" />
        <Table label="Problems" columns=columns() rows=Signal::stored(problems) />
    }
}

fn columns() -> Vec<Column<DocumentProblem>> {
    vec![
        Column::name("Problem", |problem: &DocumentProblem| problem.message.clone()),
        Column::new("Line", |problem: &DocumentProblem| problem.line.to_string()),
        Column::new("Column", |problem: &DocumentProblem| problem.column.to_string()),
        Column::new("Path", |problem: &DocumentProblem| {
            let path =
                if problem.path.is_empty() { "The whole document".to_owned() } else { problem.path.clone() };
            view! { <code class="wrap-anywhere"><Breakable text=path /></code> }
        }),
    ]
}

/// Nothing where both name the same.
#[component]
pub fn MissingScopes(here: Vec<String>, there: Vec<String>) -> impl IntoView {
    let list = |title: &'static str, words: &'static str, scopes: Vec<String>| {
        (!scopes.is_empty()).then(|| {
            let scopes = scopes
                .into_iter()
                .map(|scope| view! { <li><code class="wrap-anywhere"><Breakable text=scope /></code></li> });
            view! {
                <div>
                    <h3>{title}</h3>
                    <p class="text-muted">{words}</p>
                    <ul class="bullets">{scopes.collect_view()}</ul>
                </div>
            }
        })
    };
    (!here.is_empty() || !there.is_empty()).then(|| {
        view! {
            <div class="grid gap-4">
                {list(
                    "Scopes that the catalogue lacks",
                    "The document names them. No one can be granted them, and the documentation leaves them out. Add them above, or take them out of the document.",
                    here,
                )}
                {list(
                    "Scopes that the document does not name",
                    "They can be granted, but no call in the document needs them.",
                    there,
                )}
            </div>
        }
    })
}
