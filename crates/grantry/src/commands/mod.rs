mod demo;
mod keys;
mod migrate;
mod openapi;
mod operator;
mod serve;
mod settings_reference;

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand};
use serde::Serialize;

use crate::{
    logging,
    node::StartError,
    settings::{LogFormat, Settings},
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
    /// Migrates the database and serves.
    Serve(Common),
    /// Brings the database's schema up to date, and ends.
    Migrate(Common),
    /// Fills an empty database with a believable platform, and writes demo.json to the data folder.
    Demo(demo::Demo),
    /// Manages platform operators.
    Operator(operator::Operator),
    /// Manages keys.
    Keys(keys::Keys),
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
    /// Reads the settings and starts logging.
    fn settings(&self) -> Result<Settings, StartError> {
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
            Command::Openapi(openapi) => openapi.run(),
            Command::SettingsReference => settings_reference::run(),
        }
    }
}
