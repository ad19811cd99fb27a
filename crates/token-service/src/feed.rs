//! `GET /oauth2/feed`: which tokens died, as server-sent events, for resource servers that verify offline.
//!
//! Whoever follows it knows of a withdrawal as soon as this node does. While this node is in touch with the database it
//! says so four times a second; a follower that has not heard that for a second must not trust what it knows.

use std::collections::VecDeque;
use std::time::Duration;

use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream;
use tokio::sync::watch;
use tokio::time::sleep;

use crate::TokenService;
use crate::batch::Batch;
use crate::error::TokenError;
use crate::events::Told;
use crate::form::Form;
use crate::running::CHANGES_KEPT;
use crate::token::TokenErrorResponse;

const ALIVE_EVERY: Duration = Duration::from_millis(250);
const ALIVE: &str = "event: alive\ndata: {}\n\n";
const CAUGHT_UP: &str = "event: caught-up\ndata: {}\n\n";
const RESET: &str = "event: reset\ndata: {}\n\n";

/// Follow the withdrawals of access
///
/// Server-sent events for a resource server: `generation` (`client_id`; its tokens with a `gen` below `minimum`, or all
/// with `dead`, are dead), `token` (`jti`, `exp`: one revoked token), `keys` (fetch the JWK Set again), `caught-up`
/// (everything that matters from before has been told), `alive` (four times a second), `reset` (what `Last-Event-ID`
/// names is no longer kept: forget everything, all that matters follows). The `id` of an event is what `Last-Event-ID`
/// takes up.
#[utoipa::path(get, path = "/oauth2/feed", operation_id = "feed", tag = "OAuth 2.0",
    params(("Last-Event-ID" = Option<i64>, Header, description = "The last `id` that was heard")),
    responses(
        (status = 200, content_type = "text/event-stream", body = String, description = "Events, without end"),
        (status = 400, body = TokenErrorResponse, description = "`invalid_request`"),
        (status = 401, body = TokenErrorResponse, description = "`invalid_client`"),
        (status = 429, body = TokenErrorResponse, description = "`rate_limited`; see Retry-After"),
        (status = 503, body = TokenErrorResponse, description = "`temporarily_unavailable`; see Retry-After"),
    ),
    security(("client_basic" = [])))]
pub async fn follow(service: Data<TokenService>, request: HttpRequest) -> Result<HttpResponse, TokenError> {
    service.resource_server(&request, &Form::default()).await?;
    let follower = Follower::start(service.get_ref().clone(), last_event_id(&request)?).await?;
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

/// One subscriber, and how far it has heard.
struct Follower {
    service: TokenService,
    told: watch::Receiver<i64>,
    closing: watch::Receiver<bool>,
    place: i64,
    /// What is sent before anything else.
    waiting: VecDeque<String>,
    caught_up: bool,
}

impl Follower {
    /// Takes up after a place in the log; without one, after the last change that no living token can be older than.
    async fn start(service: TokenService, place: Option<i64>) -> Result<Self, TokenError> {
        let mut tx = service.0.store.read().await?;
        let platform = tx.platform().await?;
        let (first, last) = (platform.first_change().await?, platform.last_change().await?);
        let from_start = platform.last_change_before(service.now() - CHANGES_KEPT / 2).await?;
        drop(tx);
        let known = place.filter(|place| (first - 1..=last).contains(place));
        let reset = place.is_some() && known.is_none();
        let (told, closing) = (service.0.events.subscribe(), service.0.closing.subscribe());
        let waiting = reset.then(|| RESET.to_owned()).into_iter().collect();
        Ok(Self { service, told, closing, place: known.unwrap_or(from_start), waiting, caught_up: false })
    }

    /// The next text to send, at the latest when it is time to say that nothing happened; `None` at the end.
    async fn next(&mut self) -> Result<Option<String>, TokenError> {
        loop {
            if let Some(text) = self.waiting.pop_front() {
                return Ok(Some(text));
            }
            if self.hear().await? {
                continue;
            }
            if !self.caught_up {
                self.caught_up = true;
                return Ok(Some(CAUGHT_UP.to_owned()));
            }
            tokio::select! {
                _ = self.told.changed() => {}
                _ = self.closing.wait_for(|closing| *closing) => return Ok(None),
                () = sleep(ALIVE_EVERY) => {
                    if self.service.is_ready() {
                        return Ok(Some(ALIVE.to_owned()));
                    }
                }
            }
        }
    }

    /// Puts what happened since into line; whether there was anything.
    async fn hear(&mut self) -> Result<bool, TokenError> {
        self.told.mark_unchanged();
        let missed = match self.service.0.events.after(self.place) {
            Some(missed) => missed,
            None => return self.hear_from_database().await,
        };
        for told in &missed {
            self.tell(told);
        }
        Ok(!missed.is_empty())
    }

    async fn hear_from_database(&mut self) -> Result<bool, TokenError> {
        let mut tx = self.service.0.store.read().await?;
        let batch = Batch::read(&tx.platform().await?, self.place).await?;
        if let Some(batch) = &batch {
            self.tell(&Told::from(batch));
        }
        Ok(batch.is_some())
    }

    fn tell(&mut self, told: &Told) {
        self.place = told.until;
        let text = told.write();
        if !text.is_empty() {
            self.waiting.push_back(text);
        }
    }
}
