//! Tenants that an app is offered to.

use api_client::developer;
use model::ids::{AppId, PublisherId, TenantId};
use wire::developer::Target;

use crate::{
    args::Write,
    context::Context,
    failure::Outcome,
    printer::{Shown, when},
};

pub async fn add(
    context: &Context,
    publisher: PublisherId,
    app: AppId,
    tenant: TenantId,
    write: &Write,
) -> Outcome {
    let call = developer::add_target(publisher, app, tenant);
    context.out.one(&context.session.write(call, write).await?)
}

pub async fn remove(
    context: &Context,
    publisher: PublisherId,
    app: AppId,
    tenant: TenantId,
    write: &Write,
) -> Outcome {
    context.session.write(developer::remove_target(publisher, app, tenant), write).await?;
    context.out.done("The app is no longer offered to this tenant.")
}

impl Shown for Target {
    const COLUMNS: &'static [&'static str] =
        &["tenant", "name", "environment", "state", "connection", "added"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.tenant_id.to_string(),
            self.tenant_name.clone().unwrap_or_default(),
            self.kind.to_string(),
            self.state.to_string(),
            self.connection_id.map(|id| id.to_string()).unwrap_or_default(),
            when(self.added_at),
        ]
    }
}
