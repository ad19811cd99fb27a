//! Versions of an app: the draft, what publishing would do, and publishing.

use std::path::PathBuf;

use api_client::developer;
use clap::Args;
use model::ids::{AppId, PublisherId};
use wire::{
    developer::{AppVersion, PublishVersion, WantedScope},
    updates::{Draft, PublishingCheck, SaveDraft as SaveDraftBody},
    workload::WantedWorkload,
};

use crate::{
    args::{Reasoned, Write},
    context::Context,
    failure::Outcome,
    files,
    printer::{Shown, when, when_known},
};

#[derive(Args)]
struct Wanted {
    /// A scope that the app cannot do without, and why. Once for each.
    #[arg(long, value_name = "SCOPE=REASON")]
    require: Vec<Reasoned>,
    /// A scope that a tenant may leave out, and why. Once for each.
    #[arg(long, value_name = "SCOPE=REASON")]
    optional: Vec<Reasoned>,
    /// What is new, for the admins who will review it.
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
    /// A network that the app's requests come from. Once for each; none: from anywhere.
    #[arg(long, value_name = "CIDR")]
    network: Vec<String>,
    /// A JSON file with the workload identity, as the API's document describes it.
    #[arg(long, value_name = "FILE")]
    workload: Option<PathBuf>,
}

impl Wanted {
    fn workload(&self) -> Outcome<Option<WantedWorkload>> {
        self.workload.as_deref().map(files::json).transpose()
    }

    /// Required ones first.
    fn scopes(&self) -> Vec<WantedScope> {
        let wanted = |required: bool| {
            move |scope: &Reasoned| WantedScope {
                name: scope.name.clone(),
                required,
                reason: scope.reason.clone().into(),
            }
        };
        let required = self.require.iter().map(wanted(true));
        required.chain(self.optional.iter().map(wanted(false))).collect()
    }

    /// The version that a repeated command names stays the same, so it is named and not looked up.
    fn version(&self, after_version: u32) -> Outcome<PublishVersion> {
        Ok(PublishVersion {
            after_version,
            scopes: self.scopes(),
            note: self.note.clone().into(),
            egress_networks: self.network.iter().map(|network| network.clone().into()).collect(),
            workload: self.workload()?,
        })
    }
}

#[derive(Args)]
pub struct SaveDraft {
    app: AppId,
    /// The draft's revision that you have read; 0 where none was saved.
    #[arg(long, value_name = "NUMBER")]
    revision: u32,
    #[command(flatten)]
    wanted: Wanted,
    #[command(flatten)]
    write: Write,
}

#[derive(Args)]
pub struct Check {
    app: AppId,
    /// The newest version that you know; 0 for the first one.
    #[arg(long, value_name = "VERSION")]
    after: u32,
    #[command(flatten)]
    wanted: Wanted,
}

#[derive(Args)]
pub struct Publish {
    app: AppId,
    /// The newest version that you know; 0 for the first one.
    #[arg(long, value_name = "VERSION")]
    after: u32,
    #[command(flatten)]
    wanted: Wanted,
    #[command(flatten)]
    write: Write,
}

pub async fn draft(context: &Context, publisher: PublisherId, app: AppId) -> Outcome {
    context.out.one(&context.session.ask(developer::draft(publisher, app)).await?)
}

impl SaveDraft {
    pub async fn run(self, context: &Context, publisher: PublisherId) -> Outcome {
        let PublishVersion { scopes, note, egress_networks, workload, .. } = self.wanted.version(0)?;
        let body = SaveDraftBody { revision: self.revision, scopes, note, egress_networks, workload };
        let call = developer::save_draft(publisher, self.app, body);
        context.out.one(&context.session.write(call, &self.write).await?)
    }
}

impl Check {
    pub async fn run(self, context: &Context, publisher: PublisherId) -> Outcome {
        let version = self.wanted.version(self.after)?;
        let call = developer::publishing_check(publisher, self.app, version);
        context.out.one(&context.session.ask(call).await?)
    }
}

impl Publish {
    pub async fn run(self, context: &Context, publisher: PublisherId) -> Outcome {
        let version = self.wanted.version(self.after)?;
        let call = developer::publish(publisher, self.app, version);
        context.out.one(&context.session.write(call, &self.write).await?)
    }
}

impl Shown for Draft {
    const COLUMNS: &'static [&'static str] = &["revision", "scopes", "note", "networks", "saved by", "saved"];

    fn cells(&self) -> Vec<String> {
        let scopes = self.scopes.iter().map(|scope| scope.name.to_string()).collect::<Vec<_>>();
        vec![
            self.revision.to_string(),
            scopes.join(" "),
            self.note.clone(),
            self.egress_networks.join(" "),
            self.saved_by.clone().unwrap_or_default(),
            when_known(self.saved_at),
        ]
    }
}

impl Shown for PublishingCheck {
    const COLUMNS: &'static [&'static str] =
        &["tenants", "scopes that are lost", "scopes that are asked for", "tenants that lose the workload"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.tenants.to_string(),
            self.losing.len().to_string(),
            self.asked.len().to_string(),
            self.losing_workload.to_string(),
        ]
    }
}

impl Shown for AppVersion {
    const COLUMNS: &'static [&'static str] = &["version", "scopes", "note", "published by", "published"];

    fn cells(&self) -> Vec<String> {
        let scopes = self.scopes.iter().map(|scope| scope.name.to_string()).collect::<Vec<_>>();
        vec![
            self.number.to_string(),
            scopes.join(" "),
            self.note.clone(),
            self.published_by.clone(),
            when(self.published_at),
        ]
    }
}
