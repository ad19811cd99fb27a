//! The commands of the binary, and the flags that they share.

mod audit;
mod audit_verification;
mod backup;
mod demo;
mod keys;
mod migrate;
mod openapi;
mod operator;
mod receipt;
mod restore;
mod serve;
mod settings_reference;

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand};
use serde::Serialize;

use crate::{
    files, logging,
    settings::{LogFormat, Settings},
    start_error::StartError,
};

/// Grantry: a marketplace for API access.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves. Makes a database and a master key on a first start in an empty folder; brings the schema up to date.
    Serve(Common),
    /// Makes the database where there is none, or brings its schema up to date, and ends.
    Migrate(Common),
    /// Fills an empty database with a believable platform, and writes demo.json to the data folder.
    Demo(demo::Demo),
    /// Manages platform operators.
    Operator(operator::Operator),
    /// Manages keys.
    Keys(keys::Keys),
    /// Writes the whole database into a file, beside running nodes.
    Backup(backup::Backup),
    /// Restores a database from a backup: everything that was given out before is refused from then on.
    Restore(restore::Restore),
    /// Exports and verifies the history.
    Audit(audit::Audit),
    /// Verifies receipts of decisions.
    Receipt(receipt::Receipt),
    /// Writes the OpenAPI documents.
    Openapi(openapi::Openapi),
    /// Prints the reference of all settings, as Markdown.
    SettingsReference,
}

/// Flags that stand for settings. Absent ones say nothing.
#[derive(Debug, Args, Serialize)]
struct Common {
    /// A TOML file with settings.
    #[arg(long, env = "GRANTRY_CONFIG")]
    #[serde(skip)]
    config: Option<PathBuf>,
    /// Address and port to serve on.
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    listen: Option<SocketAddr>,
    /// The URL that browsers and clients use.
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    public_url: Option<String>,
    /// Folder of the embedded database, the master key and demo.json.
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    data_dir: Option<PathBuf>,
    /// The database, where it is not the embedded one.
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    database_url: Option<String>,
    /// File that holds the master key.
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    master_key_file: Option<PathBuf>,
    /// How log lines look.
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    log_format: Option<LogFormat>,
    /// What is logged.
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    log: Option<String>,
    /// Threads that serve.
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    workers: Option<usize>,
    /// Serves the demo API and its documentation too.
    #[arg(long)]
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    demo_api: bool,
}

impl Common {
    /// Reads the settings, starts logging, and keeps what is written from here on from other accounts.
    fn settings(&self) -> Result<Settings, StartError> {
        files::keep_private();
        let settings = Settings::read(self.config.as_deref(), self)?;
        logging::start(&settings)?;
        Ok(settings)
    }
}

fn block_on<T>(work: impl Future<Output = Result<T, StartError>>) -> Result<T, StartError> {
    actix_web::rt::System::new().block_on(work)
}

impl Cli {
    pub fn run(self) -> Result<(), StartError> {
        match self.command {
            Command::Serve(common) => serve::run(&common.settings()?),
            Command::Migrate(common) => migrate::run(&common.settings()?),
            Command::Demo(demo) => demo.run(),
            Command::Operator(operator) => operator.run(),
            Command::Keys(keys) => keys.run(),
            Command::Backup(backup) => backup.run(),
            Command::Restore(restore) => restore.run(),
            Command::Audit(audit) => audit.run(),
            Command::Receipt(receipt) => receipt.run(),
            Command::Openapi(openapi) => openapi.run(),
            Command::SettingsReference => settings_reference::run(),
        }
    }
}
