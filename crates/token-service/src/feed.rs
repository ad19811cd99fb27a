//! `GET /oauth2/feed`: which tokens died, as server-sent events, for resource servers that verify offline.
//!
//! Whoever follows it knows of a withdrawal as soon as this node does. While this node is in touch with the database it
//! says four times a second up to which moment everything has been told; when that is more than a second ago, a follower
//! must not trust what it knows. The moment is said in milliseconds since the feed was asked for, so that no two clocks
//! have to agree.

use std::collections::VecDeque;
use std::time::Duration;

use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use chrono::TimeDelta;
use futures_util::stream;
use tokio::sync::watch;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use crate::TokenService;
use crate::batch::Batch;
use crate::error::TokenError;
use crate::events::Told;
use crate::form::Form;
use crate::refusals::TokenErrorResponse;
use crate::resource_server::LetIn;

const ALIVE_EVERY: Duration = Duration::from_millis(250);
/// Whoever comes without a place is told from here on: the longest life of a token, and half an hour. The clocks of
/// nodes, which date the changes, may differ by five minutes; more is cheap, since two hours are kept anyway.
const TOLD_FROM: TimeDelta = TimeDelta::minutes(90);
const RESET: &str = "event: reset\ndata: {}\n\n";

/// Follow the withdrawals of access
///
/// Server-sent events for a resource server: `generation` (`client_id`; its tokens with a `gen` below `minimum`, or all
/// with `dead`, are dead), `token` (`jti`, `exp`: one revoked token), `keys` (fetch the JWK Set again), `caught-up`
/// (everything that matters from before has been told), `alive` (four times a second), `reset` (what `Last-Event-ID`
/// names is no longer kept: forget everything, all that matters follows). The `id` of an event is what `Last-Event-ID`
/// takes up. `caught-up` and `alive` say how fresh what was told is: the moment when you asked for the feed, plus `since`,
/// minus `age` (milliseconds), is the one up to which everything has been told. Trust no token when it is more than a
/// second ago.
#[utoipa::path(get, path = "/oauth2/feed", operation_id = "feed", tag = "OAuth 2.0",
    params(("Last-Event-ID" = Option<i64>, Header, description = "The last `id` that was heard")),
    responses(
        (status = 200, content_type = "text/event-stream", body = String, description = "Events, until the credentials are deleted or this node stops"),
        (status = 400, body = TokenErrorResponse, description = "`invalid_request`"),
        (status = 401, body = TokenErrorResponse, description = "`invalid_client`"),
        (status = 429, body = TokenErrorResponse, description = "`rate_limited`; see Retry-After"),
        (status = 503, body = TokenErrorResponse, description = "`temporarily_unavailable`; see Retry-After"),
    ),
    security(("client_basic" = [])))]
pub async fn follow(service: Data<TokenService>, request: HttpRequest) -> Result<HttpResponse, TokenError> {
    let began = Instant::now();
    let let_in = service.resource_server(&request, &Form::default()).await?;
    let place = last_event_id(&request)?;
    let follower = Follower::start(service.get_ref().clone(), let_in, began, place).await?;
    let events = stream::try_unfold(follower, |mut follower| async move {
        let text = follower.next().await?;
        Ok::<_, TokenError>(text.map(|text| (Bytes::from(text), follower)))
    });
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header(("x-accel-buffering", "no"))
        .content_type("text/event-stream")
        .streaming(events))
}

fn last_event_id(request: &HttpRequest) -> Result<Option<i64>, TokenError> {
    let Some(header) = request.headers().get("last-event-id") else { return Ok(None) };
    let place = header.to_str().ok().and_then(|text| text.parse().ok()).filter(|place| *place >= 0);
    place.map(Some).ok_or(TokenError::InvalidRequest("Last-Event-ID is not an id of this feed"))
}

/// What came of listening.
enum Heard {
    Something,
    Nothing,
    /// Changes after the subscriber's place were forgotten: it has to come again and begin anew.
    TooLate,
}

/// One subscriber, and how far it has heard.
struct Follower {
    service: TokenService,
    let_in: LetIn,
    /// When its request came.
    began: Instant,
    told: watch::Receiver<i64>,
    closing: watch::Receiver<bool>,
    place: i64,
    /// What is sent before anything else.
    waiting: VecDeque<String>,
    caught_up: bool,
    turns: Interval,
    /// Whether it is time to say how fresh all this is.
    due: bool,
}

impl Follower {
    /// Takes up after a place in the log; without one, before the first change that a living token can be older than.
    async fn start(
        service: TokenService,
        let_in: LetIn,
        began: Instant,
        place: Option<i64>,
    ) -> Result<Self, TokenError> {
        let mut tx = service.0.store.read().await?;
        let platform = tx.platform().await?;
        let (first, last) = (platform.first_change().await?, platform.last_change().await?);
        let since = platform.first_change_since(service.now() - TOLD_FROM).await?;
        let from_start = since.map_or(last, |since| since - 1);
        drop(tx);
        let known = place.filter(|place| (first - 1..=last).contains(place));
        let reset = place.is_some() && known.is_none();
        let (told, closing) = (service.0.events.subscribe(), service.0.closing.subscribe());
        let waiting = reset.then(|| RESET.to_owned()).into_iter().collect();
        let mut turns = interval_at(began + ALIVE_EVERY, ALIVE_EVERY);
        turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let place = known.unwrap_or(from_start);
        Ok(Self { service, let_in, began, told, closing, place, waiting, caught_up: false, turns, due: true })
    }

    /// The next text to send, at the latest when it is time to say that nothing happened; `None` at the end.
    async fn next(&mut self) -> Result<Option<String>, TokenError> {
        while self.service.still_knows(&self.let_in) {
            if let Some(text) = self.waiting.pop_front() {
                return Ok(Some(text));
            }
            // Looked at before the changes, so that no more is said than has been told.
            let fresh = self.how_fresh();
            match self.hear().await? {
                Heard::Something => continue,
                Heard::Nothing => {}
                Heard::TooLate => return Ok(None),
            }
            if let Some(fresh) = fresh.filter(|_| self.due) {
                let name = if self.caught_up { "alive" } else { "caught-up" };
                (self.due, self.caught_up) = (false, true);
                return Ok(Some(format!("event: {name}\ndata: {fresh}\n\n")));
            }
            tokio::select! {
                _ = self.told.changed() => {}
                _ = self.closing.wait_for(|closing| *closing) => return Ok(None),
                _ = self.turns.tick() => self.due = true,
            }
        }
        Ok(None)
    }

    /// The moment up to which this node knows everything, rounded down; `None` when it has lost touch.
    fn how_fresh(&self) -> Option<String> {
        let since = self.began.elapsed().as_millis();
        let age = self.service.0.freshness.age()?.as_micros().div_ceil(1000);
        Some(format!(r#"{{"since":{since},"age":{age}}}"#))
    }

    /// Puts what happened since into line.
    async fn hear(&mut self) -> Result<Heard, TokenError> {
        self.told.mark_unchanged();
        let missed = match self.service.0.events.after(self.place) {
            Some(missed) => missed,
            None => return self.hear_from_database().await,
        };
        for told in &missed {
            self.tell(told);
        }
        Ok(if missed.is_empty() { Heard::Nothing } else { Heard::Something })
    }

    async fn hear_from_database(&mut self) -> Result<Heard, TokenError> {
        let mut tx = self.service.0.store.read().await?;
        let batch = Batch::read(&tx.platform().await?, self.place).await?;
        Ok(match &batch {
            None => Heard::Nothing,
            Some(batch) if batch.hole => Heard::TooLate,
            Some(batch) => {
                self.tell(&Told::from(batch));
                Heard::Something
            }
        })
    }

    fn tell(&mut self, told: &Told) {
        self.place = told.until;
        let text = told.write();
        if !text.is_empty() {
            self.waiting.push_back(text);
        }
    }
}
