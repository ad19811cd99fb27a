//! Runs one row of the table: everything of it at once.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::{Instant, sleep, sleep_until};

use super::acts::{self, Moment};
use super::ask::Question;
use super::faces::{Face, Format, Place, Verdict};
use super::judge::{IN_TIME, judge, judge_feed};
use super::nodes::Nodes;
use super::prober::{Probe, follow, listen};
use super::subjects::{Kind, Prepared, Subject};
use super::table::{End, Row};
use crate::harness::{Outcome, soon, until};

/// So long every face must answer before the end.
const ALIVE: Duration = Duration::from_millis(600);
/// So long it must stay ended.
const STAYS: Duration = Duration::from_millis(700);
/// From the admin's decision to the end date that it sets.
const END_DATE: i64 = 8000;

/// What is wrong with a row, and its line of the log: milliseconds to the last refusal of each face.
pub struct Ran {
    pub wrong: Vec<String>,
    pub line: String,
}

pub async fn run(nodes: &Nodes<'_>, row: &Row) -> Outcome<Ran> {
    let subjects = Box::pin(subjects(nodes, row)).await?;
    let tasks = tasks(nodes, row, &subjects);
    let stop = Cell::new(false);
    let asking = join_all(tasks.into_iter().map(|probes| follow(nodes, probes, &stop)));
    let hearing = join_all(nodes.nodes.iter().map(|node| listen(nodes, node, &stop)));
    let acting = async {
        let moments = Box::pin(end_all(nodes, row, &subjects)).await;
        stop.set(true);
        moments
    };
    let (asked, heard, moments) = tokio::join!(asking, hearing, acting);
    let moments = moments?;
    let (mut wrong, mut times) = (Vec::new(), BTreeMap::<Face, i64>::new());
    let mut note = |face: Face, time: i64| {
        times.entry(face).and_modify(|longest| *longest = time.max(*longest)).or_insert(time);
    };
    for probes in asked {
        for probe in probes? {
            let of = |(subject, _): &(&Subject, &Moment)| std::ptr::eq(*subject, probe.question.subject);
            let (_, moment) = subjects.iter().zip(&moments).find(of).ok_or("a stranger's probe")?;
            match judge(row, &probe, *moment) {
                Ok(time) => time.into_iter().for_each(|time| note(probe.question.face, time)),
                Err(why) => wrong.push(why),
            }
        }
    }
    for heard in heard {
        let heard = heard?;
        for (subject, moment) in subjects.iter().zip(&moments).filter(|_| row.feed) {
            match judge_feed(row, &heard, subject, *moment) {
                Ok(time) => note(Face::Feed, time),
                Err(why) => wrong.push(why.to_string()),
            }
        }
    }
    nodes.forget_new_guards();
    Ok(Ran { wrong, line: line(row.end, &times) })
}

fn line(end: End, times: &BTreeMap<Face, i64>) -> String {
    let times: Vec<_> = times.iter().map(|(face, time)| format!("{face:?} {time}")).collect();
    format!("{:<22} {}", format!("{end:?}"), times.join(", "))
}

/// They are prepared first, so that those with an end date have time left.
async fn subjects(nodes: &Nodes<'_>, row: &Row) -> Outcome<Vec<Subject>> {
    let mut prepared = Vec::new();
    for kind in row.clients {
        prepared.push(Box::pin(Prepared::new(nodes, *kind)).await?);
    }
    let has_end = matches!(row.end, End::DateCome | End::OwnDateCome);
    let ends_at = if has_end { soon(END_DATE) } else { None };
    let mut subjects = Vec::new();
    for one in prepared {
        subjects.push(Box::pin(one.connect(nodes, ends_at)).await?);
    }
    Ok(subjects)
}

/// The questions of each face of each node.
fn tasks<'a>(nodes: &'a Nodes<'_>, row: &Row, subjects: &'a [Subject]) -> Vec<Vec<Probe<'a>>> {
    let mut tasks = Vec::new();
    for node in &nodes.nodes {
        for face in Face::ALL {
            let mut probes = Vec::new();
            for (number, subject) in subjects.iter().enumerate() {
                for (format, place) in forms() {
                    let asked = match face.proof() {
                        Some(proof) => subject.prepared.kind.proofs().contains(&proof),
                        None if face.takes_tokens() => number == 0,
                        None => face == Face::Jwks && row.jwks && number == 0 && format == Format::Jwt,
                    };
                    if asked {
                        let question = Question { node, face, format, place, subject };
                        probes.push(Probe { question, samples: Vec::new() });
                    }
                }
            }
            tasks.push(probes);
        }
    }
    tasks
}

fn forms() -> impl Iterator<Item = (Format, Place)> {
    Format::ALL.into_iter().flat_map(|format| Place::ALL.map(|place| (format, place)))
}

/// Ends the access of each, with some guards cut off meanwhile, and waits until it must be known everywhere.
async fn end_all(nodes: &Nodes<'_>, row: &Row, subjects: &[Subject]) -> Outcome<Vec<Moment>> {
    sleep(ALIVE).await;
    let mut by_clock = Vec::new();
    for subject in subjects {
        by_clock.push(Box::pin(acts::prepare(row.end, nodes, subject)).await?);
    }
    nodes.cut();
    let mut moments = Vec::new();
    for (subject, at) in subjects.iter().zip(by_clock) {
        moments.push(Box::pin(acts::act(row.end, nodes, subject, at)).await?);
    }
    nodes.restore()?;
    let last = moments.iter().map(|moment| moment.acknowledged).max().unwrap_or_else(Instant::now);
    sleep_until(last + IN_TIME + STAYS).await;
    Ok(moments)
}

/// A client whose access no one ends gets tokens everywhere, and all faces take them.
pub async fn others_go_on(nodes: &Nodes<'_>) -> Outcome {
    nodes.restore()?;
    let prepared = Box::pin(Prepared::new(nodes, Kind::Secret)).await?;
    let subject = Box::pin(prepared.connect(nodes, None)).await?;
    for node in &nodes.nodes {
        for face in Face::ALL {
            let asked = face == Face::TokenBySecret || face.takes_tokens() || face == Face::Jwks;
            for (format, place) in forms().filter(|_| asked) {
                if face == Face::Jwks && format == Format::Opaque {
                    continue;
                }
                let question = Question { node, face, format, place, subject: &subject };
                until(async || Ok((nodes.ask(question).await? == Some(Verdict::Alive)).then_some(())))
                    .await
                    .map_err(|why| format!("another client: {face:?} × node {}: {why}", node.number))?;
            }
        }
    }
    nodes.forget_new_guards();
    Ok(())
}
