//! What scripts owe beside the invariants: each demand sees what it should, and nothing else.

use std::io;
use std::time::Duration;

use faults::demands::{Trouble, too_little, unfelt, unsteady};
use faults::http::{Answer, Missed, Silence};
use faults::ledger::{Action, Answered, Entry, Operation, Span, Thing};
use faults::load::Steadiness;
use faults::problem::Problem;

fn entry(seconds: u64, operation: Operation, status: u16) -> Entry {
    let at = Duration::from_secs(seconds);
    let answered = if status == 200 { Answered::Acknowledged } else { Answered::Refused };
    Entry {
        node: 0,
        span: Span { start: at, end: at },
        operation,
        answered,
        status,
        tenant: String::new(),
        ids: Vec::new(),
    }
}

fn trouble(seconds: u64, what: &str, costs: bool) -> Trouble {
    Trouble { from: Duration::from_secs(seconds), what: what.into(), costs }
}

fn steady(asked: usize, missed: Vec<Missed>) -> Steadiness {
    Steadiness { wanted: 100, asked, took: Duration::from_secs(10), missed }
}

fn answered(status: u16) -> Missed {
    Missed::new("a request", &Ok(Answer { status, body: String::new() }))
}

#[test]
fn each_fault_must_be_felt() {
    let troubles = [trouble(0, "first", true), trouble(10, "quiet", false), trouble(20, "last", true)];
    let entries =
        [entry(5, Operation::Look, 503), entry(15, Operation::Look, 0), entry(25, Operation::Look, 401)];
    let found = unfelt(&troubles, &entries);
    assert!(matches!(&found[..], [Problem::Odd(what)] if what.contains("last")), "{found:?}");
}

#[test]
fn a_lost_request_is_no_late_one() {
    for status in [401, 500, 502] {
        assert!(
            matches!(unsteady(&steady(1_000, vec![answered(status)]))[..], [Problem::Odd(_)]),
            "{status}"
        );
    }
    let reset = || Missed::new("a request", &Err(Silence::NoAnswer(io::ErrorKind::ConnectionReset.into())));
    let slow = || Missed::new("a request", &Err(Silence::NoAnswer(io::ErrorKind::TimedOut.into())));
    assert!(matches!(unsteady(&steady(1_000, vec![reset()]))[..], [Problem::Odd(_)]));
    assert!(matches!(unsteady(&steady(1_000, vec![slow(), answered(503)]))[..], [Problem::Late(_)]));
    let both = unsteady(&steady(1_000, vec![slow(), reset()]));
    assert!(matches!(both[..], [Problem::Odd(_), Problem::Late(_)]), "{both:?}");
}

#[test]
fn a_light_load_shows_little() {
    assert!(unsteady(&steady(950, Vec::new())).is_empty());
    assert!(matches!(unsteady(&steady(850, Vec::new()))[..], [Problem::Late(_)]));
}

#[test]
fn a_script_must_try_what_is_revoked() {
    let thing = Thing { tenant: "ten_1".into(), name: "app_1".into() };
    let pause = Operation::Change { thing: thing.clone(), action: Action::Pause, secret: None };
    let entries = [entry(1, Operation::Token { thing, secret: 0 }, 200), entry(2, pause, 200)];
    assert!(too_little(&entries, 1).is_empty());
    assert_eq!(too_little(&entries, 0).len(), 1);
    assert_eq!(too_little(&[], 0).len(), 3);
}
