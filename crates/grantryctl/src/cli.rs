//! The tree of commands, which mirrors the portals.

use clap::{Args, Parser, Subcommand};

use crate::{
    admin::Admin,
    context::Context,
    developer::Developer,
    failure::Outcome,
    manual::{self, Completions, Man},
    operator::Operator,
    person,
    printer::Printer,
    profiles::Profiles,
    sign_in::{self, Login},
};

const EXIT_CODES: &str = "\
Exit codes:
  0  It is done.
  1  The server refused it, or a file or the output failed.
  2  The command line or the profile is wrong. Nothing was asked.
  3  Not signed in: there is no access token, or it no longer works.
  4  There is no such thing that you may see.
  5  A conflict: the thing has changed, or its state does not allow this.
  6  The server was not reached, or failed. Repeat the command with the same --reference.

Environment:
  GRANTRY_URL, GRANTRY_TOKEN  Platform and access token. Set both: they win over the profile.
  GRANTRY_PUBLISHER, GRANTRY_TENANT  The organisation, where you belong to several.";

/// Works with a Grantry platform from scripts and terminals.
#[derive(Parser)]
#[command(name = "grantryctl", version, about, after_help = EXIT_CODES)]
pub struct Cli {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    command: Command,
}

// Without a doc comment: clap would take it for the command's own description.
#[derive(Args)]
pub struct Common {
    /// Print JSON instead of tables; errors too, to the standard error.
    #[arg(long, global = true)]
    pub json: bool,
    /// The profile to use.
    #[arg(long, global = true, value_name = "NAME", default_value = "default")]
    pub profile: String,
}

#[derive(Subcommand)]
enum Command {
    /// Keep an access token, read from the standard input, in a profile.
    Login(Login),
    /// Forget a profile's access token. End the token itself on your account page.
    Logout,
    /// List the profiles.
    Profiles,
    /// Show whose access token it is, and where they belong.
    Me,
    /// What the developer portal does.
    Developer(Box<Developer>),
    /// What the admin portal does.
    Admin(Box<Admin>),
    /// What the operator console does.
    Operator(Box<Operator>),
    /// Print completions for a shell.
    Completions(Completions),
    /// Print the manual page, or write one for each command into a folder.
    Man(Man),
    /// Print the reference of all commands, as Markdown.
    #[command(name = "command-reference", hide = true)]
    Reference,
}

impl Cli {
    pub async fn run(self) -> Outcome {
        let Common { json, profile } = self.common;
        let out = Printer { json };
        let context = || Context::open(out, &profile);
        match self.command {
            Command::Login(login) => login.run(out, &profile).await,
            Command::Logout => sign_in::logout(out, &profile),
            Command::Profiles => out.many(&Profiles::load()?.listed()),
            Command::Me => person::me(&context()?).await,
            Command::Developer(developer) => developer.run(&context()?).await,
            Command::Admin(admin) => admin.run(&context()?).await,
            Command::Operator(operator) => operator.run(&context()?).await,
            Command::Completions(completions) => completions.run(out),
            Command::Man(man) => man.run(out),
            Command::Reference => out.text(&manual::reference()),
        }
    }
}
