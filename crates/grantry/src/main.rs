//! The binary: settings, wiring, the SPA, and the commands.

mod commands;
mod demo;
mod files;
mod history_file;
mod http;
mod logging;
mod node;
mod open;
mod restore;
mod settings;
mod start_error;
mod terminal;

use std::process::ExitCode;

use clap::Parser;
use commands::Cli;

fn main() -> ExitCode {
    let done = Cli::parse().run();
    logging::stop();
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("grantry: {error}");
            ExitCode::FAILURE
        }
    }
}
