//! The servers of the platform's APIs, kept in memory: each page of the documentation names them in its policy.

use std::sync::Arc;

use chrono::TimeDelta;
use model::Timestamp;
use parking_lot::Mutex;

/// How long this node may not know what another has changed.
const KEPT: TimeDelta = TimeDelta::seconds(10);

/// Their URLs, as they were read lately.
#[derive(Debug, Default)]
pub(crate) struct KnownServers(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    read: Option<(Timestamp, Arc<[String]>)>,
    /// By this node.
    changes: u64,
}

impl KnownServers {
    /// `None` where they are to be read again.
    pub fn get(&self, now: Timestamp) -> Option<Arc<[String]>> {
        let kept = self.0.lock();
        let (at, urls) = kept.read.as_ref()?;
        (*at <= now && now - *at < KEPT).then(|| Arc::clone(urls))
    }

    /// To be taken before they are read, for [`put`](Self::put).
    pub fn changes(&self) -> u64 {
        self.0.lock().changes
    }

    /// Keeps what was read, unless this node has changed it meanwhile.
    pub fn put(&self, urls: &Arc<[String]>, at: Timestamp, changes: u64) {
        let mut kept = self.0.lock();
        if kept.changes == changes {
            kept.read = Some((at, Arc::clone(urls)));
        }
    }

    /// After a change on this node.
    pub fn forget(&self) {
        let mut kept = self.0.lock();
        *kept = Kept { read: None, changes: kept.changes + 1 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_kept_for_seconds_and_until_this_node_changes_them() {
        let (servers, now) = (KnownServers::default(), Timestamp::default());
        let urls: Arc<[String]> = Arc::from(["https://api.example".to_owned()]);
        assert_eq!(servers.get(now), None);
        servers.put(&urls, now, servers.changes());
        assert_eq!(servers.get(now + TimeDelta::seconds(9)), Some(Arc::clone(&urls)));
        assert_eq!(servers.get(now + KEPT), None);
        assert_eq!(servers.get(now - TimeDelta::seconds(1)), None, "the clock was set back");
        let before = servers.changes();
        servers.forget();
        assert_eq!(servers.get(now), None);
        servers.put(&urls, now, before);
        assert_eq!(servers.get(now), None, "it was read before the change");
    }
}
