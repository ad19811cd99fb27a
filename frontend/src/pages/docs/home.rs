//! The documentation's first page: the APIs, ours after the platform's, and the guides by whom they are for.

use leptos::prelude::*;
use wire::{
    api_documents::DocumentedApi,
    docs::{GuideHeading, GuideRole, GuideSummary, OwnDocument},
};

use super::frame::Frame;
use crate::{
    api::{self, ApiError},
    components::{
        Symbol,
        feedback::{Badge, Tone},
        form::TextField,
        layout::{PageHeader, Section},
        list::{EmptyState, Loaded, Loader},
    },
    dom, route,
};

#[derive(Clone, PartialEq)]
struct Contents {
    apis: Vec<DocumentedApi>,
    own: Vec<OwnDocument>,
    guides: Vec<GuideSummary>,
}

async fn contents() -> Result<Contents, ApiError> {
    Ok(Contents {
        apis: api::call(api::docs::apis()).await?.apis,
        own: api::call(api::docs::own_documents()).await?.documents,
        guides: api::call(api::docs::guides()).await?.guides,
    })
}

#[component]
pub fn Home() -> impl IntoView {
    let loaded = Loader::new(contents);
    let wanted = RwSignal::new(String::new());
    view! {
        <Frame>
            <PageHeader title="Documentation" lead="The APIs that you can call, and guides to what you want to do." />
            <div role="search" class="mb-6">
                <TextField
                    name="search"
                    label="Search APIs and guides"
                    value=wanted
                    kind="search"
                    optional=true
                    unmarked=true
                    autocomplete="off"
                />
            </div>
            <Loaded from=loaded headed=true let:contents>
                <Found contents wanted />
            </Loaded>
        </Frame>
    }
}

#[component]
fn Found(contents: Contents, wanted: RwSignal<String>) -> impl IntoView {
    Effect::new(dom::show_named);
    move || wanted.with(|wanted| found(&contents, wanted))
}

/// Whether every word of a search stands in a text.
fn holds(text: &str, wanted: &str) -> bool {
    let text = text.to_lowercase();
    wanted.to_lowercase().split_whitespace().all(|word| text.contains(word))
}

fn found(contents: &Contents, wanted: &str) -> AnyView {
    let apis =
        contents.apis.iter().filter(|api| holds(&[&*api.name, " ", &api.description].concat(), wanted));
    let apis: Vec<_> = apis.cloned().collect();
    let own = contents.own.iter().filter(|own| holds(&[&*own.title, " ", &own.summary].concat(), wanted));
    let own: Vec<_> = own.cloned().collect();
    let guides: Vec<_> = contents.guides.iter().filter_map(|guide| matching(guide, wanted)).collect();
    let number = apis.len() + own.len() + guides.len();
    if number == 0 {
        return view! {
            <EmptyState title="No match" symbol=Symbol::Search>
                "Try fewer words, or other ones."
            </EmptyState>
        }
        .into_any();
    }
    view! {
        <p class="sr-only" role="status">
            {(!wanted.trim().is_empty()).then(|| format!("{number} found"))}
        </p>
        <div class="docs-columns">
            <div>
                {(!apis.is_empty()).then(|| view! { <PlatformsApis apis /> })}
                {(!own.is_empty()).then(|| view! { <OwnApis own /> })}
            </div>
            {(!guides.is_empty()).then(|| view! { <Guides guides /> })}
        </div>
    }
    .into_any()
}

/// A guide that a search has found, with the headings in which its words stand.
fn matching(guide: &GuideSummary, wanted: &str) -> Option<GuideSummary> {
    let itself = holds(&[&*guide.title, " ", &guide.summary].concat(), wanted);
    let searched = !wanted.trim().is_empty();
    let headings: Vec<GuideHeading> =
        guide.headings.iter().filter(|heading| searched && holds(&heading.text, wanted)).cloned().collect();
    (itself || !headings.is_empty()).then(|| GuideSummary { headings, ..guide.clone() })
}

#[component]
fn PlatformsApis(apis: Vec<DocumentedApi>) -> impl IntoView {
    let entry = |api: DocumentedApi| {
        let words = view! {
            <span class="docs-entry-title">{api.name}</span>
            <span class="docs-entry-words">{api.description}</span>
        };
        if api.has_document {
            view! { <li><a class="docs-entry" href=route::docs::api(api.id)>{words}</a></li> }.into_any()
        } else {
            view! {
                <li class="docs-entry">
                    {words}
                    <span><Badge tone=Tone::Neutral>"No reference yet"</Badge></span>
                </li>
            }
            .into_any()
        }
    };
    view! {
        <Section title=format!("APIs of {}", dom::platform_name())>
            <ul class="docs-entries" role="list">
                {apis.into_iter().map(entry).collect_view()}
            </ul>
        </Section>
    }
}

#[component]
fn OwnApis(own: Vec<OwnDocument>) -> impl IntoView {
    let entry = |own: OwnDocument| {
        view! {
            <li>
                <a class="docs-entry" href=route::docs::own(own.name)>
                    <span class="docs-entry-title">{own.title}</span>
                    <span class="docs-entry-words">{own.summary}</span>
                </a>
            </li>
        }
    };
    view! {
        <Section title="Access: tokens, connections, portals">
            <ul class="docs-entries" role="list">
                {own.into_iter().map(entry).collect_view()}
            </ul>
        </Section>
    }
}

#[component]
fn Guides(guides: Vec<GuideSummary>) -> impl IntoView {
    let part = |name: String, heading: GuideHeading| {
        let address = format!("{}#{}", route::docs::guide(name), heading.id);
        view! { <li><a class="link text-sm" href=address>{heading.text}</a></li> }
    };
    let entry = move |guide: GuideSummary| {
        let (name, headings) = (guide.name.clone(), guide.headings);
        let parts = headings.into_iter().map(move |heading| part(name.clone(), heading)).collect_view();
        view! {
            <li>
                <a class="link" href=route::docs::guide(guide.name) title=guide.summary>
                    {guide.title}
                </a>
                <ul class="ps-4">{parts}</ul>
            </li>
        }
    };
    let of_role = move |role: GuideRole| {
        let own: Vec<_> = guides.iter().filter(|guide| guide.role == role).cloned().collect();
        (!own.is_empty()).then(|| {
            view! {
                <h3>{role.heading()}</h3>
                <ul role="list">{own.into_iter().map(entry).collect_view()}</ul>
            }
        })
    };
    view! {
        <nav class="docs-guides" aria-labelledby="guides">
            <h2 id="guides">"Guides"</h2>
            {GuideRole::ALL.into_iter().map(of_role).collect_view()}
        </nav>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_a_search_must_stand_there() {
        assert!(holds("Regenerate a secret", "SECRET reg"));
        assert!(holds("Regenerate a secret", "  "));
        assert!(!holds("Regenerate a secret", "secret token"));
    }

    #[test]
    fn a_guide_is_found_by_its_headings() {
        let heading = |text: &str| GuideHeading { id: text.to_lowercase(), text: text.to_owned() };
        let guide = GuideSummary {
            name: "keys".to_owned(),
            title: "Keys".to_owned(),
            role: GuideRole::Operator,
            summary: "The master key.".to_owned(),
            headings: vec![heading("Rotation"), heading("Loss")],
        };
        let found = |wanted: &str| matching(&guide, wanted).map(|guide| guide.headings.len());
        assert_eq!(found("rotation"), Some(1));
        assert_eq!(found("master"), Some(0));
        assert_eq!(found(""), Some(0));
        assert_eq!(found("patients"), None);
    }
}
