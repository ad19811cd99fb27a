//! Links out of the product, made of what people typed. What may become a link is decided here and nowhere else.

use leptos::prelude::*;

use crate::components::{Icon, Symbol, feedback::Breakable};

/// Opens elsewhere, is told nothing of this page, and is not the router's.
const AWAY: &str = "external noopener noreferrer";

/// Whether a browser would open what a person reads there: `http` or `https` and a host.
fn is_web_address(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let known = ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let begins = host.chars().next().is_some_and(|first| first.is_alphanumeric() || first == '[');
    // Browsers drop tabs and line breaks, and read `\` as `/`; what stands before an `@` is no host.
    let hidden = |letter: char| letter.is_whitespace() || letter.is_control() || letter == '\\';
    known && begins && !host.contains('@') && !text.contains(hidden)
}

/// Whether it is one e-mail address and nothing else, such as a subject or a second recipient.
fn is_mail_address(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    let other = |letter: char| {
        letter.is_whitespace() || letter.is_control() || "@:/\\?#&%,;<>()[]\"".contains(letter)
    };
    !name.is_empty() && !host.is_empty() && !name.contains(other) && !host.contains(other)
}

fn label(words: Option<String>, text: &str) -> String {
    words.unwrap_or_else(|| text.to_owned())
}

/// What is no link stands there as it was typed, behind its words.
fn plain(words: Option<String>, text: &str) -> String {
    words.map_or_else(|| text.to_owned(), |words| format!("{words}: {text}"))
}

/// A page of someone else's, in a new tab; plain text where it is no address of one.
#[component]
pub fn OutsideLink(
    /// As people typed it.
    #[prop(into)]
    address: String,
    /// In place of the address.
    #[prop(optional, into)]
    words: Option<String>,
) -> impl IntoView {
    if !is_web_address(&address) {
        return view! { <span class="wrap-anywhere"><Breakable text=plain(words, &address) /></span> }
            .into_any();
    }
    let label = label(words, &address);
    view! {
        <a class="link wrap-anywhere" href=address target="_blank" rel=AWAY>
            <Breakable text=label />
            <Icon symbol=Symbol::ExternalLink />
            <span class="sr-only">" (opens in a new tab)"</span>
        </a>
    }
    .into_any()
}

/// Whom to ask: an e-mail address or a page.
#[component]
pub fn ContactLink(
    /// As people typed it.
    #[prop(into)]
    contact: String,
    /// In its place.
    #[prop(optional, into)]
    words: Option<String>,
) -> impl IntoView {
    if !is_mail_address(&contact) {
        return match words {
            Some(words) => view! { <OutsideLink address=contact words /> }.into_any(),
            None => view! { <OutsideLink address=contact /> }.into_any(),
        };
    }
    let label = label(words, &contact);
    view! { <a class="link wrap-anywhere" href=format!("mailto:{contact}") rel=AWAY><Breakable text=label /></a> }.into_any()
}

#[cfg(test)]
mod tests;
