//! The next version while it is being written.

use leptos::prelude::*;
use model::{
    Timestamp,
    ids::{AppId, PublisherId},
};
use wire::{
    developer::{App, AppVersion, PublishVersion, WantedScope},
    problem::{FieldProblem, ProblemCode},
    updates::{Draft, SaveDraft},
};

use super::{
    changes::Changes,
    picker::{Picks, name_fields},
    workload::WorkloadDraft,
};
use crate::api::{self, ApiError};

/// The field that holds all networks.
pub const NETWORKS: &str = "egress_networks";

/// The draft as it was saved last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    pub by: String,
    pub at: Timestamp,
}

/// What the developer has chosen and typed.
#[derive(Clone, Copy)]
pub struct Writing {
    pub app: AppId,
    pub newest: RwSignal<Option<AppVersion>>,
    pub picks: Picks,
    pub workload: WorkloadDraft,
    /// One network a line.
    pub networks: RwSignal<String>,
    pub note: RwSignal<String>,
    pub saved: RwSignal<Option<Saved>>,
    revision: RwSignal<u32>,
}

/// What came of asking the server about it.
pub enum Outcome<T> {
    Done(T),
    /// Someone else was faster; the app as it is now.
    Overtaken(Box<App>),
}

impl Writing {
    pub fn new(
        app: AppId,
        newest: RwSignal<Option<AppVersion>>,
        draft: &Draft,
        picks: Picks,
        workload: WorkloadDraft,
    ) -> Self {
        Self {
            app,
            newest,
            picks,
            workload,
            networks: RwSignal::new(draft.egress_networks.join("\n")),
            note: RwSignal::new(draft.note.clone()),
            saved: RwSignal::new(saved(draft)),
            revision: RwSignal::new(draft.revision),
        }
    }

    /// As it is sent for publication.
    pub fn version(self) -> PublishVersion {
        let SaveDraft { scopes, note, egress_networks, workload, .. } = self.draft();
        PublishVersion { after_version: next(self.newest) - 1, scopes, note, egress_networks, workload }
    }

    pub fn draft(self) -> SaveDraft {
        let networks = self.networks.with_untracked(|text| in_lines(text));
        SaveDraft {
            revision: self.revision.get_untracked(),
            scopes: self.picks.wanted(),
            note: self.note.get_untracked().trim().into(),
            egress_networks: networks.into_iter().map(Into::into).collect(),
            workload: self.workload.wanted(),
        }
    }

    pub fn keep(self, draft: &Draft) {
        self.revision.set(draft.revision);
        self.saved.set(saved(draft));
    }

    /// Tracked.
    pub fn changes(self) -> Changes {
        let lines = self.networks.with(|text| in_lines(text));
        let (scopes, named) = (self.picks.wanted_tracked(), self.workload.wanted_tracked());
        self.newest.with(|newest| Changes::new(newest.as_ref(), &scopes, &lines, named.as_ref()))
    }

    /// Names each problem after the field on the page. `wanted`: what was sent.
    pub fn name_fields(self, error: ApiError, wanted: &[WantedScope]) -> ApiError {
        self.workload.name_fields(together(name_fields(error, wanted)))
    }

    /// Where another version was published meanwhile, the app as it is now.
    pub async fn asked<T>(
        self,
        publisher: PublisherId,
        wanted: Vec<WantedScope>,
        call: impl Future<Output = Result<T, ApiError>>,
    ) -> Result<Outcome<T>, ApiError> {
        match call.await {
            Ok(answer) => Ok(Outcome::Done(answer)),
            Err(error) if error.code() == Some(ProblemCode::VersionChanged) => {
                let app = api::call(api::developer::app(publisher, self.app)).await?;
                Ok(Outcome::Overtaken(Box::new(app)))
            }
            Err(error) => Err(self.name_fields(error, &wanted)),
        }
    }
}

fn saved(draft: &Draft) -> Option<Saved> {
    Some(Saved { by: draft.saved_by.clone()?, at: draft.saved_at? })
}

/// The number that it will have. Tracked.
pub fn next(newest: RwSignal<Option<AppVersion>>) -> u32 {
    newest.with(|newest| newest.as_ref().map_or(0, |version| version.number)) + 1
}

/// The draft in the form of the version that the fields begin with.
pub fn begun(app: &App, draft: &Draft) -> AppVersion {
    let Draft { scopes, note, egress_networks, workload, saved_by, saved_at, .. } = draft.clone();
    AppVersion {
        number: app.latest_version,
        scopes,
        note,
        egress_networks,
        workload,
        published_by: saved_by.unwrap_or_default(),
        published_at: saved_at.unwrap_or(app.updated_at),
    }
}

fn in_lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// What is wrong with single networks, at the one field that holds them all.
fn together(error: ApiError) -> ApiError {
    let ApiError::Problem(mut problem) = error else { return error };
    let (networks, mut others): (Vec<_>, Vec<_>) =
        problem.errors.into_iter().partition(|wrong| wrong.field.starts_with(NETWORKS));
    if !networks.is_empty() {
        let message = networks.into_iter().map(|wrong| wrong.message).collect::<Vec<_>>().join(" ");
        others.push(FieldProblem { field: NETWORKS.to_owned(), message });
    }
    problem.errors = others;
    ApiError::Problem(problem)
}
