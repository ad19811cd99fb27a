//! `grantry operator create`: prints a set-up link for a platform operator.

use clap::{Args, Subcommand};
use model::person::Email;
use url::Url;
use wire::members::Invited;

use crate::{
    commands::{Common, block_on},
    node,
    open::{self, Opened, Purpose},
    settings::Settings,
    start_error::StartError,
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
        let invited = block_on(invite(settings, &email))?;
        println!("Open this link once, before {}:", invited.expires_at.format("%Y-%m-%d %H:%M UTC"));
        println!("{}", invited.link);
        Ok(())
    }
}

async fn invite(settings: Settings, email: &Email) -> Result<Invited, StartError> {
    open::with(&settings, Purpose::Work, async |opened| {
        let mut settings = settings.clone();
        if settings.public_url.is_none() {
            settings.public_url = Some(where_nodes_serve(&opened).await?);
        }
        let marketplace = node::marketplace(&settings, opened).await?;
        Ok(marketplace.operators().invite_from_the_console(email).await?)
    })
    .await
}

/// The link must lead to the nodes, whose `public_url` this command's settings need not know.
async fn where_nodes_serve(opened: &Opened) -> Result<Url, StartError> {
    let known = opened.store.read().await?.platform().await?.public_url().await?;
    let unknown = "setting `public_url` is missing, and no node has served yet: where will people find it?";
    Ok(known.and_then(|url| url.parse().ok()).ok_or(unknown)?)
}
