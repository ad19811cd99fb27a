//! A page that lists what the operator looks after, such as tenants, publishers or apps.

use leptos::prelude::*;

use crate::{
    components::{
        Icon, Symbol,
        layout::PageHeader,
        list::{Column, EmptyState, Export, ListView, Listing},
    },
    pages::needs::NeedsYou,
};

/// A page that is a list of what the operator looks after. The children say what to do where there is nothing yet.
#[component]
pub fn ListPage<T>(
    title: &'static str,
    lead: &'static str,
    /// Address and words of the way to a new one.
    #[prop(optional)]
    create: Option<(&'static str, &'static str)>,
    list: Listing<T>,
    /// What is listed, in lower case and plural.
    noun: &'static str,
    columns: Vec<Column<T>>,
    search: &'static str,
    /// "No tenants yet", and its picture.
    nothing: (&'static str, Symbol),
    /// The portal's first page, which opens with what waits.
    #[prop(optional)]
    needs: bool,
    /// The list as a file.
    #[prop(optional_no_strip)]
    export: Option<Export>,
    children: ChildrenFn,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let create = create.map(|(address, words)| {
        view! {
            <a class="btn btn-primary" href=address>
                <Icon symbol=Symbol::Plus />
                {words}
            </a>
        }
    });
    let (nothing_yet, symbol) = nothing;
    let empty = move || {
        let what_to_do = children.clone();
        view! { <EmptyState title=nothing_yet symbol>{what_to_do()}</EmptyState> }
    };
    view! {
        <PageHeader title lead>
            {create}
        </PageHeader>
        {needs.then(|| view! { <NeedsYou /> })}
        <ListView list noun columns search empty export />
    }
}
