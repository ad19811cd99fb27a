//! The SPA: three portals and sign-in, over the public HTTP API.

#![allow(clippy::needless_pass_by_value, reason = "a component owns its properties")]

mod api;
mod app;
mod components;
mod dom;
#[cfg(feature = "component-tests")]
mod gallery;
mod pages;
mod route;
mod session;

fn main() {
    console_error_panic_hook::set_once();
    // The page that stood here meanwhile (index.html).
    if let Some(start) = leptos::prelude::document().get_element_by_id("start") {
        start.remove();
    }
    leptos::mount::mount_to_body(app::App);
}
