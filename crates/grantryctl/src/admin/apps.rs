//! `admin app`: apps that a tenant may connect.

use api_client::admin;
use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use model::{
    ids::{AppId, TenantId},
    scope::ScopeName,
};
use wire::admin::{Allow, AvailableApp, Decline, Review};

use crate::{
    args::{Listing, Write},
    context::Context,
    failure::Outcome,
    lists,
    printer::{Shown, when},
    secrets::{self, SecretTo},
};

#[derive(Subcommand)]
pub enum Apps {
    /// List the apps that wait for a decision, or were declined.
    Waiting(Listing),
    /// Show what an app asks for, with the numbers that a decision names.
    Review { app: AppId },
    /// Allow what a version requires, and the optional scopes that you name. A secret is shown once.
    Allow(Box<AllowApp>),
    /// Decline what a version asks for.
    Decline(Box<DeclineApp>),
}

#[derive(Args)]
struct Reviewed {
    app: AppId,
    /// The version that you have reviewed.
    #[arg(long, value_name = "NUMBER")]
    version: u32,
    /// The revision of the app's details that you have reviewed.
    #[arg(long, value_name = "NUMBER")]
    details: u32,
}

#[derive(Args)]
pub struct AllowApp {
    #[command(flatten)]
    reviewed: Reviewed,
    /// An optional scope to grant. Once for each.
    #[arg(long = "scope", value_name = "SCOPE")]
    scopes: Vec<ScopeName>,
    /// When access ends by itself, as 2027-01-31T00:00:00Z; never where absent.
    #[arg(long, value_name = "TIME")]
    ends_at: Option<DateTime<Utc>>,
    #[command(flatten)]
    secret: SecretTo,
    #[command(flatten)]
    write: Write,
}

#[derive(Args)]
pub struct DeclineApp {
    #[command(flatten)]
    reviewed: Reviewed,
    /// For the developer.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    write: Write,
}

impl Apps {
    pub async fn run(self, context: &Context, tenant: TenantId) -> Outcome {
        let (session, out) = (&context.session, context.out);
        match self {
            Self::Waiting(listing) => {
                lists::print(context, &listing, |query| admin::available_apps(tenant, query)).await
            }
            Self::Review { app } => out.one(&session.ask(admin::review(tenant, app)).await?),
            Self::Allow(allow) => allow.run(context, tenant).await,
            Self::Decline(decline) => decline.run(context, tenant).await,
        }
    }
}

impl AllowApp {
    async fn run(self, context: &Context, tenant: TenantId) -> Outcome {
        let Reviewed { app, version, details } = self.reviewed;
        let body =
            Allow { version, details_revision: details, optional_scopes: self.scopes, ends_at: self.ends_at };
        secrets::issue(context, admin::allow(tenant, app, body), &self.write, &self.secret).await
    }
}

impl DeclineApp {
    async fn run(self, context: &Context, tenant: TenantId) -> Outcome {
        let Reviewed { app, version, details } = self.reviewed;
        let body = Decline { version, details_revision: details, reason: self.reason.into() };
        let call = admin::decline(tenant, app, body);
        context.out.one(&context.session.write(call, &self.write).await?)
    }
}

impl Shown for AvailableApp {
    const COLUMNS: &'static [&'static str] = &["ID", "name", "publisher", "version", "state", "asked for"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.name.clone(),
            self.publisher.name.clone(),
            self.version.to_string(),
            self.state.to_string(),
            self.asked_for.len().to_string(),
        ]
    }
}

impl Shown for Review {
    const COLUMNS: &'static [&'static str] = &[
        "app",
        "name",
        "summary",
        "publisher",
        "version",
        "details",
        "published",
        "requires",
        "optional",
        "hand-over",
        "state",
        "warnings",
    ];

    fn cells(&self) -> Vec<String> {
        let scopes = |required: bool| {
            let all = self.apis.iter().flat_map(|api| &api.scopes);
            let names = all.filter(|scope| scope.required == required).map(|scope| scope.name.to_string());
            names.collect::<Vec<_>>().join(" ")
        };
        vec![
            self.app_id.to_string(),
            self.name.clone(),
            self.summary.clone(),
            self.publisher.name.clone(),
            self.version.to_string(),
            self.details_revision.to_string(),
            when(self.published_at),
            scopes(true),
            scopes(false),
            self.hand_over.to_string(),
            self.state.to_string(),
            self.name_warnings.join(" "),
        ]
    }
}
