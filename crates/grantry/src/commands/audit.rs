//! `grantry audit export`: writes all histories into a file, an entry a line.

use std::{
    fs::OpenOptions,
    io::{self, BufWriter, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};
use model::audit::{Actor, AuditEntry, Detail};
use serde_json::json;
use store::{
    Store,
    audit::{chain_name, stored_detail},
};

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
}

impl Audit {
    #[expect(clippy::print_stdout, reason = "the command's answer")]
    pub fn run(self) -> Result<(), StartError> {
        let Verb::Export { file, common } = self.verb;
        let settings = common.settings()?;
        let export = async |opened: Opened| export(&opened.store, &file).await;
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
            writeln!(out, "{}", line(entry)).map_err(failed)?;
        }
    }
    out.into_inner().map_err(|error| failed(error.into_error()))?.sync_all().map_err(failed)?;
    Ok(entries)
}

/// The API's fields of an activity, its place in its chain, and its detail as the hash sees it.
fn line(entry: &AuditEntry) -> serde_json::Value {
    let (actor, actor_id) = match &entry.actor {
        Actor::Person { id, name } => (name.as_str(), Some(id)),
        Actor::System => ("Grantry", None),
    };
    json!({
        "id": entry.id,
        "chain": chain_name(entry.chain),
        "position": entry.position,
        "at": entry.at,
        "action": entry.action,
        "actor": actor,
        "actor_id": actor_id,
        "from": entry.from,
        "object": entry.object,
        "object_name": entry.object_name,
        "app_id": entry.app,
        "connection_id": entry.connection,
        "detail": entry.detail.as_ref().map(Detail::sentence),
        "stored_detail": entry.detail.as_ref().map(stored_detail),
        "hash": entry.hash,
    })
}
