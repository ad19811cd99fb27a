//! Reports of tokens and refusals.

use api_client::admin;
use model::ids::{ConnectionId, TenantId};
use wire::usage::{Usage, UsagePeriod};

use crate::{
    args::Period,
    context::Context,
    failure::Outcome,
    printer::{Shown, when},
};

pub async fn of_tenant(context: &Context, tenant: TenantId, period: Period) -> Outcome {
    print(context, &context.session.ask(admin::usage(tenant, period.into())).await?)
}

pub async fn of_connection(
    context: &Context,
    tenant: TenantId,
    connection: ConnectionId,
    period: Period,
) -> Outcome {
    let call = admin::connection_usage(tenant, connection, period.into());
    print(context, &context.session.ask(call).await?)
}

/// The whole report for scripts, its periods for people.
fn print(context: &Context, usage: &Usage) -> Outcome {
    if context.out.json { context.out.one(usage) } else { context.out.many(&usage.periods) }
}

impl Shown for Usage {
    const COLUMNS: &'static [&'static str] = &["from", "to", "tokens", "refused"];

    fn cells(&self) -> Vec<String> {
        vec![when(self.from), when(self.to), self.tokens.to_string(), self.refused.to_string()]
    }
}

impl Shown for UsagePeriod {
    const COLUMNS: &'static [&'static str] = &["from", "tokens", "refused"];

    fn cells(&self) -> Vec<String> {
        vec![when(self.start), self.tokens.to_string(), self.refused.to_string()]
    }
}
