//! The versions of an API's document that are kept.

use leptos::prelude::*;
use wire::api_documents::ApiDocumentVersion;

use crate::{
    components::{
        feedback::{Breakable, Time},
        list::{Column, Table},
    },
    pages::counted::HowMany,
};

#[component]
pub fn Versions(versions: Vec<ApiDocumentVersion>) -> impl IntoView {
    view! {
        <div>
            <h3>"Versions"</h3>
            <HowMany number=versions.len() one="version" many="versions" />
            <Table label="Versions of the document" columns=columns() rows=Signal::stored(versions) />
        </div>
    }
}

fn columns() -> Vec<Column<ApiDocumentVersion>> {
    vec![
        Column::name("Version", |version: &ApiDocumentVersion| {
            view! {
                <span class="font-semibold">{version.number}</span>
                {format!(" {}", version.title)}
            }
        }),
        Column::new("Taken", |version: &ApiDocumentVersion| {
            let by = version.by.clone().map(|by| format!(" by {by}"));
            view! {
                <Time at=version.at />
                {by}
            }
        }),
        Column::new("From", |version: &ApiDocumentVersion| {
            let from = version.url.clone().unwrap_or_else(|| "Upload".to_owned());
            view! { <span class="wrap-anywhere"><Breakable text=from /></span> }
        }),
        Column::new("Size", |version: &ApiDocumentVersion| format!("{} kB", version.bytes.div_ceil(1000))),
        Column::new("SHA-256", |version: &ApiDocumentVersion| {
            let start: String = version.sha256.chars().take(12).collect();
            view! { <code title=version.sha256.clone()>{start}</code> }
        }),
    ]
}
