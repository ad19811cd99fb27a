//! The dialogs of `/design`, which the component tests open.

use std::future::{pending, ready};

use leptos::prelude::*;

use crate::{
    api::ApiError,
    components::{
        feedback::{ConfirmDialog, use_toaster},
        form::{TextArea, TextField},
        layout::Section,
    },
};

/// As long as a name may be.
const LONG_NAME: &str = "The Consolidated Association of Independent Practices and Laboratories of Surrey";
const MANY_WORDS: &str =
    "Its connections go with it, and so do their credentials, their history and what was written about them.";

/// Answers when a test says so.
async fn answered() -> Result<(), ApiError> {
    let said = js_sys::Promise::new(&mut |say, _| {
        let _ = window().add_event_listener_with_callback("answer", &say);
    });
    wasm_bindgen_futures::JsFuture::from(said).await.map(drop).map_err(|_| ApiError::Network)
}

#[component]
pub fn Dialogs() -> impl IntoView {
    let opens = [(); 6].map(|()| RwSignal::new(false));
    let [disable, delete, decline, regenerate, fail, read] = opens;
    let secret = RwSignal::new(None::<&str>);
    let (reason, last) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let toaster = use_toaster();
    let never = pending::<Result<(), ApiError>>;
    let names = ["Disable…", "Delete…", "Decline…", "Regenerate…", "Regenerate, which fails…", "Read much…"];
    let buttons = opens.into_iter().zip(names).map(|(open, name)| {
        view! { <button type="button" class="btn" on:click=move |_| open.set(true)>{name}</button> }
    });
    view! {
        <Section title="Dialogs">
            <div class="flex flex-wrap gap-3">{buttons.collect_view()}</div>
            <ConfirmDialog
                open=disable
                title="Disable BrightBill Claims?"
                verb="Confirm and continue"
                run=|| ready(Ok(()))
                then=move |()| toaster.done("BrightBill Claims is disabled.")
            >
                <p>"Its tokens stop working at once, and it gets no new ones. You can restore it at any time."</p>
            </ConfirmDialog>
            <ConfirmDialog
                open=delete
                title="Delete the connection of BrightBill Claims?"
                verb="Delete connection"
                destroys=true
                typed="BrightBill Claims"
                run=|| ready(Err::<(), _>(ApiError::Network))
                then=|()| ()
            >
                <p>"Its credentials are destroyed. The history stays. This action cannot be undone."</p>
            </ConfirmDialog>
            <ConfirmDialog
                open=decline
                title="Decline BrightBill Claims?"
                verb="Decline"
                run=never
                then=|()| ()
            >
                <TextArea name="reason" label="Reason" value=reason hint="The developer reads this." />
            </ConfirmDialog>
            <ConfirmDialog
                open=regenerate
                title="Regenerate the secret of BrightBill Claims?"
                verb="Regenerate secret"
                destroys=true
                run=|| async { answered().await.map(|()| "gts_new") }
                then=move |new| secret.set(Some(new))
            >
                <p>"Answers when the event “answer” comes. This action cannot be undone."</p>
            </ConfirmDialog>
            <ConfirmDialog
                open=fail
                title="Regenerate a secret that cannot be?"
                verb="Regenerate secret"
                run=|| async { answered().await.and(Err::<(), _>(ApiError::Network)) }
                then=|()| ()
            >
                <p>"Fails when the event “answer” comes."</p>
            </ConfirmDialog>
            <ConfirmDialog
                open=read
                title=format!("Hand everything over to {LONG_NAME}?")
                verb="Confirm and continue"
                run=never
                then=|()| ()
            >
                {(0..12).map(|_| view! { <p>{MANY_WORDS}</p> }).collect_view()}
                <TextField name="last" label="Last words" value=last />
            </ConfirmDialog>
            {move || secret.get().map(|new| view! { <p role="status">"The new secret is " <code>{new}</code></p> })}
        </Section>
    }
}
