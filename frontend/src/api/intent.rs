//! `Idempotency-Key`: each intent of a person (a form, a dialog) changes its things once, however often it is sent.

use std::{
    cell::RefCell,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

/// A call of an intent: method and path, with what, under which key.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Call {
    place: String,
    body: String,
    key: String,
    /// No one knows whether it was done.
    lost: bool,
}

/// What one form or dialog is about, from its first sending until it has succeeded.
#[derive(Debug, Clone, Default)]
pub struct Intent(Arc<Mutex<Vec<Call>>>);

thread_local! {
    static CURRENT: RefCell<Option<Intent>> = const { RefCell::new(None) };
}

impl Intent {
    /// The calls that are made within are this intent's; once all has succeeded, the next ones are of another.
    pub fn of<F: Future>(&self, calls: F) -> Within<F> {
        Within { intent: self.clone(), calls: Box::pin(calls) }
    }

    /// Forgets what was sent: what comes now is another intent.
    pub fn done(&self) {
        self.calls(Vec::clear);
    }

    /// The key of a call: the same for the same call, and for one in place of a call that was lost.
    pub fn key(&self, place: &str, body: &str) -> String {
        self.calls(|calls| {
            let same = calls.iter().position(|call| call.place == place && call.body == body);
            let lost = || calls.iter().position(|call| call.place == place && call.lost);
            if let Some(call) = same.or_else(lost).and_then(|at| calls.get_mut(at)) {
                body.clone_into(&mut call.body);
                return call.key.clone();
            }
            let key = new_key();
            calls.push(Call {
                place: place.to_owned(),
                body: body.to_owned(),
                key: key.clone(),
                lost: false,
            });
            key
        })
    }

    /// What was done under this key is told and over: what comes now needs a new one.
    pub fn used_up(&self, key: &str) {
        self.calls(|calls| calls.retain(|call| call.key != key));
    }

    /// Whether the call's answer did not come.
    pub fn lost(&self, key: &str, lost: bool) {
        self.calls(|calls| {
            for call in calls.iter_mut().filter(|call| call.key == key) {
                call.lost = lost;
            }
        });
    }

    fn calls<T>(&self, with: impl FnOnce(&mut Vec<Call>) -> T) -> T {
        with(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The intent whose calls are being made.
pub fn current() -> Option<Intent> {
    CURRENT.with_borrow(Clone::clone)
}

/// Calls of an intent.
pub struct Within<F> {
    intent: Intent,
    calls: Pin<Box<F>>,
}

impl<F: Future> Future for Within<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let outer = CURRENT.replace(Some(self.intent.clone()));
        let answer = self.calls.as_mut().poll(context);
        CURRENT.set(outer);
        answer
    }
}

/// No secret: a key means something only to the person who sends it.
fn new_key() -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between 0 and 2^52")]
    let part = || format!("{:013x}", (js_sys::Math::random() * (1_u64 << 52) as f64) as u64);
    format!("page-{}{}", part(), part())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(place: &str, body: &str, key: &str, lost: bool) -> Intent {
        let call = Call { place: place.into(), body: body.into(), key: key.into(), lost };
        Intent(Arc::new(Mutex::new(vec![call])))
    }

    #[test]
    fn the_same_call_has_the_same_key() {
        assert_eq!(known("POST /apps", "{}", "k", false).key("POST /apps", "{}"), "k");
        assert_eq!(known("POST /apps", "{}", "k", true).key("POST /apps", "{}"), "k");
    }

    #[test]
    fn another_body_in_place_of_a_lost_call_has_its_key() {
        let intent = known("POST /apps", "{}", "k", false);
        intent.lost("k", true);
        assert_eq!(intent.key("POST /apps", "{\"name\":\"x\"}"), "k");
    }
}
