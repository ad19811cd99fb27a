//! `grantry operator`: makes, lists and resets platform operators, for whoever owns the machine.

use clap::{Args, Subcommand};
use marketplace::{Error, Marketplace};
use model::person::Email;
use url::Url;
use wire::{members::Invited, operator::PasswordLink};

use crate::{
    commands::{Common, block_on},
    node,
    open::{self, Opened, Purpose},
    settings::Settings,
    start_error::StartError,
    terminal::plain,
};

const NO_ACCOUNT: &str = "no account has this address: `grantry operator create` invites a new operator";

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
    /// Lists the operators, and when each was last seen in a browser where they are signed in.
    List(Common),
    /// Prints a one-time link by which an operator who cannot sign in sets a new password, and ends their sessions. Who is
    /// no operator becomes one.
    Reset {
        /// The e-mail address of their account.
        email: String,
        #[command(flatten)]
        common: Common,
    },
}

impl Operator {
    pub fn run(self) -> Result<(), StartError> {
        match self.verb {
            Verb::Create { email, common } => {
                let email = email.parse::<Email>().map_err(|error| format!("--email: {error}"))?;
                block_on(create(&common.settings()?, &email))
            }
            Verb::List(common) => block_on(list(&common.settings()?)),
            Verb::Reset { email, common } => {
                // It may be one from before unseen characters were refused.
                let email = Email::kept(&email).map_err(|error| format!("{}: {error}", plain(&email)))?;
                block_on(reset(&common.settings()?, &email))
            }
        }
    }
}

#[expect(clippy::print_stdout, reason = "the command's answer")]
async fn create(settings: &Settings, email: &Email) -> Result<(), StartError> {
    let invited = with_marketplace(settings, async |here: Marketplace| {
        Ok(here.operators().invite_from_the_console(email).await?)
    });
    let Invited { link, expires_at, .. } = invited.await?;
    println!("Open this link once, before {}:", expires_at.format("%Y-%m-%d %H:%M UTC"));
    println!("{link}");
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the command's answer")]
async fn reset(settings: &Settings, email: &Email) -> Result<(), StartError> {
    let made = with_marketplace(settings, async |here: Marketplace| {
        match here.operators().reset_from_the_console(email).await {
            Ok(made) => Ok(made),
            Err(Error::NotFound) => Err(NO_ACCOUNT.into()),
            Err(error) => Err(error.into()),
        }
    });
    let PasswordLink { name, link, expires_at, .. } = made.await?;
    println!("{} is an operator and is signed out everywhere.", plain(&name));
    println!(
        "To set a new password, open this link once, before {}:",
        expires_at.format("%Y-%m-%d %H:%M UTC")
    );
    println!("{link}");
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the command's answer")]
async fn list(settings: &Settings) -> Result<(), StartError> {
    let found = open::with(settings, Purpose::Work, async |opened: Opened| {
        let tx = opened.store.read().await?;
        let operators = tx.shared().people().operators().await?;
        let seen = tx.shared().sessions().last_seen(operators.iter().map(|person| person.id)).await?;
        Ok((operators, seen))
    });
    let (operators, seen) = found.await?;
    for operator in operators {
        let seen = seen.get(&operator.id).map(|at| format!("last seen {}", at.format("%Y-%m-%d %H:%M UTC")));
        let seen = seen.unwrap_or_else(|| "signed out".to_owned());
        println!("{}", plain(&format!("{}  {}  {seen}", operator.email, operator.name)));
    }
    Ok(())
}

async fn with_marketplace<T>(
    settings: &Settings,
    work: impl AsyncFnOnce(Marketplace) -> Result<T, StartError>,
) -> Result<T, StartError> {
    open::with(settings, Purpose::Work, async |opened| {
        let mut settings = settings.clone();
        if settings.public_url.is_none() {
            settings.public_url = Some(where_nodes_serve(&opened).await?);
        }
        work(node::marketplace(&settings, opened).await?).await
    })
    .await
}

/// The link must lead to the nodes, whose `public_url` this command's settings need not know.
async fn where_nodes_serve(opened: &Opened) -> Result<Url, StartError> {
    let known = opened.store.read().await?.platform().await?.public_url().await?;
    let unknown = "setting `public_url` is missing, and no node has served yet: where will people find it?";
    Ok(known.and_then(|url| url.parse().ok()).ok_or(unknown)?)
}
