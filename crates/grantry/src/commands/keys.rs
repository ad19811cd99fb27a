//! `grantry keys`: makes, lists, rotates, retires and rewraps keys.

use chrono::TimeDelta;
use clap::{Args, Subcommand};
use foundation::{Clock, seeded};
use rand::rngs::StdRng;
use token_service::keys::{KeyKeeper, PUBLISHED_AHEAD};

use crate::{
    commands::{Common, block_on},
    open::{self, Opened, Purpose},
    settings::Settings,
    start_error::StartError,
};

#[derive(Debug, Args)]
pub struct Keys {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Prints a new master key, to be kept where only the nodes can read it.
    NewMaster,
    /// Lists the keys that sign and seal access tokens.
    List(Common),
    /// Lets new keys take over, ten minutes from now; tokens signed by the old ones stay good until they expire.
    Rotate {
        #[command(flatten)]
        common: Common,
        /// Take over at once: verifiers that have cached the JWK Set meet an unknown key, and fetch it
        #[arg(long)]
        now: bool,
    },
    /// Takes one key out of use at once: all tokens that it signed are revoked.
    Retire {
        #[command(flatten)]
        common: Common,
        /// As `list` prints it. It may begin with a hyphen, as base64url does
        #[arg(allow_hyphen_values = true)]
        kid: String,
    },
    /// Wraps all keys again with `master_key`, so that `other_master_key` is no longer needed.
    Rewrap(Common),
}

impl Keys {
    #[expect(clippy::print_stdout, reason = "the command's answer")]
    pub fn run(self) -> Result<(), StartError> {
        match self.verb {
            Verb::NewMaster => {
                println!("{}", *open::new_master_key().to_text());
                Ok(())
            }
            Verb::List(common) => block_on(list(&common.settings()?)),
            Verb::Rotate { common, now } => block_on(rotate(&common.settings()?, now)),
            Verb::Retire { common, kid } => block_on(retire(&common.settings()?, &kid)),
            Verb::Rewrap(common) => block_on(rewrap(&common.settings()?)),
        }
    }
}

#[expect(clippy::print_stdout, reason = "the command's answer")]
async fn rotate(settings: &Settings, now: bool) -> Result<(), StartError> {
    let ahead = if now { TimeDelta::zero() } else { PUBLISHED_AHEAD };
    for kid in with_keys(settings, async |mut keeper| Ok(keeper.rotate(ahead).await?)).await? {
        println!("{kid} is replaced in {} s", ahead.num_seconds());
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the command's answer")]
async fn retire(settings: &Settings, kid: &str) -> Result<(), StartError> {
    with_keys(settings, async |mut keeper| Ok(keeper.retire(kid).await?)).await?;
    println!("{kid} is out of use");
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the command's answer")]
async fn rewrap(settings: &Settings) -> Result<(), StartError> {
    let rewrapped = with_keys(settings, async |mut keeper| Ok(keeper.rewrap().await?)).await?;
    println!("{rewrapped} keys are wrapped with the master key");
    Ok(())
}

async fn with_keys<T>(
    settings: &Settings,
    work: impl AsyncFnOnce(KeyKeeper<'_, StdRng>) -> Result<T, StartError>,
) -> Result<T, StartError> {
    open::with(settings, Purpose::Work, async |opened| {
        let (store, masters) = opened.with_masters()?;
        work(KeyKeeper { store: &store, masters: &masters, rng: seeded(), now: Clock::System.now() }).await
    })
    .await
}

#[expect(clippy::print_stdout, reason = "the command's answer")]
async fn list(settings: &Settings) -> Result<(), StartError> {
    let keys = open::with(settings, Purpose::Work, async |opened: Opened| {
        Ok(opened.store.read().await?.platform().await?.signing_keys().await?)
    });
    for key in keys.await? {
        let retired = key.retire_at.map_or_else(|| "-".to_owned(), |at| at.to_rfc3339());
        let since = key.not_before.to_rfc3339();
        println!("{}  {:<7}  {:<7}  from {since}  until {retired}", key.kid, key.environment, key.algorithm);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        keys: Keys,
    }

    #[test]
    fn a_kid_that_looks_like_an_option_is_none() {
        for wanted in ["-A9", "-h9", "--h", "-", "k-9"] {
            for line in
                [["keys", "retire", wanted, "--data-dir", "d"], ["keys", "retire", "--data-dir", "d", wanted]]
            {
                match Line::try_parse_from(line).map(|line| line.keys.verb) {
                    Ok(Verb::Retire { kid, .. }) => assert_eq!(kid, wanted),
                    other => panic!("{line:?}: {other:?}"),
                }
            }
        }
    }
}
