//! Whether a face refused in time, and whether what should go on did.

use std::time::Duration;

use serde_json::json;
use tokio::time::Instant;

use super::acts::Moment;
use super::faces::{Face, Format, Place, Verdict};
use super::prober::{Heard, Probe, Sample};
use super::subjects::Subject;
use super::table::{End, Row};
use crate::harness::{Outcome, claims};

/// After the acknowledgement.
pub const IN_TIME: Duration = Duration::from_secs(1);

/// Milliseconds from the acknowledgement to the first refusal that lasts, below zero where it came before; `None` for a
/// face that is to go on.
pub fn judge(row: &Row, probe: &Probe<'_>, moment: Moment) -> Result<Option<i64>, String> {
    let question = probe.question;
    before(row, probe, moment)
        .and_then(|()| {
            if row.ends(question.face, question.place) {
                ended(probe, moment).map(Some)
            } else {
                went_on(&probe.samples).map(|()| None)
            }
        })
        .map_err(|why| {
            let (place, format, kind) = (question.place, question.format, question.subject.prepared.kind);
            let (face, node) = (question.face, question.node.number);
            format!(
                "{:?} × {face:?} × node {node} × {format:?} × {place:?} (client: {kind:?}): {why}",
                row.end
            )
        })
}

/// What cannot succeed proves nothing by its refusal.
fn before(row: &Row, probe: &Probe<'_>, moment: Moment) -> Result<(), String> {
    if probe.question.face == Face::NewGuard {
        return Ok(());
    }
    let alive = |one: &Sample| one.asked < moment.sent && one.verdict == Verdict::Alive;
    if !probe.samples.iter().any(alive) {
        return Err("it never answered before the end".into());
    }
    let from = moment.sent - row.early();
    let refused = probe.samples.iter().find(|one| one.answered < from && one.verdict.is_refusal());
    refused.map_or(Ok(()), |one| Err(format!("before the end: {:?}", one.verdict)))
}

fn ended(probe: &Probe<'_>, moment: Moment) -> Result<i64, String> {
    let samples = &probe.samples;
    let limit = moment.acknowledged + IN_TIME;
    let alive = samples.iter().rposition(|one| one.verdict == Verdict::Alive);
    if let Some(late) = alive.map(|at| &samples[at]).filter(|one| one.asked > limit) {
        return Err(format!("alive {} ms after the acknowledgement", since(moment, late.asked)));
    }
    match samples.last() {
        Some(last) if last.asked <= limit => return Err("it was not asked after a second".into()),
        Some(Sample { verdict: Verdict::Refused(_), .. }) => {}
        other => return Err(format!("the last word is {:?}", other.map(|one| &one.verdict))),
    }
    let rest = &samples[alive.map_or(0, |at| at + 1)..];
    let first = rest.iter().find(|one| one.verdict != Verdict::Alive).ok_or("it never refused")?;
    Ok(since(moment, first.asked))
}

fn went_on(samples: &[Sample]) -> Result<(), String> {
    if let Some(refused) = samples.iter().find(|one| one.verdict.is_refusal()) {
        return Err(format!("it should go on, and said {:?}", refused.verdict));
    }
    match samples.last() {
        Some(Sample { verdict: Verdict::Alive, .. }) => Ok(()),
        other => Err(format!("it should go on; the last word is {:?}", other.map(|one| &one.verdict))),
    }
}

/// Milliseconds from the acknowledgement to the arrival of all that the feed has to tell of it.
pub fn judge_feed(row: &Row, heard: &Heard, subject: &Subject, moment: Moment) -> Outcome<i64> {
    let name = format!("{:?} × Feed × node {}", row.end, heard.node);
    if heard.told.first().is_none_or(|(at, _)| *at > moment.sent) {
        return Err(format!("{name}: it said nothing before the end").into());
    }
    let from = moment.sent - row.early();
    let mut last = 0;
    for wanted in wanted(row, subject)? {
        let mut text = String::new();
        let arrived = heard.told.iter().filter(|(at, _)| *at >= from).find_map(|(at, told)| {
            text += told;
            text.contains(&wanted).then_some(*at)
        });
        let arrived = arrived.ok_or_else(|| format!("{name}: it never said {wanted}"))?;
        if arrived > moment.acknowledged + IN_TIME {
            return Err(format!("{name}: {wanted} came after {} ms", since(moment, arrived)).into());
        }
        last = since(moment, arrived).max(last);
    }
    Ok(last)
}

fn wanted(row: &Row, subject: &Subject) -> Outcome<Vec<String>> {
    let closed = |place| {
        let issuer = json!(subject.prepared.issuer(place));
        vec![format!("{{\"issuer\":{issuer},\"open\":false}}")]
    };
    Ok(match row.end {
        End::TokenRevoked => {
            let mut ids = Vec::new();
            for place in Place::ALL {
                ids.push(format!("{{\"jti\":{},", claims(subject.token(Format::Jwt, place)?)?["jti"]));
            }
            ids
        }
        End::KeyRetired => vec!["event: keys".to_owned()],
        End::PathClosed => closed(Place::Path),
        End::FormerDomainClosed | End::FormerDomainEnded => closed(Place::Domain),
        _ => vec![format!("\"client_id\":\"{}\"", subject.credential.client_id)],
    })
}

fn since(moment: Moment, at: Instant) -> i64 {
    let whole = |time: Duration| i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
    if at < moment.acknowledged { -whole(moment.acknowledged - at) } else { whole(at - moment.acknowledged) }
}
