//! One log line for each request that was refused or failed, with the true reason. Of the same kind from the same
//! caller a few a minute are written, and how many were left out.

use std::{
    collections::HashMap,
    net::IpAddr,
    time::{Duration, Instant},
};

use actix_web::{
    Error, HttpMessage, HttpRequest,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::StatusCode,
    middleware::Next,
    web::Data,
};
use model::attempt::Endpoint;
use parking_lot::Mutex;
use request_notes::{Caller, Notes};
use token_service::{Answered, TokenService};
use tracing_actix_web::RequestId;

/// Lines of one kind from one caller in a minute.
const LINES: u32 = 5;
const MINUTE: Duration = Duration::from_mins(1);
/// Callers and kinds that are counted apart; others share one count.
const MOST: usize = 8_192;

/// The lines that share one limit.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Kind {
    who: Who,
    route: String,
    status: u16,
    reason: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Who {
    Proved(Caller),
    Address(Option<IpAddr>),
    /// There are too many to tell apart.
    Many,
}

#[derive(Debug)]
struct Count {
    began: Instant,
    written: u32,
    left_out: u64,
}

/// The refusals of this node.
#[derive(Debug, Default)]
pub struct Refused(Mutex<HashMap<Kind, Count>>);

/// A request that was refused or failed.
pub struct Line<'a> {
    pub method: &'a str,
    pub route: &'a str,
    pub request_id: &'a str,
    pub address: Option<IpAddr>,
    pub status: StatusCode,
    pub took: Duration,
    pub notes: &'a Notes,
}

impl Refused {
    /// Writes a line, unless there were enough like it.
    pub fn log(&self, line: &Line<'_>) {
        let who = line.notes.caller.map_or(Who::Address(line.address), Who::Proved);
        let said = || line.status.canonical_reason().unwrap_or("no reason was noted");
        let reason = line.notes.reason.unwrap_or_else(said);
        let kind = Kind { who, route: line.route.to_owned(), status: line.status.as_u16(), reason };
        if let Some(left_out) = self.count(kind, Instant::now()) {
            write(line, reason, left_out);
        }
    }

    /// How many were left out since the last line, where this one is to be written.
    fn count(&self, mut kind: Kind, now: Instant) -> Option<u64> {
        let mut counts = self.0.lock();
        if counts.len() >= MOST && !counts.contains_key(&kind) {
            kind = Kind { who: Who::Many, route: String::new(), ..kind };
        }
        let count = counts.entry(kind).or_insert(Count { began: now, written: 0, left_out: 0 });
        if now.duration_since(count.began) >= MINUTE {
            (count.began, count.written) = (now, 0);
        }
        if count.written >= LINES {
            count.left_out += 1;
            return None;
        }
        count.written += 1;
        Some(std::mem::take(&mut count.left_out))
    }

    /// Says what was left out of minutes that are over, and forgets those.
    pub fn sum_up(&self) {
        for (kind, left_out) in self.take_over(Instant::now()) {
            let (status, reason) = (kind.status, kind.reason);
            let who = match kind.who {
                Who::Proved(caller) => caller.to_string(),
                Who::Address(address) => address.map_or_else(|| "nowhere".to_owned(), |it| it.to_string()),
                Who::Many => "many".to_owned(),
            };
            tracing::info!(who, route = kind.route, status, reason, left_out, "more were refused");
        }
    }

    fn take_over(&self, now: Instant) -> Vec<(Kind, u64)> {
        let over = |_: &Kind, count: &mut Count| now.duration_since(count.began) >= MINUTE;
        let over: Vec<_> = self.0.lock().extract_if(over).collect();
        over.into_iter()
            .filter(|(_, count)| count.left_out > 0)
            .map(|(kind, count)| (kind, count.left_out))
            .collect()
    }
}

/// Without the request's span, which says some of it again.
fn write(line: &Line<'_>, reason: &str, left_out: u64) {
    let Line { method, route, request_id, address, status, took, notes } = line;
    let caller = notes.caller.map(|caller| caller.to_string());
    let (claimed, detail) = (notes.claimed.as_deref(), notes.detail.as_deref());
    let (address, status) = (address.map(|address| address.to_string()), status.as_u16());
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let left_out = (left_out > 0).then_some(left_out);
    macro_rules! line {
        ($level:ident, $message:literal) => {
            tracing::$level!(
                parent: None,
                request_id, method, route, status, ms, address, caller, claimed, reason, detail, left_out, $message
            )
        };
    }
    match status {
        500 => line!(error, "failed"),
        501.. => line!(warn, "failed"),
        _ => line!(info, "refused"),
    }
}

/// Middleware, inside the one that gives requests their ids.
pub async fn log(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let began = Instant::now();
    let (answer, notes) = request_notes::during(next.call(request)).await;
    let answer = answer?;
    note_attempt(answer.request(), answer.status(), &notes);
    if is_refusal(answer.request(), answer.status()) {
        note(answer.request(), answer.status(), began.elapsed(), &notes);
    }
    Ok(answer)
}

/// For the client's people. Nearly all token requests are answered, and noted, before they get here.
fn note_attempt(asked: &HttpRequest, status: StatusCode, notes: &Notes) {
    let Some(tokens) = asked.app_data::<Data<TokenService>>() else { return };
    let Some(endpoint) = asked.match_pattern().as_deref().and_then(TokenService::endpoint_of_pattern) else {
        return;
    };
    let id = asked.extensions().get::<RequestId>().map_or(0, |id| id.as_u128());
    let issued = endpoint == Endpoint::Token && status == StatusCode::OK;
    tokens.note_attempt(&Answered { id, endpoint, request: asked, issued, notes });
}

/// Load balancers that ask whether a node is ready are no callers; a change of that is logged where it happens.
fn is_refusal(asked: &HttpRequest, status: StatusCode) -> bool {
    (status.is_client_error() || status.is_server_error()) && asked.path() != super::operations::READY
}

fn note(asked: &HttpRequest, status: StatusCode, took: Duration, notes: &Notes) {
    let Some(refused) = asked.app_data::<Data<Refused>>() else { return };
    let request_id = asked.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default();
    let pattern = asked.match_pattern();
    refused.log(&Line {
        method: asked.method().as_str(),
        route: pattern.as_deref().unwrap_or("unmatched"),
        request_id: &request_id,
        address: web::caller_ip(asked),
        status,
        took,
        notes,
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(address: u32, reason: &'static str) -> Kind {
        let who = Who::Address(Some(IpAddr::from(address.to_be_bytes())));
        Kind { who, route: "/oauth2/token".into(), status: 401, reason }
    }

    #[test]
    fn a_few_of_a_kind_are_written_and_the_rest_counted() {
        let (refused, now) = (Refused::default(), Instant::now());
        let written = (0..100).filter(|_| refused.count(kind(1, "wrong secret"), now).is_some()).count();
        assert_eq!(written, LINES as usize);
        for other in [kind(1, "unknown client"), kind(2, "wrong secret")] {
            assert_eq!(refused.count(other, now), Some(0), "another kind has lines of its own");
        }
        assert_eq!(refused.count(kind(1, "wrong secret"), now + MINUTE), Some(95));
        assert_eq!(refused.count(kind(1, "wrong secret"), now + MINUTE), Some(0));
    }

    #[test]
    fn what_was_left_out_is_said_in_the_end() {
        let (refused, now) = (Refused::default(), Instant::now());
        for _ in 0..7 {
            refused.count(kind(1, "wrong secret"), now);
        }
        assert!(refused.take_over(now).is_empty());
        assert_eq!(refused.take_over(now + MINUTE), [(kind(1, "wrong secret"), 2)]);
        assert!(refused.0.lock().is_empty());
    }

    #[test]
    fn a_caller_with_many_addresses_costs_little_memory() {
        let (refused, now) = (Refused::default(), Instant::now());
        let all = u32::try_from(3 * MOST).unwrap();
        let written = (0..all).filter(|number| refused.count(kind(*number, "x"), now).is_some()).count();
        assert_eq!(written, MOST + LINES as usize);
        assert!(refused.0.lock().len() <= MOST + 1);
    }
}
