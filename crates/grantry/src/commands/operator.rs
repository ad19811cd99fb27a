use clap::{Args, Subcommand};

use crate::{
    commands::{Common, block_on},
    node::{self, StartError},
};

#[derive(Debug, Args)]
pub struct Operator {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Prints a one-time link that makes whoever opens it first an operator.
    Create {
        /// The operator's e-mail address.
        #[arg(long)]
        email: String,
        #[command(flatten)]
        common: Common,
    },
}

impl Operator {
    #[expect(clippy::print_stdout, reason = "the command's answer")]
    pub fn run(self) -> Result<(), StartError> {
        let Verb::Create { email, common } = self.verb;
        let email = email.parse().map_err(|error| format!("--email: {error}"))?;
        let settings = common.settings()?;
        let invited = block_on(async {
            Ok(node::open(&settings).await?.invite_operator_from_the_console(&email).await?)
        })?;
        println!("Open this link once, before {}:", invited.expires_at.format("%Y-%m-%d %H:%M UTC"));
        println!("{}", invited.link);
        Ok(())
    }
}
