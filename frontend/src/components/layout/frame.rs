//! The frames around the pages of each portal and of the account: header, navigation, banners. They are in the
//! part of the program that has the first pages, which sign-in does without.

use leptos::{html, prelude::*, task::spawn_local};
use leptos_router::{
    components::Outlet,
    hooks::{use_location, use_params_map},
};
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::{
    Around, FetchedPage, Foot, NotFoundPage, Replace, SignedInOnly,
    bare::Mark,
    bell::Bell,
    navigation::Navigation,
    needs::provide_needs,
    switcher::{AccountMenu, Switcher},
};
use crate::{
    components::{Icon, Symbol},
    dom, route,
    session::{Membership, Organisation, Portal, use_session},
};

/// The organisation that the page is about; within a portal.
pub fn use_organisation() -> Organisation {
    expect_context()
}

#[component]
pub fn DeveloperFrame() -> impl IntoView {
    view! { <PortalFrame portal=Portal::Developer parameter="publisher" /> }
}

#[component]
pub fn AdminFrame() -> impl IntoView {
    view! { <PortalFrame portal=Portal::Admin parameter="tenant" /> }
}

#[component]
pub fn OperatorFrame() -> impl IntoView {
    view! { <PortalFrame portal=Portal::Operator parameter="" /> }
}

/// A portal without a page: goes to its first one.
#[component]
pub fn ToHome() -> impl IntoView {
    view! { <Replace path=use_organisation().home() /> }
}

/// A portal's frame around its pages, which are made again when the organisation changes.
#[component]
fn PortalFrame(portal: Portal, parameter: &'static str) -> impl IntoView {
    let parameters = use_params_map();
    let session = use_session();
    let place = Memo::new(move |_| {
        let id = parameters.with(|all| all.get(parameter));
        session.organisations().into_iter().find(|place| place.portal() == portal && place.id() == id)
    });
    let page = move || match place.get() {
        Some(place) => frame(Frame::Place(place)),
        None => frame(Frame::NoPlace),
    };
    fetch_frames();
    view! { <SignedInOnly>{page}</SignedInOnly> }
}

#[derive(Clone)]
enum Frame {
    /// Around the pages of an organisation.
    Place(Organisation),
    /// The person belongs to no such organisation.
    NoPlace,
    /// Around the pages of the account.
    Account,
}

fn frame(frame: Frame) -> AnyView {
    view! { <FetchedPage around=Around::Itself fetch page=move || built(frame.clone()) /> }.into_any()
}

/// Begins to fetch the frames while something else is waited for.
pub fn fetch_frames() {
    spawn_local(async {
        // Whoever needs them asks again, and says what went wrong.
        let _ = fetch().await;
    });
}

#[wasm_split(home, preload(fetch), fallible)]
fn built(frame: Frame) -> Result<AnyView, SplitLoaderError> {
    Ok(match frame {
        Frame::Place(place) => view! { <PlaceFrame place /> }.into_any(),
        Frame::NoPlace => view! { <Shell place=None><NotFoundPage /></Shell> }.into_any(),
        Frame::Account => view! { <Shell place=None><Outlet /></Shell> }.into_any(),
    })
}

#[component]
fn PlaceFrame(place: Organisation) -> impl IntoView {
    provide_context(place.clone());
    provide_needs(&place);
    match place.membership {
        Membership::Tenant(id, _) => provide_context(id),
        Membership::Publisher(id, _) => provide_context(id),
        Membership::Operator => {}
    }
    view! {
        <Shell place=Some(place)>
            <Outlet />
        </Shell>
    }
}

/// The frame of pages that belong to the person.
#[component]
pub fn AccountFrame() -> impl IntoView {
    fetch_frames();
    view! { <SignedInOnly>{frame(Frame::Account)}</SignedInOnly> }
}

#[component]
fn Shell(place: Option<Organisation>, children: Children) -> impl IntoView {
    let sandbox = place.as_ref().is_some_and(|place| place.sandbox);
    view! {
        <div class="shell">
            <SkipLink />
            <header class="top">
                {place.clone().map(|place| view! { <Drawer place /> })}
                <a class="brand" href=route::START>
                    <Mark />
                    <span class="brand-name max-w-48 truncate">{dom::platform_name()}</span>
                </a>
                <Switcher here=place.clone() />
                <div class="top-end">
                    <Bell />
                    <AccountMenu />
                </div>
            </header>
            {sandbox.then(|| view! { <SandboxBanner /> })}
            <div class="shell-body">
                {place.map(|place| view! { <div class="side"><Navigation place /></div> })}
                <main id="main" class="page" tabindex="-1">
                    {children()}
                </main>
            </div>
            <Foot />
        </div>
    }
}

/// The first stop of a page for whoever uses it by keyboard.
#[component]
pub fn SkipLink() -> impl IntoView {
    view! {
        <a
            class="skip-link"
            href="#main"
            on:click=|event| {
                event.prevent_default();
                dom::focus_id("main");
            }
        >
            "Skip to content"
        </a>
    }
}

#[component]
fn SandboxBanner() -> impl IntoView {
    view! {
        <div class="sandbox-banner" role="region" aria-label="Sandbox">
            <Icon symbol=Symbol::Flask />
            <p>
                <strong>"Sandbox."</strong>
                " Made for testing: credentials and tokens from here never work on a live tenant."
            </p>
        </div>
    }
}

/// The navigation of narrow screens.
#[component]
fn Drawer(place: Organisation) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let path = use_location().pathname;
    let close = move || {
        if let Some(dialog) = node.get_untracked() {
            dialog.close();
        }
    };
    Effect::new(move || {
        path.track();
        close();
    });
    view! {
        <button
            type="button"
            class="btn btn-ghost drawer-button"
            on:click=move |_| {
                if let Some(dialog) = node.get_untracked() {
                    let _ = dialog.show_modal();
                }
            }
        >
            <Icon symbol=Symbol::Menu />
            <span class="sr-only">"Open the menu"</span>
        </button>
        <dialog class="drawer" node_ref=node aria-label="Menu">
            <div class="drawer-top">
                <p class="drawer-title">{place.name.clone()}</p>
                <button type="button" class="btn btn-ghost" on:click=move |_| close()>
                    <Icon symbol=Symbol::Close />
                    <span class="sr-only">"Close the menu"</span>
                </button>
            </div>
            <Navigation place />
        </dialog>
    }
}
