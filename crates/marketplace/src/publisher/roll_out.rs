//! How tenants receive the newest version of an app, and reminders of it.

use chrono::TimeDelta;
use model::{
    Timestamp,
    app::{App, AppState, AppVersion, RequestedScope},
    audit::{AuditAction, AuditChain, Detail},
    connection::{Connection, PausedBy},
    ids::{AppId, ConnectionId},
    scope::ScopeSet,
    update::{REMINDED_FOR_DAYS, RollOutState},
};
use store::{Shared, roll_out::RolledOut};
use wire::{
    page::{Page, PageQuery},
    updates::{AskedScope, Remind, Reminded, RollOut, RollOutCounts, RollOutScope, RollOutTenant},
};

use super::apps::version_views;
use super::developer::own_app;
use super::versions::newest;
use crate::errors::Error;
use crate::permission::{By, Developer, PublisherMember, begin};
use crate::requests::listing::{listing, searched_page};
use crate::service::RollOuts;
use crate::views::connection_state::pauses;
use crate::work::Event;

/// The most tenants that one request reminds.
const MOST_REMINDED: u64 = 100;

impl RollOuts<'_> {
    /// Of the newest version; there is none before the first.
    pub async fn get(self, by: &By<PublisherMember>, app: AppId) -> Result<RollOut, Error> {
        let mut tx = self.inner.store().read().await?;
        let platform = tx.platform().await?;
        let app = published(*platform, by, app).await?;
        let version = newest(*platform, &app).await?.ok_or(Error::NotFound)?;
        let number = version.number;
        let before = platform.app_versions().get(app.id, number.saturating_sub(1)).await?;
        let before = before.as_ref().map(AppVersion::all_scopes).unwrap_or_default();
        let roll_out = platform.roll_out(app.id, number);
        let counts = roll_out.counts().await?;
        let remindable = if app.state == AppState::Suspended {
            0
        } else {
            roll_out.waiting(None, self.quiet_since(), MOST_REMINDED).await?.len()
        };
        let view = version_views(*platform, vec![version]).await?.pop();
        let view = view.ok_or_else(|| Error::broken("newest version of app", app.id))?;
        let count = |state: RollOutState| counts.get(&state).copied().unwrap_or_default();
        let scope = |scope: wire::developer::VersionScope| RollOutScope {
            new: !before.contains(&scope.name),
            name: scope.name,
            title: scope.title,
            required: scope.required,
        };
        Ok(RollOut {
            version: number,
            published_by: view.published_by,
            published_at: view.published_at,
            note: view.note,
            scopes: view.scopes.into_iter().map(scope).collect(),
            counts: RollOutCounts {
                accepted: count(RollOutState::Accepted),
                partly: count(RollOutState::Partly),
                not_now: count(RollOutState::NotNow),
                never: count(RollOutState::Never),
                seen: count(RollOutState::Seen),
                unseen: count(RollOutState::Unseen),
            },
            remindable: u32::try_from(remindable).unwrap_or(u32::MAX),
        })
    }

    /// The tenants that have connected the app, with what each granted of what the newest version asks for.
    pub async fn tenants(
        self,
        by: &By<PublisherMember>,
        app: AppId,
        query: PageQuery,
        state: Option<RollOutState>,
    ) -> Result<Page<RollOutTenant>, Error> {
        let listing = listing(&query, ConnectionId::uuid)?;
        let mut tx = self.inner.store().read().await?;
        let platform = tx.platform().await?;
        let app = published(*platform, by, app).await?;
        let version = newest(*platform, &app).await?.ok_or(Error::NotFound)?;
        let listed = platform.roll_out(app.id, version.number).list(state, &listing).await?;
        let quiet_since = self.quiet_since();
        let suspended = app.state == AppState::Suspended;
        let view = |one| {
            let view = tenant(one, &version.scopes, quiet_since);
            RollOutTenant { remindable: view.remindable && !suspended, ..view }
        };
        Ok(searched_page(listed, |one| one.found.connection.id, ConnectionId::from_uuid, view))
    }

    /// Reminds one tenant, or all that have still to answer the newest version. A tenant is reminded of an app's updates
    /// once in seven days at most.
    pub async fn remind(self, by: &By<Developer>, app: AppId, request: Remind) -> Result<Reminded, Error> {
        let mut work = begin!(self, by, "roll_outs_remind", (app, &request));
        let app = own_app(work.shared(), by, app).await?;
        if request.version != app.latest_version {
            return Err(Error::VersionChanged { current: app.latest_version });
        }
        if app.state == AppState::Suspended {
            return Err(Error::Conflict("The platform has suspended this app.".into()));
        }
        let roll_out = work.platform().await?.roll_out(app.id, app.latest_version);
        let waiting = roll_out.waiting(request.tenant_id, self.quiet_since(), MOST_REMINDED).await?;
        if waiting.is_empty() {
            let one = match request.tenant_id {
                Some(tenant) => roll_out.of_tenant(tenant).await?,
                None => None,
            };
            return Err(Error::Conflict(no_one_to_remind(request.tenant_id.is_some(), one.as_ref())));
        }
        roll_out.remind(&waiting, self.inner.now()).await?;
        let publisher = self.inner.publishers_name(work.shared(), by).await?;
        let (name, version) = (&app.details.name, app.latest_version);
        for (tenant, connection) in &waiting {
            let event = Event::new(AuditAction::ConnectionReminded, connection, name).connection(*connection);
            let event = event.detail(Detail::Reminded { version, tenants: None });
            work.record_for_as(&publisher, AuditChain::Tenant(*tenant), event);
        }
        let tenants = u32::try_from(waiting.len()).unwrap_or(u32::MAX);
        let event = Event::new(AuditAction::ConnectionReminded, app.id, name).app(app.id);
        // Only the tenants are asked for a review.
        let event = event.detail(Detail::Reminded { version, tenants: Some(tenants) }).quiet();
        work.record(event).finish(Reminded { tenants }).await
    }

    /// Who was reminded after that is left in peace.
    fn quiet_since(self) -> Timestamp {
        self.inner.now() - TimeDelta::days(REMINDED_FOR_DAYS)
    }
}

/// `one`: the connection of the tenant that was named.
fn no_one_to_remind(of_one: bool, one: Option<&RolledOut>) -> String {
    let who = if of_one { "This tenant cannot" } else { "No tenant can" };
    match one.and_then(|one| held_by(&one.found.connection)) {
        Some(PausedBy::Developer) => {
            format!("{who} be reminded now: your team has disabled its connection. Restore it first.")
        }
        Some(_) => format!("{who} be reminded now: the platform has suspended its connection."),
        None => format!(
            "{who} be reminded now. Reminders go to tenants that have still to answer, whose connection your team has not \
             disabled, and that were not reminded within {REMINDED_FOR_DAYS} days."
        ),
    }
}

/// Whose stop makes a reminder pointless: the tenant's admins could not end it.
fn held_by(connection: &Connection) -> Option<PausedBy> {
    pauses(&connection.state).into_iter().find(|by| matches!(by, PausedBy::Developer | PausedBy::Platform))
}

/// The publisher's own app, once it has a version.
async fn published(shared: Shared<'_>, by: &By<PublisherMember>, app: AppId) -> Result<App, Error> {
    let app = shared.apps().get(app).await?;
    app.filter(|app| app.publisher == by.publisher() && app.latest_version > 0).ok_or(Error::NotFound)
}

fn tenant(one: RolledOut, scopes: &[RequestedScope], quiet_since: Timestamp) -> RollOutTenant {
    let RolledOut { found, state, answers, seen_at, reminded_at } = one;
    let granted: &ScopeSet = &found.connection.granted;
    let quiet = reminded_at.is_none_or(|at| at <= quiet_since);
    let remindable = state.waits() && quiet && held_by(&found.connection).is_none();
    let asked = |scope: &RequestedScope| {
        let answer = answers.iter().find(|answer| answer.name == scope.name);
        AskedScope {
            name: scope.name.clone(),
            granted: granted.contains(&scope.name),
            answer: answer.map(|answer| answer.answer),
            version: answer.map(|answer| answer.version),
        }
    };
    RollOutTenant {
        connection_id: found.connection.id,
        tenant_id: found.connection.tenant,
        scopes: scopes.iter().map(asked).collect(),
        tenant_name: found.tenant_name,
        kind: found.kind,
        state,
        accepted_version: found.connection.version,
        seen_at,
        reminded_at,
        remindable,
    }
}
