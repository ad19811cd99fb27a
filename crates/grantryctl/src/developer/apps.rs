//! `developer app`: apps of a publisher.

use std::path::PathBuf;

use api_client::developer;
use clap::{Args, Subcommand};
use model::{
    app::{HandOver, Visibility},
    ids::{AppId, PublisherId, TenantId},
};
use wire::developer::{App, AppDetails, AppSummary, ClientKeys};

use super::{
    targets,
    versions::{self, Check, Publish, SaveDraft},
};
use crate::{
    args::{Listing, Write},
    context::Context,
    failure::Outcome,
    files, lists,
    printer::{Shown, when},
};

#[derive(Subcommand)]
pub enum Apps {
    /// List apps.
    List(Listing),
    /// Register an app. It is a draft until a version is published.
    Register(Box<Register>),
    /// Show an app.
    Show { app: AppId },
    /// Show what the next version is to ask for, as it was saved.
    Draft { app: AppId },
    /// Save what the next version is to ask for.
    SaveDraft(Box<SaveDraft>),
    /// Show what publishing a version would do. Nothing is published.
    Check(Box<Check>),
    /// Publish the next version.
    Publish(Box<Publish>),
    /// Offer an app to a tenant.
    Target {
        app: AppId,
        tenant: TenantId,
        #[command(flatten)]
        write: Write,
    },
    /// Offer an app to a tenant no longer.
    Untarget {
        app: AppId,
        tenant: TenantId,
        #[command(flatten)]
        write: Write,
    },
    /// List the tenants that an app is offered to.
    Targets {
        app: AppId,
        #[command(flatten)]
        listing: Listing,
    },
}

#[derive(Args)]
pub struct Register {
    /// Unique within the publisher.
    #[arg(long)]
    name: String,
    /// What it does, in one line.
    #[arg(long)]
    summary: String,
    #[arg(long, default_value = "")]
    description: String,
    /// An e-mail address or an https URL.
    #[arg(long)]
    support: String,
    #[arg(long, value_name = "URL")]
    logo: Option<String>,
    #[arg(long, value_name = "URL")]
    website: Option<String>,
    #[arg(long, value_name = "URL")]
    privacy_policy: Option<String>,
    /// It is software that decides by itself what to do with its access.
    #[arg(long)]
    ai_agent: bool,
    /// Who may see it: targeted, listed.
    #[arg(long, default_value = "targeted")]
    visibility: Visibility,
    /// How credentials reach you: `admin_shares`, `developer_collects`, `keyless`, `workload`.
    #[arg(long, default_value = "admin_shares")]
    hand_over: HandOver,
    /// A file with the JWK Set of a keyless app.
    #[arg(long, value_name = "FILE", conflicts_with = "keys_url")]
    keys: Option<PathBuf>,
    /// Where the JWK Set of a keyless app is fetched from.
    #[arg(long, value_name = "URL")]
    keys_url: Option<String>,
    #[command(flatten)]
    write: Write,
}

impl Apps {
    pub async fn run(self, context: &Context, publisher: PublisherId) -> Outcome {
        let (session, out) = (&context.session, context.out);
        match self {
            Self::List(listing) => {
                lists::print(context, &listing, |query| developer::apps(publisher, query)).await
            }
            Self::Register(register) => register.run(context, publisher).await,
            Self::Show { app } => out.one(&session.ask(developer::app(publisher, app)).await?),
            Self::Draft { app } => versions::draft(context, publisher, app).await,
            Self::SaveDraft(save) => save.run(context, publisher).await,
            Self::Check(check) => check.run(context, publisher).await,
            Self::Publish(publish) => publish.run(context, publisher).await,
            Self::Target { app, tenant, write } => {
                targets::add(context, publisher, app, tenant, &write).await
            }
            Self::Untarget { app, tenant, write } => {
                targets::remove(context, publisher, app, tenant, &write).await
            }
            Self::Targets { app, listing } => {
                lists::print(context, &listing, |query| developer::targets(publisher, app, query)).await
            }
        }
    }
}

impl Register {
    async fn run(self, context: &Context, publisher: PublisherId) -> Outcome {
        let jwks = self.keys.as_deref().map(files::json).transpose()?;
        let jwks_uri = self.keys_url.map(Into::into);
        let keys = ClientKeys { jwks, jwks_uri };
        let details = AppDetails {
            name: self.name.into(),
            summary: self.summary.into(),
            description: self.description.into(),
            logo_url: self.logo.map(Into::into),
            website: self.website.map(Into::into),
            privacy_policy: self.privacy_policy.map(Into::into),
            support_contact: self.support.into(),
            ai_agent: self.ai_agent,
            visibility: self.visibility,
            hand_over: self.hand_over,
            client_keys: (keys.jwks.is_some() || keys.jwks_uri.is_some()).then_some(keys),
        };
        let call = developer::create_app(publisher, details);
        context.out.one(&context.session.write(call, &self.write).await?)
    }
}

impl Shown for AppSummary {
    const COLUMNS: &'static [&'static str] =
        &["ID", "name", "state", "visibility", "version", "connections", "changed"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.name.clone(),
            self.state.to_string(),
            self.visibility.to_string(),
            self.latest_version.to_string(),
            self.connections.to_string(),
            when(self.updated_at),
        ]
    }
}

impl Shown for App {
    const COLUMNS: &'static [&'static str] =
        &["ID", "name", "summary", "state", "visibility", "hand-over", "version", "revision", "changed"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.details.name.to_string(),
            self.details.summary.to_string(),
            self.state.to_string(),
            self.details.visibility.to_string(),
            self.details.hand_over.to_string(),
            self.latest_version.to_string(),
            self.revision.to_string(),
            when(self.updated_at),
        ]
    }
}
