//! The exchange of counts between nodes, and the writing of rate-limited clients, both in the background.

use std::time::Duration;

use model::Timestamp;
use store::Store;
use tokio::time::{MissedTickBehavior, interval};
use uuid::Uuid;

use crate::Limits;
use crate::counts::{Counts, Which};
use crate::window::{WINDOW, WindowTime};

/// Between two exchanges: what the other nodes let through meanwhile is over the limit.
const EVERY: Duration = Duration::from_secs(1);
/// A refusal is written after so many exchanges.
const WRITE_EVERY: u32 = 5;
/// Milliseconds into a minute in which the last one's final counts are still exchanged.
const AFTERWARDS: u64 = 5_000;
/// Subjects of a kind that a node sends in one exchange, and those that it reads.
const SENDS: usize = 2_000;
const READS: u64 = 20_000;

/// The counts of one minute that a node sends.
struct News<'a> {
    which: Which,
    /// Seconds since 1970.
    window_start: i64,
    sent: Vec<(&'a Counts, Vec<(u128, u32)>)>,
    rows: Vec<(String, u64)>,
}

impl Limits {
    /// Exchanges counts with the other nodes until `stop` is ready. `node` is this run's own number, made at random.
    pub async fn run(
        &self,
        store: &Store,
        node: Uuid,
        now: impl Fn() -> Timestamp,
        stop: impl Future<Output = ()>,
    ) {
        tokio::select! {
            () = self.take_turns(store, node, now) => {}
            () = stop => {}
        }
        self.0.limited.write(store).await;
    }

    async fn take_turns(&self, store: &Store, node: Uuid, now: impl Fn() -> Timestamp) {
        let mut turns = interval(EVERY);
        turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut connected, mut turn) = (true, 0_u32);
        loop {
            turns.tick().await;
            turn = turn.wrapping_add(1);
            if turn.is_multiple_of(WRITE_EVERY) {
                self.0.limited.write(store).await;
            }
            // An embedded database has one node.
            if !store.is_shared() || self.0.kinds().next().is_none() {
                continue;
            }
            let exchanged = self.exchange(store, node, now().into()).await;
            match &exchanged {
                Ok(()) if !connected => tracing::info!("counts are exchanged with other nodes again"),
                Err(error) if connected => {
                    tracing::warn!(%error, "counts are not exchanged: each node limits by its own");
                }
                _ => {}
            }
            connected = exchanged.is_ok();
        }
    }

    /// One exchange.
    ///
    /// # Errors
    /// The database is away: what was not sent is sent the next time.
    pub(crate) async fn exchange(&self, store: &Store, node: Uuid, now: WindowTime) -> store::Result<()> {
        let previous = (WINDOW - now.left < AFTERWARDS).then_some(Which::Previous);
        for which in previous.into_iter().chain([Which::Current]) {
            let news = self.news(which, now);
            send(store, node, &news, now).await?;
            self.hear(store, node, &news, now).await?;
        }
        Ok(())
    }

    /// Of each kind by itself: many busy clients hide no address that fails everywhere.
    async fn hear(&self, store: &Store, node: Uuid, news: &News<'_>, now: WindowTime) -> store::Result<()> {
        let mut tx = store.read().await?;
        let platform = tx.platform().await?;
        for (tag, counts) in self.0.kinds() {
            for (name, elsewhere) in
                platform.rate_window_elsewhere(news.window_start, node, tag, READS).await?
            {
                let number = name.strip_prefix(tag).and_then(|number| u128::from_str_radix(number, 16).ok());
                if let Some(subject) = number {
                    counts.hear(news.which, now, subject, u32::try_from(elsewhere).unwrap_or(u32::MAX));
                }
            }
        }
        Ok(())
    }

    fn news(&self, which: Which, now: WindowTime) -> News<'_> {
        let window = if which == Which::Current { now.window } else { now.window - 1 };
        let (mut sent, mut rows) = (Vec::new(), Vec::new());
        for (tag, counts) in self.0.kinds() {
            let news = counts.news(which, now, SENDS);
            rows.extend(
                news.iter().map(|(subject, here)| (format!("{tag}{subject:032x}"), u64::from(*here))),
            );
            sent.push((counts, news));
        }
        News { which, window_start: window * 60, sent, rows }
    }
}

impl crate::Parts {
    /// Each kind that is limited, and the letter that its subjects' names begin with.
    fn kinds(&self) -> impl Iterator<Item = (char, &Counts)> {
        let failures = self.settings.address_failures;
        let all = [
            (self.settings.look_ups(), 'l', &self.look_ups),
            (self.settings.client_tokens, 'c', &self.clients),
            (self.settings.tenant_tokens, 't', &self.tenants),
            (failures, 'a', &self.addresses),
            (failures, 'p', &self.accounts),
            (self.settings.client_proofs(), 'd', &self.proofs),
        ];
        all.into_iter().filter(|(limit, ..)| *limit > 0).map(|(_, tag, counts)| (tag, counts))
    }
}

async fn send(store: &Store, node: Uuid, news: &News<'_>, now: WindowTime) -> store::Result<()> {
    if news.rows.is_empty() {
        return Ok(());
    }
    let mut tx = store.begin().await?;
    let platform = tx.platform().await?;
    platform.write_rate_window(news.window_start, node, &news.rows).await?;
    platform.forget_rate_windows((now.window - 1) * 60).await?;
    tx.commit_unrecorded().await?;
    for (counts, sent) in &news.sent {
        counts.mark_sent(news.which, now, sent);
    }
    Ok(())
}
