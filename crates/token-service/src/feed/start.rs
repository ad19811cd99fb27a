//! The place in the change log from which a subscriber reads the feed.

use std::time::Duration;

use actix_web::http::header::HeaderMap;
use chrono::TimeDelta;
use store::places::Place;

use crate::errors::TokenError;
use crate::replication::in_time;
use crate::service::TokenService;

/// For an answer of the database: one that never comes keeps no other feed waiting.
pub const READ_TIMEOUT: Duration = Duration::from_secs(5);
/// A subscriber without a place reads from here on: the longest life of a token, and half an hour. The clocks of nodes,
/// which date the changes, may differ by five minutes; more is cheap, since two hours are kept anyway.
const READ_FROM: TimeDelta = TimeDelta::minutes(90);

/// The `Last-Event-ID` of a request.
pub enum LastEventId {
    /// The subscriber has not followed a feed before.
    Missing,
    Place(Place),
    /// An id that is none of this feed: of another platform, or from before ids named the log.
    Foreign,
}

impl LastEventId {
    pub fn read(headers: &HeaderMap) -> Self {
        let Some(header) = headers.get("last-event-id") else { return Self::Missing };
        let place = header.to_str().ok().and_then(|text| text.parse().ok());
        place.map_or(Self::Foreign, Self::Place)
    }
}

/// The place that a subscriber has read up to, if the log still has it.
pub async fn kept_place(service: &TokenService, last: &LastEventId) -> Result<Option<Place>, TokenError> {
    let LastEventId::Place(place) = last else { return Ok(None) };
    let _turn = service.feed_turn().await;
    let holds = async { service.0.store.read().await?.platform().await?.holds(place).await };
    Ok(in_time(READ_TIMEOUT, holds).await?.then_some(*place))
}

/// The place before the first change that a token which is still good can be older than.
pub async fn first_place(service: &TokenService) -> Result<Place, TokenError> {
    let since = service.now() - READ_FROM;
    let _turn = service.feed_turn().await;
    let place = async { service.0.store.read().await?.platform().await?.place_before(since).await };
    Ok(in_time(READ_TIMEOUT, place).await?)
}
