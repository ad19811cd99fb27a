//! The state of a form: its fields, the call that it sends, and the problems that come back.

use std::{future::Future, pin::Pin};

use leptos::{html, prelude::*, task::spawn_local};

use crate::{
    api::{ApiError, intent::Intent},
    components::feedback::{Toaster, try_use_toaster},
    dom,
};

/// A field that the form knows: for the summary of problems and the check before sending.
#[derive(Clone)]
pub(super) struct Known {
    pub name: String,
    pub label: String,
    /// The id of the element that takes focus.
    pub element: String,
    /// Why the field cannot be sent as it is.
    pub lacks: Option<Signal<Option<String>>>,
}

/// A problem of one field, or of the whole form where `field` is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrong {
    pub field: String,
    pub message: String,
}

/// What is left to do with an answer.
type Then = Box<dyn FnOnce()>;
type Sent = Pin<Box<dyn Future<Output = Result<Then, ApiError>>>>;

/// What a form is doing and what is wrong with it.
#[derive(Clone, Copy)]
pub struct FormState {
    busy: RwSignal<bool>,
    dirty: RwSignal<bool>,
    pub(super) wrong: RwSignal<Vec<Wrong>>,
    pub(super) known: StoredValue<Vec<Known>>,
    pub(super) summary: NodeRef<html::Div>,
    intent: StoredValue<Intent>,
    /// What its button says: "Create app".
    pub(super) verb: StoredValue<String>,
    toaster: Option<Toaster>,
}

impl FormState {
    pub fn new() -> Self {
        Self {
            busy: RwSignal::new(false),
            dirty: RwSignal::new(false),
            wrong: RwSignal::new(Vec::new()),
            known: StoredValue::new(Vec::new()),
            summary: NodeRef::new(),
            intent: StoredValue::new(Intent::default()),
            verb: StoredValue::new(String::new()),
            toaster: try_use_toaster(),
        }
    }

    /// What its button does, where that is no [`SubmitButton`](super::SubmitButton): "Fetch the logo again".
    pub fn named(self, verb: &str) -> Self {
        self.verb.set_value(verb.to_owned());
        self
    }

    pub fn busy(self) -> Signal<bool> {
        self.busy.into()
    }

    /// Whether something was changed since the last success.
    pub fn dirty(self) -> Signal<bool> {
        self.dirty.into()
    }

    pub fn touch(self) {
        self.dirty.set(true);
    }

    /// What was changed is kept by another call, or no longer wanted.
    pub fn settle(self) {
        self.dirty.set(false);
    }

    /// Forgets what was wrong, unless it is being sent.
    pub fn start_afresh(self) {
        if !self.busy.get_untracked() {
            self.wrong.set(Vec::new());
        }
    }

    /// What is wrong with the field of that name.
    pub fn problem_of(self, name: &str) -> Option<String> {
        self.wrong
            .with(|wrong| wrong.iter().find(|wrong| wrong.field == name).map(|wrong| wrong.message.clone()))
    }

    /// Refuses the form for one field (or for the whole where `field` is empty), before asking the server.
    pub fn refuse(self, field: impl Into<String>, message: impl Into<String>) {
        self.show(vec![Wrong { field: field.into(), message: message.into() }]);
    }

    /// Sends, unless it is being sent: busy until the answer, problems beside their fields, `then` on success.
    ///
    /// Where the page is gone by then, a message says what became of it.
    pub fn send<T: 'static>(
        self,
        call: impl Future<Output = Result<T, ApiError>> + 'static,
        then: impl FnOnce(T) + 'static,
    ) {
        self.send_or(call, then, Some);
    }

    /// As [`Self::send`]; `refused` gets what went wrong, and gives back what the form is to show of it.
    pub fn send_or<T: 'static>(
        self,
        call: impl Future<Output = Result<T, ApiError>> + 'static,
        then: impl FnOnce(T) + 'static,
        refused: impl FnOnce(ApiError) -> Option<ApiError> + 'static,
    ) {
        let sent = async move {
            let answer = call.await?;
            Ok(Box::new(move || then(answer)) as Then)
        };
        self.run(Box::pin(sent), Box::new(refused));
    }

    /// Knows no type of answers: the program has it once for all forms.
    fn run(self, call: Sent, refused: Box<dyn FnOnce(ApiError) -> Option<ApiError>>) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.wrong.set(Vec::new());
        let dirty = self.dirty.get_untracked();
        self.dirty.set(false);
        let verb = self.verb.get_value();
        let intent = self.intent.get_value();
        spawn_local(async move {
            let answer = intent.of(call).await;
            if self.busy.try_set(false).is_some() {
                return announce(self.toaster, &verb, &answer);
            }
            match answer {
                Ok(then) => {
                    intent.done();
                    then();
                }
                Err(error) => {
                    self.dirty.update(|touched| *touched |= dirty);
                    if let Some(error) = refused(error) {
                        self.show(wrongs(&error));
                    }
                }
            }
        });
    }

    /// Whether each field may be sent; shows what is wrong where not.
    pub(super) fn check(self) -> bool {
        let known = self.known.get_value();
        let wrong: Vec<_> = known
            .into_iter()
            .filter_map(|field| {
                let message = field.lacks?.get_untracked()?;
                Some(Wrong { field: field.name, message })
            })
            .collect();
        let fine = wrong.is_empty();
        self.show(wrong);
        fine
    }

    /// The id of the field's element, where the form has such a field.
    pub(super) fn element_of(self, name: &str) -> Option<String> {
        let known = self.known.try_get_value()?;
        known.into_iter().find(|known| known.name == name).map(|known| known.element)
    }

    /// Puts the focus into a field that is about to be drawn.
    pub fn focus(self, name: &'static str) {
        request_animation_frame(move || {
            if let Some(element) = self.element_of(name) {
                dom::focus_id(&element);
            }
        });
    }

    fn first_wrong(self) -> Option<String> {
        self.wrong.try_get_untracked()?.iter().find_map(|wrong| self.element_of(&wrong.field))
    }

    fn show(self, wrong: Vec<Wrong>) {
        let any = !wrong.is_empty();
        self.wrong.set(wrong);
        if any {
            request_animation_frame(move || {
                if let Some(summary) = self.summary.try_get_untracked().flatten() {
                    dom::focus(&summary);
                } else if let Some(element) = self.first_wrong() {
                    dom::focus_id(&element);
                }
            });
        }
    }
}

/// For whoever has left the page before the answer.
fn announce(toaster: Option<Toaster>, verb: &str, answer: &Result<Then, ApiError>) {
    let Some(toaster) = toaster else { return };
    match answer {
        Ok(_) => toaster.done(format!("“{verb}” went through after you had left its page.")),
        Err(error) => toaster.failed(format!("“{verb}” failed after you had left its page. {error}")),
    }
}

fn wrongs(error: &ApiError) -> Vec<Wrong> {
    match error {
        ApiError::Problem(problem) if !problem.errors.is_empty() => {
            let wrong = problem.errors.iter();
            wrong.map(|wrong| Wrong { field: wrong.field.clone(), message: wrong.message.clone() }).collect()
        }
        other => vec![Wrong { field: String::new(), message: other.to_string() }],
    }
}
