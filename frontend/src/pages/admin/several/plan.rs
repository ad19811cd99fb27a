//! What a person decides for several organisations: one decision, with exceptions, and what came of it in each.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use leptos::prelude::*;
use model::{
    Timestamp,
    ids::{AppId, TenantId},
    scope::ScopeName,
};
use wire::{
    admin::{Allow, Allowed, Decline, IssuedCredential, Review},
    app_requests::AppInTenant,
};

use crate::{
    api::{self, ApiError},
    components::form::FormState,
    pages::{
        admin::scopes::Chosen,
        answered::{Answered, answered},
    },
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    Allow,
    Decline,
    /// Nothing is decided.
    Leave,
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Allow => "allow",
            Self::Decline => "decline",
            Self::Leave => "leave",
        })
    }
}

/// What is chosen for one organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Exception {
    /// As for all.
    #[default]
    None,
    Allow,
    Decline,
    /// Nothing is decided.
    Leave,
}

impl fmt::Display for Exception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "as-all",
            Self::Allow => "allow",
            Self::Decline => "decline",
            Self::Leave => "leave",
        })
    }
}

impl Exception {
    /// What is done.
    pub const fn of(self, all: Verb) -> Verb {
        match self {
            Self::None => all,
            Self::Allow => Verb::Allow,
            Self::Decline => Verb::Decline,
            Self::Leave => Verb::Leave,
        }
    }
}

/// What came of it in one organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub place: String,
    pub done: bool,
    pub words: String,
}

/// Stands outside of what an answer builds again.
#[derive(Clone, Copy)]
pub struct Plan {
    pub form: FormState,
    pub verb: RwSignal<Verb>,
    pub exceptions: RwSignal<BTreeMap<TenantId, Exception>>,
    pub chosen: Chosen,
    pub ends: RwSignal<String>,
    /// Why it is declined.
    pub reason: RwSignal<String>,
    /// By organisation; until they are saved.
    pub issued: RwSignal<Vec<(String, IssuedCredential)>>,
    pub outcomes: RwSignal<Vec<Outcome>>,
    pub read_again: Callback<()>,
}

impl Plan {
    pub fn new(read_again: Callback<()>) -> Self {
        Self {
            form: FormState::new(),
            verb: RwSignal::new(Verb::Leave),
            exceptions: RwSignal::new(BTreeMap::new()),
            chosen: RwSignal::new(BTreeSet::new()),
            ends: RwSignal::new(String::new()),
            reason: RwSignal::new(String::new()),
            issued: RwSignal::new(Vec::new()),
            outcomes: RwSignal::new(Vec::new()),
            read_again,
        }
    }

    pub fn exception(self, tenant: TenantId) -> Exception {
        self.exceptions.with_untracked(|all| all.get(&tenant).copied().unwrap_or_default())
    }

    /// What is to be done in each organisation in which something is. Tracked.
    pub fn steps(self, open: &[AppInTenant]) -> Vec<Step> {
        let (all, exceptions) = (self.verb.get(), self.exceptions.get());
        let step = |one: &AppInTenant| {
            let exception = exceptions.get(&one.tenant_id).copied().unwrap_or_default();
            Step { tenant: one.tenant_id, place: one.tenant_name.clone(), verb: exception.of(all) }
        };
        open.iter().map(step).filter(|step| step.verb != Verb::Leave).collect()
    }

    /// Decides in one organisation after the other, each by a request with a key of its own: what fails in one harms no
    /// other.
    ///
    /// # Errors
    /// An answer that did not come: sent again, what was done is not done twice.
    pub async fn carry_out(self, steps: Vec<Step>, asked: Asked) -> Result<(), ApiError> {
        self.outcomes.set(Vec::new());
        let mut unknown = None;
        for step in steps {
            let came = match step.verb {
                Verb::Allow => self.allow(&step, &asked).await,
                Verb::Decline => asked.decline(&step).await,
                Verb::Leave => continue,
            };
            let (done, words) = match came {
                Ok(words) => (true, words.to_owned()),
                Err(error) => {
                    let words = error.to_string();
                    if matches!(error, ApiError::Lost | ApiError::Network | ApiError::SignedOut) {
                        unknown = Some(error);
                    }
                    (false, words)
                }
            };
            let outcome = Outcome { place: step.place, done, words };
            let _ = self.outcomes.try_update(|outcomes| outcomes.push(outcome));
        }
        unknown.map_or(Ok(()), Err)
    }

    async fn allow(self, step: &Step, asked: &Asked) -> Result<&'static str, ApiError> {
        let call = api::call(api::admin::allow(step.tenant, asked.app, asked.allow()));
        match answered::<Allowed>(call).await? {
            Answered::Shown(allowed) => {
                let pair = (step.place.clone(), allowed.credential);
                let _ = self.issued.try_update(|issued| issued.push(pair));
                Ok("Allowed.")
            }
            Answered::NotShown(_) => Ok("Allowed, but its secret could not be shown. Regenerate it there."),
        }
    }
}

/// One organisation, and what is done in it.
pub struct Step {
    pub tenant: TenantId,
    pub place: String,
    pub verb: Verb,
}

/// What the requests say, the same in each organisation.
pub struct Asked {
    pub app: AppId,
    pub version: u32,
    pub details_revision: u32,
    pub optional_scopes: Vec<ScopeName>,
    pub ends_at: Option<Timestamp>,
    pub reason: String,
}

impl Asked {
    pub fn of(review: &Review, plan: Plan, ends_at: Option<Timestamp>) -> Self {
        Self {
            app: review.app_id,
            version: review.version,
            details_revision: review.details_revision,
            optional_scopes: plan.chosen.get_untracked().into_iter().collect(),
            ends_at,
            reason: plan.reason.get_untracked(),
        }
    }

    fn allow(&self) -> Allow {
        let (version, details_revision) = (self.version, self.details_revision);
        Allow {
            version,
            details_revision,
            optional_scopes: self.optional_scopes.clone(),
            ends_at: self.ends_at,
        }
    }

    async fn decline(&self, step: &Step) -> Result<&'static str, ApiError> {
        let (version, details_revision) = (self.version, self.details_revision);
        let decline = Decline { version, details_revision, reason: self.reason.clone().into() };
        api::call(api::admin::decline(step.tenant, self.app, decline)).await?;
        Ok("Declined.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exception_stands_in_the_place_of_the_decision_for_all() {
        for all in [Verb::Allow, Verb::Decline, Verb::Leave] {
            assert_eq!(Exception::None.of(all), all);
            assert_eq!(Exception::Allow.of(all), Verb::Allow);
            assert_eq!(Exception::Decline.of(all), Verb::Decline);
            assert_eq!(Exception::Leave.of(all), Verb::Leave);
        }
    }
}
