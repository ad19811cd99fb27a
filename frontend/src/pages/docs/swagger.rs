//! The element in which Swagger UI shows a document: `crates/grantry/src/http/docs_ui/reference.js` defines it.

use leptos::{html, prelude::*, task::spawn_local};
use model::environment::Environment;

use crate::dom;

/// Defines the element `api-reference`; fetched when the first document is shown.
const SCRIPT: &str = "/docs/ui/reference.js";
/// Until the reader has stopped typing, in milliseconds.
const PAUSE: u32 = 500;

/// What is shown, and with what the Authorize dialog is filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The document's address.
    pub document: String,
    /// Of whom a token is asked; as the document says where empty.
    pub token_url: String,
    pub environment: Option<Environment>,
    pub client_id: String,
    /// The API whose calls go through our server.
    pub relay: String,
}

/// Shows it; again, with nothing of what was typed there, when it becomes another.
#[component]
pub fn SwaggerUi(shown: Memo<Shown>) -> impl IntoView {
    let place = NodeRef::<html::Div>::new();
    let latest = StoredValue::new(0_u32);
    Effect::new(move || {
        let (Some(place), shown) = (place.get(), shown.get()) else { return };
        latest.update_value(|latest| *latest += 1);
        let number = latest.get_value();
        spawn_local(async move {
            if number > 1 {
                dom::sleep(PAUSE).await;
            }
            if latest.try_get_value() == Some(number) {
                place.set_text_content(None);
                let _ = show(&place, &shown);
            }
        });
    });
    view! { <div node_ref=place></div> }
}

fn show(place: &web_sys::Element, shown: &Shown) -> Result<(), wasm_bindgen::JsValue> {
    define()?;
    let element = document().create_element("api-reference")?;
    let environment = shown.environment.map(Environment::as_str).unwrap_or_default();
    for (name, value) in [
        ("document", shown.document.as_str()),
        ("token-url", shown.token_url.as_str()),
        ("environment", environment),
        ("client-id", shown.client_id.as_str()),
        ("relay", shown.relay.as_str()),
    ] {
        element.set_attribute(name, value)?;
    }
    place.append_child(&element)?;
    Ok(())
}

/// Once for the life of the page.
fn define() -> Result<(), wasm_bindgen::JsValue> {
    const ID: &str = "api-reference-script";
    if document().get_element_by_id(ID).is_some() {
        return Ok(());
    }
    let script = document().create_element("script")?;
    for (name, value) in [("id", ID), ("type", "module"), ("src", SCRIPT)] {
        script.set_attribute(name, value)?;
    }
    if let Some(body) = document().body() {
        body.append_child(&script)?;
    }
    Ok(())
}
