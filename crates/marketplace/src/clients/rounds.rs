//! Work that a node does again and again beside all requests.

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use crate::errors::Error;

/// Until `stop` is ready. A round that fails is logged, and there is another one. `what`: "secrets that are silent".
pub(crate) async fn in_rounds<Round, Done>(
    every: Duration,
    what: &'static str,
    round: Round,
    stop: impl Future<Output = ()>,
) where
    Round: Fn() -> Done,
    Done: Future<Output = Result<(), Error>>,
{
    let again = async {
        let mut rounds = interval(every);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            rounds.tick().await;
            if let Err(error) = round().await {
                tracing::warn!(%error, "{what} were not looked at");
            }
        }
    };
    tokio::select! {
        () = Box::pin(again) => {}
        () = stop => {}
    }
}
