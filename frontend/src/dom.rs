//! The few calls that we make to the browser directly.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlAnchorElement, HtmlElement, Storage};

/// How long a file that is to be saved is kept.
const KEPT: Duration = Duration::from_secs(10);

/// An id for an element, unlike any other on the page.
pub fn unique_id(stem: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("{stem}-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// None where the person's browser forbids storage.
pub fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

pub fn print() {
    let _ = window().print();
}

pub fn focus(element: &HtmlElement) {
    let _ = element.focus();
}

pub fn focus_id(id: &str) {
    if let Some(element) = document().get_element_by_id(id).and_then(|found| found.dyn_into().ok()) {
        focus(&element);
    }
}

/// Shows the element that the address names behind `#`. The browser has looked for it before it had come.
pub fn show_named() {
    let Ok(hash) = window().location().hash() else { return };
    request_animation_frame(move || {
        if let Some(element) = document().get_element_by_id(hash.trim_start_matches('#')) {
            element.scroll_into_view();
        }
    });
}

/// Whether what had focus is gone.
pub fn focus_is_lost() -> bool {
    document().active_element().is_none_or(|element| element.tag_name() == "BODY")
}

/// Path and query of the address bar.
pub fn current_path() -> String {
    let location = window().location();
    location.pathname().unwrap_or_default() + &location.search().unwrap_or_default()
}

/// What the platform is called, as the server has written it into the page.
pub fn platform_name() -> String {
    written("meta[name=application-name]")
}

/// Whom people ask about the platform, as the server has written it into the page; may be empty.
pub fn support_contact() -> String {
    written("meta[name=support-contact]")
}

/// The https URL of a page about the platform, such as `terms`, as the server has written it into the page; may be empty.
pub fn own_page(name: &str) -> String {
    written(&format!("meta[name={name}-url]"))
}

/// Whether this installation sends mail, as the server has written it into the page.
pub fn sends_mail() -> bool {
    !written("meta[name=sends-mail]").is_empty()
}

fn written(selector: &str) -> String {
    let found = document().query_selector(selector).ok().flatten();
    found.and_then(|found| found.get_attribute("content")).unwrap_or_default()
}

/// Milliseconds since the Unix epoch by the person's clock.
pub fn now_milliseconds() -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds fit an i64 for ages")]
    let now = js_sys::Date::now() as i64;
    now
}

/// Whether two names are the same to whoever reads them, as `model::name::same` has it: the browser knows Unicode, whose
/// tables would weigh more than any page.
pub fn same_to_readers(one: &str, other: &str) -> bool {
    let read = |name: &str| {
        let letters = js_sys::JsString::from(name).normalize("NFKC").to_upper_case().normalize("NFKC");
        String::from(letters).split_whitespace().collect::<Vec<_>>().join(" ")
    };
    read(one) == read(other)
}

/// Puts a text on the clipboard; false where the browser refuses.
pub async fn copy(text: String) -> bool {
    if window().is_secure_context() {
        let written = window().navigator().clipboard().write_text(&text);
        if wasm_bindgen_futures::JsFuture::from(written).await.is_ok() {
            return true;
        }
    }
    copy_by_selection(&text).unwrap_or(false)
}

/// Lets the person save a text of the page as a file. Until then the browser keeps it in memory, under an address that
/// tells nothing of it. A list that the server writes as a file has an `Export` (`components::list`).
pub fn download(name: &str, text: &str) {
    let saved = || {
        let blob = web_sys::Blob::new_with_str_sequence(&js_sys::Array::of1(&text.into())).ok()?;
        let address = web_sys::Url::create_object_url_with_blob(&blob).ok()?;
        let link = document().create_element("a").ok()?.dyn_into::<HtmlAnchorElement>().ok()?;
        link.set_href(&address);
        link.set_download(name);
        link.click();
        set_timeout(move || drop(web_sys::Url::revoke_object_url(&address)), KEPT);
        Some(())
    };
    let _ = saved();
}

/// The old way, for pages that are not served by HTTPS.
fn copy_by_selection(text: &str) -> Option<bool> {
    let page = document().dyn_into::<web_sys::HtmlDocument>().ok()?;
    let area = page.create_element("textarea").ok()?.dyn_into::<web_sys::HtmlTextAreaElement>().ok()?;
    let before = page.active_element().and_then(|element| element.dyn_into::<HtmlElement>().ok());
    area.set_value(text);
    area.set_class_name("offscreen");
    // Inside an open dialog nothing outside it can be focused.
    let parent = page.query_selector("dialog[open]").ok().flatten();
    let parent = parent.or_else(|| page.body().map(Into::into))?;
    parent.append_child(&area).ok()?;
    area.select();
    let done = page.exec_command("copy").unwrap_or(false);
    area.remove();
    if let Some(before) = before {
        focus(&before);
    }
    Some(done)
}

/// Comes back after so many milliseconds.
pub async fn sleep(milliseconds: u32) {
    let waiting = js_sys::Promise::new(&mut |resolve, _| {
        let wait = i32::try_from(milliseconds).unwrap_or(i32::MAX);
        drop(window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, wait));
    });
    drop(wasm_bindgen_futures::JsFuture::from(waiting).await);
}
