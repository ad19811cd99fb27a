//! What a node needs to send messages to webhooks.

use std::{collections::HashMap, sync::Arc, time::Duration};

use credentials::WebhookKey;
use outbound_http::{Bounds, Fetcher};
use parking_lot::Mutex;
use tokio::sync::Notify;

use super::marketplace::Marketplace;
use super::settings::Settings;

/// Of one attempt. A redirect is an answer like others, and none that counts.
pub(crate) const SEND_BOUNDS: Bounds = Bounds { time: Duration::from_secs(15), bytes: 2_048, redirects: 0 };
/// Messages to one host at a time.
const PER_HOST: usize = 4;

pub(crate) struct WebhookParts {
    pub fetcher: Fetcher,
    /// Seals secrets; `None` where the cryptographic library refused the key.
    pub key: Option<WebhookKey>,
    /// Told when something happened.
    pub happened: Notify,
    /// Told when a message waits.
    pub waiting: Notify,
    pub hosts: Arc<Hosts>,
}

impl WebhookParts {
    pub fn new(settings: &Settings, key: Option<WebhookKey>) -> Self {
        Self {
            fetcher: Fetcher::new(settings.webhook_private_networks, SEND_BOUNDS),
            key,
            happened: Notify::new(),
            waiting: Notify::new(),
            hosts: Arc::default(),
        }
    }
}

impl Marketplace {
    /// Lets this node look at once at what webhooks hear of; others look by themselves.
    pub(crate) fn event_happened(&self) {
        self.0.webhooks.happened.notify_one();
    }

    /// Lets this node look at once at messages that wait.
    pub(crate) fn message_waits(&self) {
        self.0.webhooks.waiting.notify_one();
    }
}

/// How many messages are under way to each host, so that one that hangs holds up its own alone.
#[derive(Debug, Default)]
pub(crate) struct Hosts(Mutex<HashMap<String, usize>>);

/// A message that is under way, until this is dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    hosts: Arc<Hosts>,
    host: String,
}

impl Hosts {
    pub fn turn(self: &Arc<Self>, host: &str) -> Turn {
        *self.0.lock().entry(host.to_owned()).or_default() += 1;
        Turn { hosts: Arc::clone(self), host: host.to_owned() }
    }

    /// Those that get no further message now.
    pub fn busy(&self) -> Vec<String> {
        let under_way = self.0.lock();
        under_way.iter().filter(|(_, count)| **count >= PER_HOST).map(|(host, _)| host.clone()).collect()
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut under_way = self.hosts.0.lock();
        let Some(count) = under_way.get_mut(&self.host) else { return };
        *count = count.saturating_sub(1);
        if *count == 0 {
            under_way.remove(&self.host);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_busy_until_one_of_its_messages_is_over() {
        let hosts: Arc<Hosts> = Arc::default();
        let mut turns: Vec<_> = (0..PER_HOST).map(|_| hosts.turn("slow.example")).collect();
        let other = hosts.turn("quick.example");
        assert_eq!(hosts.busy(), ["slow.example"]);
        turns.pop();
        assert!(hosts.busy().is_empty());
        drop((turns, other));
        assert!(hosts.0.lock().is_empty(), "nothing is kept of hosts without a message");
    }
}
