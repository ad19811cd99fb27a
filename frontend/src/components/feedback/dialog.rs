use std::{future::Future, sync::Arc};

use leptos::{html, prelude::*};

use crate::{
    api::ApiError,
    components::form::{ErrorSummary, Form, FormState, SubmitButton, TextField},
    dom,
};

/// A native modal dialog: the page behind is inert, Escape closes, focus goes back to where it was.
///
/// Stands outside of forms. Its content is made anew each time it opens.
#[component]
pub fn Dialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let heading = dom::unique_id("dialog-title");
    Effect::new(move || {
        let Some(dialog) = node.get() else { return };
        if !open.get() {
            dialog.close();
        } else if !dialog.open() {
            // The content must stand before the browser looks for what to focus.
            request_animation_frame(move || drop(dialog.show_modal()));
        }
    });
    view! {
        <dialog class="dialog" node_ref=node aria-labelledby=heading on:close=move |_| open.set(false)>
            <h2 id=heading.clone() class="dialog-title">
                {move || title.get()}
            </h2>
            {move || open.get().then(|| children())}
        </dialog>
    }
}

/// A question before something that matters: its title is the question, its button the verb.
///
/// `run` starts the call; the dialog stays open, busy, until the answer, shows a problem inline and closes on
/// success, after which `then` gets the answer. Fields among the children show their problems by name.
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
    let start: Start = Arc::new(move |form: FormState| {
        form.send(run(), move |answer| {
            open.set(false);
            then.run((answer,));
        });
    });
    view! {
        <Dialog open title>
            <Question open verb=verb.clone() destroys typed=typed.clone() start=start.clone() words=children.clone() />
        </Dialog>
    }
}

type Start = Arc<dyn Fn(FormState) + Send + Sync>;

#[component]
fn Question(
    open: RwSignal<bool>,
    verb: String,
    destroys: bool,
    typed: Option<String>,
    start: Start,
    words: ChildrenFn,
) -> impl IntoView {
    let form = FormState::new();
    let answer = RwSignal::new(String::new());
    let wanted = typed.clone();
    let submit = move || match &wanted {
        Some(name) if answer.get_untracked().trim() != name => {
            form.refuse("confirmation", format!("Type “{name}” exactly as it stands here."));
        }
        _ => start(form),
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
                <button type="button" class="btn" on:click=move |_| open.set(false)>
                    "Cancel"
                </button>
                <SubmitButton label=verb destroys />
            </div>
        </Form>
    }
}
