//! Members ask their admins for an app. A request ends when its asker withdraws it, or an admin decides about the app.

use std::collections::HashMap;

use model::{
    audit::AuditAction,
    ids::{AppId, PersonId},
};
use store::{Tenanted, app_requests};
use wire::app_requests::{AppRequest, AskForApp};

use crate::errors::Error;
use crate::permission::{By, InTenant, TenantMember, begin};
use crate::requests::Checks;
use crate::service::AppRequests;
use crate::views::names;
use crate::work::Event;

impl AppRequests<'_> {
    /// For an app that is offered to the tenant and not connected.
    pub async fn ask(
        self,
        by: &By<TenantMember>,
        app: AppId,
        request: AskForApp,
    ) -> Result<AppRequest, Error> {
        let mut checks = Checks::new();
        let reason = checks.text("reason", &request.reason);
        checks.finish()?;
        let mut work = begin!(self, by, "app_requests_ask", (app, &request));
        let rows = work.within(by.tenant()).await?;
        let found = rows.available_apps(by.tenancy()).get(app).await?.ok_or(Error::NotFound)?;
        let (person, at) = (by.person().id, self.inner.now());
        let asked = app_requests::AppRequest { app, person, reason: reason.clone(), at };
        if !rows.app_requests().insert(&asked).await? {
            return Err(Error::Conflict("You have asked for this app already.".into()));
        }
        // Without the app's id: what members ask their admins is not the developer's to read.
        let event = Event::new(AuditAction::AppRequested, app, &found.app.details.name).reason(&reason);
        work.record(event).finish(view(asked, by.person().name.clone())).await
    }

    /// One's own.
    pub async fn withdraw(self, by: &By<TenantMember>, app: AppId) -> Result<(), Error> {
        let mut work = begin!(self, by, "app_requests_withdraw", app);
        let rows = work.within(by.tenant()).await?;
        rows.app_requests().withdraw(app, by.person().id).await?;
        let found = rows.shared().apps().get(app).await?.ok_or_else(|| Error::broken("app", app))?;
        let event = Event::new(AuditAction::AppRequestWithdrawn, app, &found.details.name);
        work.record(event).finish(()).await
    }
}

/// The requests for these apps: by app, oldest first.
pub(super) async fn requests_for(
    rows: Tenanted<'_>,
    by: &By<TenantMember>,
    apps: &[AppId],
) -> Result<HashMap<AppId, Vec<AppRequest>>, Error> {
    let found = rows.app_requests().of_apps(apps).await?;
    let names: HashMap<PersonId, String> =
        names(rows.shared(), by.person(), found.iter().map(|one| one.person)).await?;
    let mut requests: HashMap<_, Vec<_>> = HashMap::new();
    for one in found {
        let name = names.get(&one.person).cloned().unwrap_or_default();
        requests.entry(one.app).or_default().push(view(one, name));
    }
    Ok(requests)
}

fn view(one: app_requests::AppRequest, asked_by: String) -> AppRequest {
    AppRequest { app_id: one.app, asked_by, asked_by_id: one.person, reason: one.reason, asked_at: one.at }
}
