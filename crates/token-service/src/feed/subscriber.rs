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
use store::places::Place;
use tokio::sync::watch;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use crate::TokenService;
use crate::batch::{Batch, Next};
use crate::error::TokenError;
use crate::events::{Missed, Told};
use crate::follower::in_time;
use crate::form::Form;
use crate::refusals::TokenErrorResponse;
use crate::resource_server::LetIn;

const ALIVE_EVERY: Duration = Duration::from_millis(250);
/// For an answer of the database: one that never comes keeps no other feed waiting.
const READ_TIMEOUT: Duration = Duration::from_secs(5);
/// Whoever comes without a place is told from here on: the longest life of a token, and half an hour. The clocks of
/// nodes, which date the changes, may differ by five minutes; more is cheap, since two hours are kept anyway.
const TOLD_FROM: TimeDelta = TimeDelta::minutes(90);
/// Keys may be other ones too.
const RESET: &str = "event: reset\ndata: {}\n\nevent: keys\ndata: {}\n\n";

/// Follow the withdrawals of access
///
/// Server-sent events for a resource server: `generation` (`client_id`; its tokens with a `gen` below `minimum`, or all
/// with `dead`, are dead), `token` (`jti`, `exp`: one revoked token), `keys` (fetch the JWK Set again), `caught-up`
/// (everything that matters from before has been told), `alive` (four times a second), `reset` (what was told
/// before counts no more, because `Last-Event-ID` names nothing that is kept, or the platform's database went back in time:
/// forget everything, all that matters follows, on this connection). The `id` of an event is what `Last-Event-ID` takes
/// up; what is in it is for Grantry alone. `caught-up` and `alive` say how fresh what was told is: the moment when you asked for the feed, plus `since`,
/// minus `age` (milliseconds), is the one up to which everything has been told. Trust no token when it is more than a
/// second ago.
#[utoipa::path(get, path = "/oauth2/feed", operation_id = "feed", tag = "OAuth 2.0",
    params(("Last-Event-ID" = Option<String>, Header, description = "The last `id` that was heard")),
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
    let place = last_event_id(&request);
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

/// Where somebody comes from who has followed a feed before.
enum Before {
    Nowhere,
    Place(Place),
    /// An id that is none of this feed: of another platform, or from before ids named the log.
    Elsewhere,
}

fn last_event_id(request: &HttpRequest) -> Before {
    let Some(header) = request.headers().get("last-event-id") else { return Before::Nowhere };
    let place = header.to_str().ok().and_then(|text| text.parse().ok());
    place.map_or(Before::Elsewhere, Before::Place)
}

/// What came of listening.
enum Heard {
    Something,
    Nothing,
    /// What the subscriber knows is of another log, or has a hole: it has to begin anew.
    OtherLog,
}

/// One subscriber, and how far it has heard.
struct Follower {
    service: TokenService,
    let_in: LetIn,
    /// When its request came.
    began: Instant,
    told: watch::Receiver<()>,
    closing: watch::Receiver<bool>,
    place: Place,
    /// The log that the place is in, as this node counts them.
    log: u64,
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
        before: Before,
    ) -> Result<Self, TokenError> {
        let (told, closing) = (service.0.events.subscribe(), service.0.closing.subscribe());
        // Before the database is read: where this node finds another log meanwhile, all is told again.
        let log = service.0.events.log();
        let held = match before {
            Before::Place(place) => holds(&service, &place).await?.then_some(place),
            Before::Nowhere | Before::Elsewhere => None,
        };
        let place = match held {
            Some(place) => place,
            None => beginning(&service).await?,
        };
        let reset = held.is_none() && !matches!(before, Before::Nowhere);
        let waiting = reset.then(|| RESET.to_owned()).into_iter().collect();
        let mut turns = interval_at(began + ALIVE_EVERY, ALIVE_EVERY);
        turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (caught_up, due) = (false, true);
        Ok(Self { service, let_in, began, told, closing, place, log, waiting, caught_up, turns, due })
    }

    /// Begins anew: all that was told so far counts no more.
    async fn reset(&mut self) -> Result<(), TokenError> {
        self.log = self.service.0.events.log();
        self.place = beginning(&self.service).await?;
        self.waiting = VecDeque::from([RESET.to_owned()]);
        (self.caught_up, self.due) = (false, true);
        Ok(())
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
                Heard::OtherLog => {
                    self.reset().await?;
                    continue;
                }
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
        match self.service.0.events.after(&self.place, self.log) {
            Missed::Nothing => Ok(Heard::Nothing),
            Missed::OtherLog => Ok(Heard::OtherLog),
            Missed::NotKept => self.hear_from_database().await,
            Missed::Told(missed) => {
                missed.iter().for_each(|told| self.tell(told));
                Ok(Heard::Something)
            }
        }
    }

    async fn hear_from_database(&mut self) -> Result<Heard, TokenError> {
        let turn = self.service.feed_turn().await;
        let next = in_time(READ_TIMEOUT, Batch::read(&self.service.0.store, self.place)).await?;
        drop(turn);
        Ok(match next {
            Next::Nothing => Heard::Nothing,
            Next::Elsewhere => Heard::OtherLog,
            Next::Changes(batch) => {
                self.tell(&Told::new(&batch, self.place, batch.details.shared.is_some()));
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

async fn holds(service: &TokenService, place: &Place) -> Result<bool, TokenError> {
    let _turn = service.feed_turn().await;
    let holds = async { service.0.store.read().await?.platform().await?.holds(place).await };
    Ok(in_time(READ_TIMEOUT, holds).await?)
}

/// For somebody who knows nothing: before the first change that a living token can be older than.
async fn beginning(service: &TokenService) -> Result<Place, TokenError> {
    let since = service.now() - TOLD_FROM;
    let _turn = service.feed_turn().await;
    let beginning = async { service.0.store.read().await?.platform().await?.place_before(since).await };
    Ok(in_time(READ_TIMEOUT, beginning).await?)
}
