//! The changes after a backup, read from a newer history: `grantry audit export`, or the API's lists of activity.

use std::{
    collections::HashSet,
    fmt, fs,
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};
use model::ids::AuditEntryId;
use serde::Deserialize;
use store::Tx;

use super::epoch::words;
use crate::history_file;
use crate::terminal::plain;

/// What a report says of an entry. The action is text: a later version may have others.
#[derive(Debug, Clone, Deserialize)]
struct Entry {
    id: AuditEntryId,
    at: DateTime<Utc>,
    action: String,
    actor: String,
    object: String,
    object_name: String,
    detail: Option<String>,
}

/// The entries of an export, oldest first.
pub struct History(Vec<Entry>);

#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    #[error("cannot read {}: {cause}", .file.display())]
    File { file: PathBuf, cause: std::io::Error },
    #[error(
        "{} is no audit export (line {line}: {cause}): use what `grantry audit export` wrote, or pages of the API's `/activity`. Nothing was restored",
        .file.display()
    )]
    Malformed { file: PathBuf, line: usize, cause: serde_json::Error },
    #[error("{} has no entry: nothing was restored", .0.display())]
    Empty(PathBuf),
}

impl History {
    /// Reads entries, one a line, or pages and arrays of them as the API gives them.
    pub fn read(file: &Path) -> Result<Self, HistoryError> {
        let failed = |cause| HistoryError::File { file: file.to_owned(), cause };
        let text = fs::read_to_string(file).map_err(failed)?;
        let mut entries: Vec<Entry> = history_file::entries(&text)
            .map_err(|cause| HistoryError::Malformed { file: file.to_owned(), line: cause.line(), cause })?;
        if entries.is_empty() {
            return Err(HistoryError::Empty(file.to_owned()));
        }
        entries.sort_by_key(|entry| (entry.at, entry.id));
        let mut seen = HashSet::new();
        entries.retain(|entry| seen.insert(entry.id));
        Ok(Self(entries))
    }

    /// What of it the restored database does not know.
    pub async fn compare(&self, tx: &mut Tx) -> Result<Undone, store::Error> {
        let ids: Vec<_> = self.0.iter().map(|entry| entry.id).collect();
        let known = tx.platform().await?.audit().known(&ids).await?;
        let unknown = |entry: &&Entry| !known.contains(&entry.id) && !entry.changed_nothing();
        let is_related = !known.is_empty();
        let (live_again, lost) = self.0.iter().filter(unknown).cloned().partition(Entry::stopped_something);
        Ok(Undone { live_again, lost, is_related })
    }
}

impl Entry {
    /// Whether nothing is to be done again: a person signed in, or looked; a date came; the restore has ended all sessions,
    /// access tokens and links.
    fn changed_nothing(&self) -> bool {
        const NOTHING: [&str; 15] = [
            "access_token.ended",
            "access_token.made",
            "access_token.reported",
            "session.started",
            "session.ended",
            "session.refused",
            "sign_in.slowed",
            "app.details_seen",
            "secret.ending",
            "secret.ended",
            "secret_link.opened",
            "secret_link.withdrawn",
            "connection.ending",
            "connection.ended",
            "connection.reminded",
        ];
        NOTHING.contains(&self.action.as_str())
    }

    /// Whether it took access or rights away: the restore has given them back.
    fn stopped_something(&self) -> bool {
        const GAVE: [&str; 15] = [
            "created",
            "allowed",
            "accepted",
            "resumed",
            "restored",
            "unblocked",
            "published",
            "added",
            "collected",
            "renewed",
            "reconsidered",
            "requested",
            "address_opened",
            "opened",
            "enabled",
        ];
        let verb = self.action.rsplit('.').next().unwrap_or_default();
        !GAVE.contains(&verb)
    }
}

/// What the restore has undone.
pub struct Undone {
    /// What was stopped, deleted, narrowed or changed: it is as it was before.
    live_again: Vec<Entry>,
    /// What was made or allowed: it is not there.
    lost: Vec<Entry>,
    /// Whether backup and export have anything in common.
    is_related: bool,
}

impl fmt::Display for Undone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.is_related {
            writeln!(f, "The export and the backup have no entry in common: are they of the same platform?")?;
        }
        if self.live_again.is_empty() && self.lost.is_empty() {
            return writeln!(f, "The export has no entry that the backup lacks.");
        }
        list(
            f,
            "Stopped, deleted or changed after the backup. It is as it was before: do it again",
            &self.live_again,
        )?;
        list(f, "Made or allowed after the backup. It is not there, and its secrets do not work", &self.lost)
    }
}

fn list(f: &mut fmt::Formatter<'_>, title: &str, entries: &[Entry]) -> fmt::Result {
    if entries.is_empty() {
        return Ok(());
    }
    writeln!(f, "{title} ({}):", entries.len())?;
    for Entry { at, action, actor, object, object_name, detail, .. } in entries {
        let detail = detail.as_ref().map(|detail| format!(": {detail}")).unwrap_or_default();
        let line = format!("{}  {action}  {object_name} ({object}) by {actor}{detail}", words(*at));
        writeln!(f, "  {}", plain(&line))?;
    }
    Ok(())
}
