//! `grantry audit`: writes all histories into a file, an entry a line, and verifies their hashes.

use std::{
    fs::OpenOptions,
    io::{self, BufWriter, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};
use marketplace::exported;
use store::Store;

use super::audit_verification;
use crate::{
    commands::{Common, block_on},
    open::{self, Opened, Purpose},
    start_error::StartError,
};

/// Entries that are read at a time.
const AT_ONCE: u64 = 1000;

#[derive(Debug, Args)]
pub struct Audit {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Writes the whole history, of the platform, of publishers and of tenants: an entry a line, as JSON.
    Export {
        /// A file that is not there yet. Only its owner may read it.
        file: PathBuf,
        #[command(flatten)]
        common: Common,
    },
    /// Computes the hashes of histories again: of all in the database or, without one, of those in a file.
    Verify {
        /// What `audit export` wrote, or pages of the API's `/activity/export`. Needs no database.
        file: Option<PathBuf>,
        #[command(flatten)]
        common: Common,
    },
}

impl Audit {
    pub fn run(self) -> Result<(), StartError> {
        match self.verb {
            Verb::Export { file, common } => Self::export(&file, &common),
            Verb::Verify { file: Some(file), .. } => audit_verification::of_file(&file),
            Verb::Verify { file: None, common } => audit_verification::of_database(&common.settings()?),
        }
    }

    #[expect(clippy::print_stdout, reason = "the command's answer")]
    fn export(file: &Path, common: &Common) -> Result<(), StartError> {
        let settings = common.settings()?;
        let export = async |opened: Opened| export(&opened.store, file).await;
        let entries = block_on(open::with(&settings, Purpose::Read, export))?;
        println!("{} holds {entries} entries.", file.display());
        Ok(())
    }
}

async fn export(store: &Store, file: &Path) -> Result<u64, StartError> {
    let failed = |cause: io::Error| format!("cannot write {}: {cause}", file.display());
    let mut options = OpenOptions::new();
    let opened = options.write(true).create_new(true).mode(0o600).open(file).map_err(failed)?;
    let (mut out, mut place, mut entries) = (BufWriter::new(opened), None, 0);
    let mut tx = store.read().await?;
    let platform = tx.platform().await?;
    loop {
        let part = platform.audit().after(place, AT_ONCE).await?;
        let Some(last) = part.last() else { break };
        place = Some((last.chain, last.position));
        for entry in &part {
            entries += 1;
            let line = serde_json::to_string(&exported(entry))?;
            writeln!(out, "{line}").map_err(failed)?;
        }
    }
    out.into_inner().map_err(|error| failed(error.into_error()))?.sync_all().map_err(failed)?;
    Ok(entries)
}
