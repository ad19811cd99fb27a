//! The page of a one-time link: `/welcome#token`, `/new-password#token`, `/new-address#token`. The fragment never leaves the browser by
//! itself.

use std::future::Future;

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::{
    api::ApiError,
    components::{
        layout::{Bare, PageHeader, PlainHttp, keeps_sessions},
        list::{Loaded, Loader},
    },
    route,
};

/// The page of a link that works, or why it does not.
#[component]
pub fn OneTimeLink<T, Look, Call, Page, Shown>(
    /// Asks the server what is behind a token; none where the link is unknown, used or too old.
    look: Look,
    /// Shows what was found. The token, and the loader for what becomes of the link, go with it. The token is read when it
    /// is sent: another link may show the same.
    page: Page,
    /// How such a link works, and what may have become of this one.
    why_unusable: &'static str,
    /// What to do where it has done its work, and where it has not.
    ways_on: [&'static str; 2],
    /// Where one asks for another link: the words and the address.
    #[prop(optional)]
    again: Option<(&'static str, &'static str)>,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
    Look: Fn(String) -> Call + 'static,
    Call: Future<Output = Result<Option<T>, ApiError>> + 'static,
    Page: Fn(T, Memo<String>, Loader<Option<T>>) -> Shown + Send + Sync + 'static,
    Shown: IntoView + 'static,
{
    if !keeps_sessions() {
        return view! { <Bare><PlainHttp to="use this link" /></Bare> }.into_any();
    }
    let hash = use_location().hash;
    let token = Memo::new(move |before: Option<&String>| token_of(&hash.get(), before));
    let link = Loader::new(move || {
        let token = token.get();
        let call = (!token.is_empty()).then(|| look(token));
        async move {
            match call {
                Some(call) => call.await,
                None => Ok(None),
            }
        }
    });
    let content = move |found: Option<T>| match found {
        Some(found) => page(found, token, link).into_any(),
        None => view! { <UnusableLink why=why_unusable ways_on again /> }.into_any(),
    };
    view! {
        <Bare>
            <Loaded from=link let:found>
                {content(found)}
            </Loaded>
        </Bare>
    }
    .into_any()
}

/// What stands behind `#`. The page that is being left for another has none: it keeps what it had, so that nothing is
/// asked, shown or announced once more.
fn token_of(hash: &str, before: Option<&String>) -> String {
    match hash.trim_start_matches('#') {
        "" => before.cloned().unwrap_or_default(),
        token => token.to_owned(),
    }
}

/// A link that is used, expired, taken back or was never made: no one can tell from outside which.
#[component]
fn UnusableLink(
    why: &'static str,
    ways_on: [&'static str; 2],
    again: Option<(&'static str, &'static str)>,
) -> impl IntoView {
    let sign_in = if again.is_some() { "btn" } else { "btn btn-primary" };
    view! {
        <PageHeader title="This link cannot be used" />
        <div class="grid gap-4">
            <p>{why}</p>
            <ul class="bullets">{ways_on.into_iter().map(|way| view! { <li>{way}</li> }).collect_view()}</ul>
            <p class="flex flex-wrap gap-2">
                {again.map(|(words, address)| view! { <a class="btn btn-primary" href=address>{words}</a> })}
                <a class=sign_in href=route::SIGN_IN>
                    "Go to sign-in"
                </a>
            </p>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_is_being_left_keeps_its_token() {
        assert_eq!(token_of("#abc", None), "abc");
        assert_eq!(token_of("", Some(&"abc".to_owned())), "abc");
        assert_eq!(token_of("", None), "");
    }
}
