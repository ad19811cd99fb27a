use clap::{Args, Subcommand};

use crate::{master_key, node::StartError};

#[derive(Debug, Args)]
pub struct Keys {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Prints a new master key, to be kept where only the nodes can read it.
    NewMaster,
}

impl Keys {
    #[expect(clippy::print_stdout, reason = "the command's answer")]
    pub fn run(self) -> Result<(), StartError> {
        let Verb::NewMaster = self.verb;
        println!("{}", *master_key::new().to_text());
        Ok(())
    }
}
