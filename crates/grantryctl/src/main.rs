//! `grantryctl`: the portals' operations for scripts and terminals, without a browser.

mod admin;
mod args;
mod cli;
mod context;
mod developer;
mod failure;
mod files;
mod lists;
mod manual;
mod operator;
mod person;
mod printer;
mod profiles;
mod secrets;
mod session;
mod sign_in;
mod webhooks;

use std::process::ExitCode;

use clap::Parser;

use cli::Cli;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let json = cli.common.json;
    match Box::pin(cli.run()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(json),
    }
}
