//! `login` and `logout`.

use std::io::{self, IsTerminal, Read, Write};

use api_client::account;
use clap::Args;
use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};

use crate::{
    failure::{Failure, Outcome},
    printer::Printer,
    profiles::{Profile, Profiles},
    session::Session,
};

/// Longer than any access token.
const MOST: u64 = 1000;

#[derive(Args)]
pub struct Login {
    /// The platform's URL.
    #[arg(long)]
    url: String,
}

impl Login {
    /// Asks whether the token is good before it is kept.
    pub async fn run(self, out: Printer, profile: &str) -> Outcome {
        let token = read().map_err(|error| Failure::Usage(format!("no token could be read: {error}")))?;
        if token.is_empty() {
            return Err(Failure::Usage("give an access token on the standard input".to_owned()));
        }
        let me = Session::new(&self.url, token.clone())?.ask(account::who_am_i()).await?;
        let mut profiles = Profiles::load()?;
        profiles.profiles.insert(profile.to_owned(), Profile { url: self.url.clone(), token });
        profiles.save()?;
        out.done(&format!("The profile {profile} is {}'s at {}.", me.name, self.url))
    }
}

pub fn logout(out: Printer, profile: &str) -> Outcome {
    let mut profiles = Profiles::load()?;
    if profiles.profiles.remove(profile).is_none() {
        return Err(Failure::SignedOut(format!("there is no profile {profile}")));
    }
    profiles.save()?;
    out.done("The profile is forgotten. The access token works until you end it on your account page.")
}

/// One line of a terminal, which does not show it, or all of another standard input.
fn read() -> io::Result<String> {
    let mut text = String::new();
    if !io::stdin().is_terminal() {
        io::stdin().lock().take(MOST).read_to_string(&mut text)?;
        return Ok(text.trim().to_owned());
    }
    write!(io::stderr(), "Access token: ")?;
    let before = tcgetattr(io::stdin())?;
    let mut silent = before.clone();
    silent.local_modes.remove(LocalModes::ECHO);
    tcsetattr(io::stdin(), OptionalActions::Now, &silent)?;
    let line = io::stdin().read_line(&mut text);
    tcsetattr(io::stdin(), OptionalActions::Now, &before)?;
    writeln!(io::stderr())?;
    line?;
    Ok(text.trim().to_owned())
}
