//! The menus in the top bar: portal and organisation at the left, the person's account at the right.

use leptos::{prelude::*, task::spawn_local};

use super::{Menu, ThemeSwitch};
use crate::{
    components::{
        Icon, Symbol,
        feedback::{Breakable, Identifier, use_leave_guard, use_toaster},
    },
    route,
    session::{Membership, Organisation, Portal, use_session},
};

/// Portal and organisation at the top left; shows only where the person belongs.
#[component]
pub fn Switcher(here: Option<Organisation>) -> impl IntoView {
    let session = use_session();
    let name = here.as_ref().map_or_else(|| "Your organisations".to_owned(), |here| here.name.clone());
    let portal = here.as_ref().map(|here| here.portal().name());
    let sandbox = here.as_ref().is_some_and(|here| here.sandbox);
    let trigger = move || {
        view! {
            <span class="switcher-place">
                <span class="switcher-words">
                    <span class="switcher-name">{name.clone()}</span>
                    {portal.map(|portal| view! { <span class="switcher-portal">{portal}</span> })}
                </span>
                {sandbox.then(|| view! { <SandboxTag /> })}
            </span>
            <Icon symbol=Symbol::ChevronDown />
        }
    };
    let places = session.organisations();
    let tenant = here.as_ref().and_then(|here| match here.membership {
        Membership::Tenant(id, _) => Some((id, here.name.clone())),
        Membership::Publisher(..) | Membership::Operator => None,
    });
    view! {
        <Menu trigger label="Switch organisation">
            {tenant
                .map(|(id, name)| {
                    view! {
                        <div class="menu-note">
                            <p class="menu-heading">{format!("Tenant ID of {name}")}</p>
                            <Identifier value=id.to_string() what="tenant ID" />
                        </div>
                    }
                })}
            <Places portal=Portal::Admin places=places.clone() here=here.clone() />
            <Places portal=Portal::Developer places=places.clone() here=here.clone() />
            <Places portal=Portal::Operator places here />
        </Menu>
    }
}

#[component]
fn Places(portal: Portal, places: Vec<Organisation>, here: Option<Organisation>) -> impl IntoView {
    let places: Vec<_> = places.into_iter().filter(|place| place.portal() == portal).collect();
    let link = move |place: Organisation| {
        let current = here.as_ref() == Some(&place);
        view! {
            <li>
                <a class="menu-link" href=place.home() aria-current=current.then_some("true")>
                    <span class="menu-check">{current.then(|| view! { <Icon symbol=Symbol::Check /> })}</span>
                    <span class="menu-name">{place.name.clone()}</span>
                    {place.sandbox.then(|| view! { <SandboxTag /> })}
                </a>
            </li>
        }
    };
    (!places.is_empty()).then(|| {
        view! {
            <p class="menu-heading">{portal.name()}</p>
            <ul>{places.into_iter().map(link).collect_view()}</ul>
        }
    })
}

#[component]
fn SandboxTag() -> impl IntoView {
    view! {
        <span class="sandbox-tag">
            <Icon symbol=Symbol::Flask />
            "Sandbox"
        </span>
    }
}

/// Signs out; asks first where something on the page would be lost.
pub fn use_sign_out() -> impl Fn() + Copy + Send + Sync + 'static {
    let (session, toaster, guard) = (use_session(), use_toaster(), use_leave_guard());
    let sign_out = Callback::new(move |()| {
        spawn_local(async move {
            if let Err(error) = session.sign_out().await {
                toaster.failed(error);
            }
        });
    });
    move || guard.before(sign_out)
}

/// The person, at the top right: account, theme, sign-out.
#[component]
pub fn AccountMenu() -> impl IntoView {
    let session = use_session();
    let sign_out = use_sign_out();
    // That the server has said the same again closes no menu.
    let me = Memo::new(move |_| session.me());
    move || {
        me.get().map(|me| {
            let name = me.name.clone();
            let trigger = move || {
                view! {
                    <Icon symbol=Symbol::User />
                    <span class="account-name">{name.clone()}</span>
                    <Icon symbol=Symbol::ChevronDown />
                }
            };
            view! {
                <Menu trigger label="Your account" at_end=true>
                    <div class="menu-note">
                        <p class="menu-name">{me.name.clone()}</p>
                        <p class="field-hint">
                            <Breakable text=me.email.to_string() />
                        </p>
                    </div>
                    <a class="menu-link" href=route::ACCOUNT>
                        <Icon symbol=Symbol::Settings />
                        "Your account"
                    </a>
                    <a class="menu-link" href=route::SESSIONS>
                        <Icon symbol=Symbol::Monitor />
                        "Sessions"
                    </a>
                    <div class="menu-row">
                        <span aria-hidden="true">"Theme"</span>
                        <ThemeSwitch />
                    </div>
                    <button type="button" class="menu-link" on:click=move |_| sign_out()>
                        <Icon symbol=Symbol::SignOut />
                        "Sign out"
                    </button>
                </Menu>
            }
        })
    }
}
