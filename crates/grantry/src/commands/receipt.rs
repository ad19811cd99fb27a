//! `grantry receipt verify`: verifies the signature of a receipt, without the platform that signed it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};
use credentials::{JwkSet, read_receipt};

use crate::{start_error::StartError, terminal::plain};

#[derive(Debug, Args)]
pub struct Receipt {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Verifies a receipt and prints what stands in it, as JSON. Needs no database and no network.
    Verify {
        /// The receipt as it was downloaded (`.jws`).
        receipt: PathBuf,
        /// The platform's receipt keys: what stood at `/receipts/jwks.json`.
        keys: PathBuf,
    },
}

impl Receipt {
    #[expect(clippy::print_stdout, reason = "the command's answer")]
    pub fn run(self) -> Result<(), StartError> {
        let Verb::Verify { receipt, keys } = self.verb;
        let set = JwkSet::parse(&read(&keys)?)
            .map_err(|cause| format!("{} is no JWK Set: {cause}", keys.display()))?;
        let text =
            String::from_utf8(read(&receipt)?).map_err(|_| format!("{} is no text", receipt.display()))?;
        let payload = read_receipt(&text, &set)
            .map_err(|why| format!("{} is not verified: {why}", receipt.display()))?;
        let statement: serde_json::Value = serde_json::from_slice(&payload)?;
        println!("{}", plain_lines(&serde_json::to_string_pretty(&statement)?));
        Ok(())
    }
}

fn read(file: &Path) -> Result<Vec<u8>, StartError> {
    Ok(fs::read(file).map_err(|cause| format!("cannot read {}: {cause}", file.display()))?)
}

/// What strangers wrote stands in it.
fn plain_lines(text: &str) -> String {
    text.lines().map(plain).collect::<Vec<_>>().join("\n")
}
