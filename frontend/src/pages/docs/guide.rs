//! A guide, with what is the reader's own filled in.

use leptos::prelude::*;
use wire::docs::{self, GuideHeading, GuidePart};

use super::{
    caller::{Caller, CallerPanel},
    frame::Frame,
    snippets::{Language, LanguageTabs},
};
use crate::{
    api,
    components::{Icon, Symbol, layout::PageHeader, list::Loaded},
    dom,
    pages::parameter::load_named,
    route,
};

const TOKEN_URL: &str = "{{token_url}}";
const CLIENT_ID: &str = "{{client_id}}";
/// Where the reader has none yet.
const NO_CLIENT: &str = "YOUR_CLIENT_ID";

#[component]
pub fn Guide() -> impl IntoView {
    let guide = load_named("guide", |name: String| async move { api::call(api::docs::guide(&name)).await });
    view! {
        <Frame>
            <Loaded
                from=guide
                thing="The guide"
                back=(route::DOCS.to_owned(), "Documentation".to_owned())
                let:guide
            >
                <Shown guide />
            </Loaded>
        </Frame>
    }
}

fn holds_a_placeholder(text: &str) -> bool {
    [TOKEN_URL, CLIENT_ID].iter().any(|placeholder| text.contains(placeholder))
}

fn is_filled_in(part: &GuidePart) -> bool {
    !part.snippets.is_empty() || holds_a_placeholder(&part.html)
}

#[component]
fn Shown(guide: docs::Guide) -> impl IntoView {
    let docs::Guide { title, summary, headings, parts, .. } = guide;
    let (caller, language) = (Caller::new(), Language::remembered());
    let asks = parts.iter().any(is_filled_in);
    Effect::new(dom::show_named);
    let several = (headings.len() > 1).then_some(headings);
    let folded = several.clone().map(|headings| view! { <FoldedHeadings headings /> });
    let beside = several.map(|headings| view! { <OnThisPage headings /> });
    let part = move |part: GuidePart| {
        let fill = move |text: String| filled(&text, &caller.token_url(), &caller.client_id.get());
        let snippets = part.snippets;
        view! {
            <Prose html=part.html caller />
            {(!snippets.is_empty()).then(|| view! { <LanguageTabs snippets language filled=fill /> })}
        }
    };
    view! {
        <PageHeader title lead=summary back=(route::DOCS.to_owned(), "Documentation".to_owned()) />
        {asks.then(|| view! { <CallerPanel caller with_client=true /> })}
        {folded}
        <div class="docs-columns">
            <article>{parts.into_iter().map(part).collect_view()}</article>
            {beside}
        </div>
    }
}

/// The only place of the pages where HTML of the server is taken as it is: it is made of our own files, and the server has
/// left out whatever is no text (`crates/grantry/src/http/guides/html.rs`).
#[component]
fn Prose(html: String, caller: Caller) -> impl IntoView {
    if !holds_a_placeholder(&html) {
        return view! { <div class="prose" inner_html=html></div> }.into_any();
    }
    let own = move || filled(&html, &escaped(&caller.token_url()), &escaped(&caller.client_id.get()));
    view! { <div class="prose" inner_html=own></div> }.into_any()
}

fn filled(text: &str, token_url: &str, client_id: &str) -> String {
    let client_id = if client_id.trim().is_empty() { NO_CLIENT } else { client_id.trim() };
    text.replace(TOKEN_URL, token_url).replace(CLIENT_ID, client_id)
}

/// As text of a page.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Folded above the guide, where there is no room for it beside.
#[component]
fn FoldedHeadings(headings: Vec<GuideHeading>) -> impl IntoView {
    view! {
        <details class="disclosure docs-folded">
            <summary>
                <Icon symbol=Symbol::ChevronRight />
                "On this page"
            </summary>
            <nav class="docs-guides" aria-label="On this page">
                <Headings headings />
            </nav>
        </details>
    }
}

/// Beside the guide.
#[component]
fn OnThisPage(headings: Vec<GuideHeading>) -> impl IntoView {
    view! {
        <nav class="docs-guides docs-beside" aria-labelledby="on-this-page">
            <h2 id="on-this-page">"On this page"</h2>
            <Headings headings />
        </nav>
    }
}

#[component]
fn Headings(headings: Vec<GuideHeading>) -> impl IntoView {
    let entry = |heading: GuideHeading| {
        view! {
            <li>
                <a class="link" href=format!("#{}", heading.id)>
                    {heading.text}
                </a>
            </li>
        }
    };
    view! { <ul role="list">{headings.into_iter().map(entry).collect_view()}</ul> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readers_own_stands_in_the_place_of_placeholders() {
        let text = "curl {{token_url}} {{client_id}}";
        assert_eq!(filled(text, "https://x.example/t", " cli_1 "), "curl https://x.example/t cli_1");
        assert_eq!(filled(text, "u", ""), "curl u YOUR_CLIENT_ID");
    }

    #[test]
    fn what_a_reader_types_is_text() {
        assert_eq!(escaped("<i>\"&"), "&lt;i&gt;&quot;&amp;");
    }
}
