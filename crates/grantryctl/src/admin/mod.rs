//! What the admin portal does.

mod activity;
mod apps;
mod connections;
mod credentials;
mod tenants;
mod usage;

use clap::{Args, Subcommand};
use model::ids::TenantId;

use self::{apps::Apps, connections::Connections, credentials::Credentials, tenants::Tenants};
use crate::{args::Period, context::Context, failure::Outcome, webhooks::Webhooks};

#[derive(Args)]
pub struct Admin {
    /// The tenant, where you belong to several.
    #[arg(long, global = true, env = "GRANTRY_TENANT", hide_env_values = true, value_name = "ID")]
    tenant: Option<TenantId>,
    #[command(subcommand)]
    noun: Noun,
}

#[derive(Subcommand)]
enum Noun {
    /// Your tenants.
    #[command(subcommand)]
    Tenant(Tenants),
    /// Apps that your tenant may connect.
    #[command(subcommand)]
    App(Box<Apps>),
    /// Your tenant's connections.
    #[command(subcommand)]
    Connection(Box<Connections>),
    /// Your tenant's own credentials.
    #[command(subcommand)]
    Credential(Box<Credentials>),
    /// Your tenant's webhooks.
    #[command(subcommand)]
    Webhook(Box<Webhooks>),
    /// List what happened in your tenant, the newest first.
    Activity(activity::Filtered),
    /// Show how many tokens your tenant's clients got, and how many requests were refused.
    Usage(Period),
}

impl Admin {
    pub async fn run(self, context: &Context) -> Outcome {
        let tenant = context.tenant(self.tenant);
        match self.noun {
            Noun::Tenant(tenants) => tenants.run(context).await,
            Noun::App(apps) => apps.run(context, tenant.await?).await,
            Noun::Connection(connections) => connections.run(context, tenant.await?).await,
            Noun::Credential(credentials) => credentials.run(context, tenant.await?).await,
            Noun::Webhook(webhooks) => webhooks.of_tenant(context, tenant.await?).await,
            Noun::Activity(filtered) => filtered.print(context, tenant.await?).await,
            Noun::Usage(period) => usage::of_tenant(context, tenant.await?, period).await,
        }
    }
}
