//! `admin activity`: a tenant's history.

use api_client::admin;
use clap::Args;
use model::{
    audit::ActionGroup,
    ids::{AppId, PersonId, TenantId},
};
use wire::activity::{Activity, HistoryFilter};

use crate::{
    args::Listing,
    context::Context,
    failure::Outcome,
    lists,
    printer::{Shown, when},
};

#[derive(Args)]
pub struct Filtered {
    #[command(flatten)]
    listing: Listing,
    /// Only actions of this kind.
    #[arg(long, value_name = "KIND")]
    action: Option<ActionGroup>,
    /// Only what this person did.
    #[arg(long, value_name = "ID")]
    person: Option<PersonId>,
    /// Only what is about this app.
    #[arg(long, value_name = "ID")]
    app: Option<AppId>,
    /// The first day, in UTC, as 2026-05-03.
    #[arg(long, value_name = "DAY")]
    from: Option<String>,
    /// The last day, in UTC.
    #[arg(long, value_name = "DAY")]
    to: Option<String>,
}

impl Filtered {
    pub async fn print(self, context: &Context, tenant: TenantId) -> Outcome {
        let Self { listing, action, person, app, from, to } = self;
        let filter = HistoryFilter { action, person, app, from, to };
        lists::print(context, &listing, |page| admin::activity(tenant, filter.clone().query(page))).await
    }
}

impl Shown for Activity {
    const COLUMNS: &'static [&'static str] = &["when", "who", "action", "what", "details"];

    fn cells(&self) -> Vec<String> {
        vec![
            when(self.at),
            self.actor.clone(),
            self.action.to_string(),
            self.object_name.clone(),
            self.detail.clone().unwrap_or_default(),
        ]
    }
}
