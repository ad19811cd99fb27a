//! A new epoch, which revokes all that was given out before it, whether the backup knows it or not.

use foundation::seeded;
use model::{
    Timestamp,
    audit::{Actor, AuditAction, AuditChain, Detail},
    ids::AuditEntryId,
};
use rand::RngExt;
use store::{Records, Tx, audit::NewAuditEntry, changes::Change, places::Epoch};
use token_service::keys::retire_all_keys;

/// How much of what came before has ended.
#[derive(Debug, Clone, Copy)]
pub struct Ended {
    pub sessions: u64,
    pub links: u64,
    pub keys: u64,
}

/// Ends sessions, open invitations and links to a new password, retires all keys, and makes the change log another one, so that nodes and
/// resource servers load everything again. Commits.
pub async fn begin(mut tx: Tx, now: Timestamp, made_at: Option<Timestamp>) -> Result<Ended, store::Error> {
    let mut rng = seeded();
    let platform = tx.platform().await?;
    let sessions = platform.end_all_sessions().await?;
    let links = platform.withdraw_all_links().await?;
    let keys = retire_all_keys(&mut tx, now).await?;
    let ended = Ended { sessions, links, keys };
    let platform = tx.platform().await?;
    let id = AuditEntryId::new(u64::try_from(now.timestamp_millis()).unwrap_or_default(), &rng.random());
    platform.begin_epoch(Epoch::new(rng.random())).await?;
    platform.raise_webhook_sequences().await?;
    let (entries, changes) = (vec![entry(id, now, made_at, ended)], vec![Change::Platform]);
    tx.finish(Records { entries, changes, ..Records::default() }, now).await?;
    Ok(ended)
}

fn entry(id: AuditEntryId, now: Timestamp, made_at: Option<Timestamp>, ended: Ended) -> NewAuditEntry {
    let Ended { sessions, links, keys } = ended;
    NewAuditEntry {
        id,
        chain: AuditChain::Platform,
        at: now,
        actor: Actor::System,
        from: None,
        action: AuditAction::DatabaseRestored,
        object: "the platform".into(),
        object_name: "the platform".into(),
        app: None,
        connection: None,
        detail: Some(Detail::DatabaseRestored { made_at, sessions, links, keys }),
    }
}

/// A time for people.
pub fn words(at: Timestamp) -> String {
    at.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}
