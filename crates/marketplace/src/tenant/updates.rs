//! Newer versions of connected apps: their review, and a tenant's answers, scope by scope.

use std::collections::HashMap;

use model::{
    app::{App, AppState, AppVersion},
    audit::{AuditAction, Detail},
    connection::Connection,
    generation,
    ids::{ConnectionId, PersonId},
    receipt::Decision,
    scope::ScopeSet,
    update::{Answers, ScopeAnswer, Update, WrongAnswers},
};
use store::{Shared, connections::ConnectionOfApp};
use wire::{
    admin,
    problem::FieldProblem,
    updates::{self, AnswerUpdate, UpdateReview, UpdateSeen},
};

use super::connection_view::InHand;
use super::decisions::newest;
use super::receipts::{Decided, Said};
use crate::clients::networks;
use crate::clients::workloads::in_force;
use crate::errors::Error;
use crate::permission::{By, TenantAdmin, TenantMember, begin};
use crate::requests::Checks;
use crate::service::Updates;
use crate::views::details;
use crate::views::names;
use crate::views::review::standings;
use crate::views::workload::{in_words_of, words_of};
use crate::work::Event;

impl Updates<'_> {
    /// The newest version of an app that the tenant has connected, and how each of its scopes stands.
    pub async fn review(self, by: &By<TenantMember>, id: ConnectionId) -> Result<UpdateReview, Error> {
        let mut tx = self.inner.store().read().await?;
        let rows = tx.within(by.tenant()).await?;
        let shared = rows.shared();
        let connection = rows.connections().get(id).await?.ok_or(Error::NotFound)?;
        let app = shared.apps().get(connection.app).await?;
        let app = app.ok_or_else(|| Error::broken("app", connection.app))?;
        let newest = newest(shared, &app, app.latest_version).await?;
        let accepted = shared.app_versions().get(app.id, connection.version).await?;
        let answers = rows.updates().answers(id).await?;
        let names = names(shared, by.person(), answers.iter().map(|answer| answer.by)).await?;
        let changed_details = details::unseen(shared, &app, &connection).await?;
        let connected = accepted.as_ref().filter(|_| connection.is_connected());
        let workload = in_force(shared, &app, connected).await?;
        let accepted_workload = in_words_of(shared, workload.as_ref()).await?;
        let update = update(&newest.version, &connection, accepted.as_ref(), &answers);
        let named = |answer: &ScopeAnswer| names.get(&answer.by).cloned();
        let standings = standings(&update, &newest.version, connection.version, &answers, named);
        let (accepted_version, left_version) = (connection.version, connection.left_version);
        Ok(UpdateReview {
            review: self.inner.review_of(shared, app, newest, Some(connection)).await?,
            standings,
            accepted_version,
            left_version,
            changed_details,
            accepted_networks: accepted
                .map(|version| networks::view(&version.egress_networks))
                .unwrap_or_default(),
            accepted_workload,
        })
    }

    /// An admin has opened the review of the newest version, which the app's developer may know.
    pub async fn see(self, by: &By<TenantAdmin>, id: ConnectionId, request: UpdateSeen) -> Result<(), Error> {
        let mut work = begin!(self, by, "connections_see_update", (id, &request));
        let rows = work.within(by.tenant()).await?;
        let connection = rows.connections().get(id).await?.ok_or(Error::NotFound)?;
        let app = rows.shared().apps().get(connection.app).await?;
        let app = app.ok_or_else(|| Error::broken("app", connection.app))?;
        if request.version != app.latest_version {
            return Err(Error::VersionChanged { current: app.latest_version });
        }
        connection.may_update(request.version)?;
        rows.updates().see(id, request.version, self.inner.now()).await?;
        work.without_event("whoever looks decides nothing").finish(()).await
    }

    /// Takes up the app's newest version with what the answers grant; or stays at the present one, where the answers leave
    /// out what the newest requires.
    pub async fn answer(
        self,
        by: &By<TenantAdmin>,
        id: ConnectionId,
        request: AnswerUpdate,
    ) -> Result<admin::Connection, Error> {
        let mut work = begin!(self, by, "connections_answer_update", (id, &request));
        let app = work.within(by.tenant()).await?.connections().app_of(id).await?.ok_or(Error::NotFound)?;
        let app = work.shared().apps().lock_shared(app).await?.ok_or_else(|| Error::broken("app", app))?;
        if app.state == AppState::Suspended {
            return Err(Error::Conflict("The platform has suspended this app.".into()));
        }
        let asked = newest(work.shared(), &app, request.version).await?;
        details::on_screen(work.shared(), &app, request.details_revision).await?;
        let answers = by_scope(&request.answers)?;
        let rows = work.within(by.tenant()).await?;
        let found = rows.connections().lock_with_app(id).await?.ok_or(Error::NotFound)?;
        let before = &found.connection;
        before.may_update(asked.version.number)?;
        let accepted = rows.shared().app_versions().get(app.id, before.version).await?;
        let earlier = rows.updates().answers(id).await?;
        let grant = update(&asked.version, before, accepted.as_ref(), &earlier).grant(&answers);
        let grant = grant.map_err(|wrong| refused(&request.answers, wrong))?;
        let is_taken = grant.is_some();
        let after = self.after(before, &app, accepted.as_ref(), &asked.version, grant)?;
        let connection = rows.connections().update(before, &after).await?;
        rows.updates().answer(id, &self.kept(by.person().id, request.version, &answers)).await?;
        rows.updates().see(id, request.version, self.inner.now()).await?;
        if is_taken {
            self.inner.count_scopes_of(rows, before, &connection).await?;
            work.changed(&connection);
        }
        let decision = if is_taken { Decision::Accepted } else { Decision::UpdateLeft };
        let said = Said { answers: Some(&answers), reason: None };
        let publisher = &found.publisher;
        let decided =
            Decided { decision, connection: &connection, app: &app, publisher, asked: &asked, said };
        self.inner.give_receipt(&mut work, by, decided).await?;
        let event = told(work.shared(), &connection, &app, &asked.version, answers).await?;
        let decided = ConnectionOfApp { connection, app, publisher: found.publisher };
        let in_hand = InHand { version: Some(asked).filter(|_| is_taken), ..InHand::default() };
        let view = self.inner.connection_view(&mut work, by, decided, in_hand).await?;
        work.record(event).finish(view).await
    }

    /// The connection once it is answered; `grant`: with the newest version, where that is taken up. Where another workload
    /// signs in with it, or none, tokens of the one before are revoked.
    fn after(
        self,
        before: &Connection,
        app: &App,
        accepted: Option<&AppVersion>,
        asked: &AppVersion,
        grant: Option<ScopeSet>,
    ) -> Result<Connection, Error> {
        let now = self.inner.now();
        let Some(granted) = grant else { return Ok(before.clone().leave_version(asked.number, now)?) };
        let mut after = before.clone().accept(asked.number, granted, now)?;
        after.details_seen = app.details_revision;
        let workload = accepted.and_then(|version| version.workload.as_ref());
        if workload.is_some() && workload != asked.workload.as_ref() {
            after.generation = generation::next(after.generation, now);
        }
        Ok(after)
    }

    fn kept(self, by: PersonId, version: u32, answers: &Answers) -> Vec<ScopeAnswer> {
        let at = self.inner.now();
        let kept = answers.iter().map(|(name, answer)| (name.clone(), *answer));
        kept.map(|(name, answer)| ScopeAnswer { name, answer, version, by, at }).collect()
    }
}

fn update<'v>(
    newest: &'v AppVersion,
    connection: &Connection,
    accepted: Option<&AppVersion>,
    answers: &[ScopeAnswer],
) -> Update<'v> {
    let asked_before = accepted.map(AppVersion::all_scopes).unwrap_or_default();
    let earlier = answers.iter().map(|answer| (answer.name.clone(), answer.answer)).collect();
    Update::new(newest, &connection.granted, &asked_before, &earlier)
}

/// What the histories tell: each answer by its scope.
async fn told(
    shared: Shared<'_>,
    connection: &Connection,
    app: &App,
    asked: &AppVersion,
    answers: Answers,
) -> Result<Event, Error> {
    let version = asked.number;
    if connection.version != version {
        let event = Event::of_connection(AuditAction::ConnectionUpdateLeft, connection, app);
        return Ok(event.detail(Detail::UpdateLeft { version, answers }));
    }
    let workload = words_of(shared, asked.workload.as_ref()).await?;
    let event = Event::of_connection(AuditAction::ConnectionAccepted, connection, app);
    Ok(event.detail(Detail::Accepted { version, scopes: connection.granted.clone(), workload, answers }))
}

fn by_scope(given: &[updates::ScopeAnswer]) -> Result<Answers, Error> {
    let (mut checks, mut answers) = (Checks::new(), Answers::new());
    for (index, updates::ScopeAnswer { name, answer }) in given.iter().enumerate() {
        if answers.insert(name.clone(), *answer).is_some() {
            checks.wrong(format!("answers[{index}].name"), format!("{name} is listed twice."));
        }
    }
    checks.finish()?;
    Ok(answers)
}

/// Each wrong answer at its place in the request.
fn refused(given: &[updates::ScopeAnswer], wrong: Vec<WrongAnswers>) -> Error {
    let places: HashMap<_, _> = given.iter().enumerate().map(|(index, one)| (&one.name, index)).collect();
    let at = |wrong: &WrongAnswers| match wrong {
        WrongAnswers::NotAsked(name) => places.get(name).map(|index| format!("answers[{index}].name")),
        WrongAnswers::NotWithout { scope, .. } => {
            places.get(scope).map(|index| format!("answers[{index}].answer"))
        }
        WrongAnswers::Undecided(_) | WrongAnswers::Nothing => None,
    };
    let problem = |wrong: WrongAnswers| FieldProblem {
        field: at(&wrong).unwrap_or_else(|| "answers".to_owned()),
        message: wrong.to_string(),
    };
    Error::Invalid(wrong.into_iter().map(problem).collect())
}
