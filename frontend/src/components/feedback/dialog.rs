//! Modal dialogs, and the dialog that asks a person to confirm an action and then does it.

use std::{future::Future, sync::Arc};

use leptos::{ev, html, prelude::*};

use super::open_dialogs::OpenDialogs;
use crate::{
    api::ApiError,
    components::form::{ErrorSummary, Form, FormState, SideButton, SubmitButton, TextField},
    dom,
};

/// A native modal dialog: the page behind is inert, Escape closes, focus goes back to where it was.
///
/// Stands outside of forms. Its content is made again each time it opens; what asks to open it while it is open changes
/// nothing.
#[component]
pub fn Dialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    /// While it holds, neither Escape nor what else the browser knows closes the dialog.
    #[prop(optional, into)]
    held: Option<Signal<bool>>,
    children: ChildrenFn,
) -> impl IntoView {
    let is_held = move || held.is_some_and(|held| held.get_untracked());
    let keep = move |event: &ev::Event| {
        if is_held() {
            event.prevent_default();
        }
    };
    let node = NodeRef::<html::Dialog>::new();
    let heading = dom::unique_id("dialog-title");
    let is_open = Memo::new(move |_| open.get());
    if let Some(dialogs) = use_context::<OpenDialogs>() {
        dialogs.add(open);
    }
    Effect::new(move || {
        let Some(dialog) = node.get() else { return };
        if !is_open.get() {
            dialog.close();
        } else if !dialog.open() {
            // The content must stand before the browser looks for what to focus.
            request_animation_frame(move || drop(dialog.show_modal()));
        }
    });
    let closed = move |_| match node.get_untracked() {
        // Some browsers let a second Escape through.
        Some(dialog) if is_held() => drop(dialog.show_modal()),
        _ => open.set(false),
    };
    let key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            keep(&event);
        }
    };
    view! {
        <dialog
            class="dialog"
            node_ref=node
            aria-labelledby=heading
            aria-busy=move || held.is_some_and(|held| held.get()).then_some("true")
            on:cancel=move |event| keep(&event)
            on:keydown=key
            on:close=closed
        >
            <h2 id=heading.clone() class="dialog-title">
                {move || title.get()}
            </h2>
            {move || is_open.get().then(|| children())}
        </dialog>
    }
}

/// Handles an error of the action. What it returns is shown in the dialog; on `None` the dialog closes.
pub type OnError = Callback<ApiError, Option<ApiError>>;

/// A question before something that matters: its title is the question, its button the verb.
///
/// `run` starts the call; until the answer the dialog stays open, whatever is pressed, and leaving the page asks. It
/// shows a problem inline and closes on success, after which `then` gets the answer. Fields among the children show
/// their problems by name.
#[component]
pub fn ConfirmDialog<T, Run, Call>(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    /// The verb on the button: "Regenerate secret".
    #[prop(into)]
    verb: String,
    /// Cannot be undone: a red button.
    #[prop(optional)]
    destroys: bool,
    /// The name that must be typed before.
    #[prop(optional, into)]
    typed: Option<String>,
    #[prop(optional)] refused: Option<OnError>,
    run: Run,
    #[prop(into)] then: Callback<(T,)>,
    /// Consequences, in one or two sentences.
    children: ChildrenFn,
) -> impl IntoView
where
    T: 'static,
    Run: Fn() -> Call + Clone + Send + Sync + 'static,
    Call: Future<Output = Result<T, ApiError>> + 'static,
{
    // It belongs to the page: what the dialog shows may go before the answer comes.
    let form = FormState::new();
    let is_open = Memo::new(move |_| open.get());
    Effect::new(move || {
        if is_open.get() {
            form.start_afresh();
        }
    });
    let start: Start = Arc::new(move || {
        let answered = move |answer| {
            open.set(false);
            then.run((answer,));
        };
        form.send_or(run(), answered, move |error| {
            let Some(refused) = refused else { return Some(error) };
            let left = refused.run(error);
            if left.is_none() {
                open.set(false);
            }
            left
        });
    });
    view! {
        <Dialog open title held=form.busy()>
            <Question form open verb=verb.clone() destroys typed=typed.clone() start=start.clone() words=children.clone() />
        </Dialog>
    }
}

type Start = Arc<dyn Fn() + Send + Sync>;

#[component]
fn Question(
    form: FormState,
    open: RwSignal<bool>,
    verb: String,
    destroys: bool,
    typed: Option<String>,
    start: Start,
    words: ChildrenFn,
) -> impl IntoView {
    let answer = RwSignal::new(String::new());
    let wanted = typed.clone();
    let submit = move || match &wanted {
        Some(name) if !dom::same_to_readers(&answer.get_untracked(), name) => {
            form.refuse("confirmation", format!("Type “{name}” exactly as it stands here."));
        }
        _ => start(),
    };
    view! {
        <Form state=form on_submit=submit>
            <div class="dialog-body">
                <ErrorSummary short=true />
                {words()}
                {typed
                    .map(|name| {
                        view! {
                            <TextField
                                name="confirmation"
                                label=format!("Type {name} to confirm")
                                value=answer
                                autocomplete="off"
                                optional=true
                                unmarked=true
                            />
                        }
                    })}
            </div>
            <div class="dialog-actions">
                <SideButton on_press=move |()| open.set(false)>"Cancel"</SideButton>
                <SubmitButton label=verb destroys />
            </div>
        </Form>
    }
}
