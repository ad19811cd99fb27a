//! `grantry audit verify`: computes the hashes of histories again, in the database or in an exported file.

use std::{collections::BTreeMap, fs, path::Path};

use model::audit::{Actor, AuditEntry};
use store::{
    Store,
    audit::{ChainState, Link, read_chain, read_detail},
};
use wire::activity::ExportedEntry;

use crate::{
    commands::block_on,
    history_file,
    open::{self, Opened, Purpose},
    settings::Settings,
    start_error::StartError,
};

/// What was found of the histories, a line each.
#[derive(Default)]
struct Found {
    intact: Vec<String>,
    broken: Vec<String>,
}

impl Found {
    /// Prints what holds; an error where something does not, or there is nothing.
    #[expect(clippy::print_stdout, reason = "the command's answer")]
    fn say(self) -> Result<(), StartError> {
        if !self.broken.is_empty() {
            return Err(format!("the history was changed: {}", self.broken.join("; ")).into());
        }
        if self.intact.is_empty() {
            return Err("there is no entry to verify".into());
        }
        for line in self.intact {
            println!("{line}");
        }
        Ok(())
    }
}

/// All histories of the platform.
pub fn of_database(settings: &Settings) -> Result<(), StartError> {
    let verify = async |opened: Opened| verify(&opened.store).await;
    block_on(open::with(settings, Purpose::Read, verify))?.say()
}

async fn verify(store: &Store) -> Result<Found, StartError> {
    let mut found = Found::default();
    let mut tx = store.read().await?;
    let audit = tx.platform().await?.audit();
    for chain in audit.chains().await? {
        let name = store::audit::chain_name(chain);
        match audit.verify_chain(chain).await? {
            ChainState::Intact { entries } => {
                let since = audit.bounds(chain).await?.map(|(since, _)| since);
                let since = since.map(|since| format!(", unbroken since {}", since.format("%Y-%m-%d")));
                found.intact.push(format!("{name}: {entries} entries{}", since.unwrap_or_default()));
            }
            ChainState::Broken { position } => found.broken.push(broken(&name, position)),
        }
    }
    Ok(found)
}

fn broken(chain: &str, position: u64) -> String {
    format!("{chain} at entry {position}")
}

/// A chain in a file, as far as it was read.
struct Read {
    link: Link,
    since: String,
    withheld: u64,
    broken: Option<u64>,
}

/// What was exported, without a database.
pub fn of_file(file: &Path) -> Result<(), StartError> {
    let failed = |cause: &dyn std::fmt::Display| format!("cannot read {}: {cause}", file.display());
    let text = fs::read_to_string(file).map_err(|cause| failed(&cause))?;
    let entries: Vec<ExportedEntry> = history_file::entries(&text).map_err(|cause| failed(&cause))?;
    let mut chains: BTreeMap<String, Read> = BTreeMap::new();
    for entry in entries {
        let read = chains.entry(entry.chain.clone()).or_insert_with(|| Read {
            link: Link::start(),
            since: entry.at.format("%Y-%m-%d").to_string(),
            withheld: 0,
            broken: None,
        });
        if read.broken.is_none() {
            read.withheld += u64::from(entry.withheld);
            read.broken = follow(&mut read.link, entry)?;
        }
    }
    let mut found = Found::default();
    for (chain, read) in chains {
        match read.broken {
            Some(position) => found.broken.push(broken(&chain, position)),
            None => found.intact.push(intact(&chain, &read)),
        }
    }
    found.say()
}

fn intact(chain: &str, read: &Read) -> String {
    let (entries, last) = read.link.reached();
    let withheld = match read.withheld {
        0 => String::new(),
        some => format!(" ({some} of others, whose person is withheld, are linked but not computed again)"),
    };
    format!("{chain}: {entries} entries{withheld}, unbroken since {}, the last is {last}", read.since)
}

/// Takes the next entry; the position where the chain is broken.
fn follow(link: &mut Link, entry: ExportedEntry) -> Result<Option<u64>, StartError> {
    let followed =
        if entry.withheld { link.pass(entry.position, entry.hash) } else { link.follow(read(entry)?) };
    Ok(match followed {
        Ok(()) | Err(ChainState::Intact { .. }) => None,
        Err(ChainState::Broken { position }) => Some(position),
    })
}

/// As it was before it was exported.
fn read(entry: ExportedEntry) -> Result<AuditEntry, StartError> {
    Ok(AuditEntry {
        id: entry.id,
        chain: read_chain(&entry.chain)?,
        position: entry.position,
        at: entry.at,
        actor: entry.actor_id.map_or(Actor::System, |id| Actor::Person { id, name: entry.actor }),
        from: entry.from,
        action: entry.action,
        object: entry.object,
        object_name: entry.object_name,
        app: entry.app_id,
        connection: entry.connection_id,
        detail: entry.stored_detail.map(read_detail),
        hash: entry.hash,
    })
}
