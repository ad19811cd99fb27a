//! The time that the database has for an answer.

use std::time::Duration;

use tokio::time::timeout;

/// Gives up on an answer that does not come: its connection may have died.
pub async fn in_time<T, E: From<store::Error>>(
    limit: Duration,
    answer: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    let too_slow = |_| E::from(store::Error::Unavailable("the database does not answer".to_owned()));
    timeout(limit, answer).await.map_err(too_slow)?
}
