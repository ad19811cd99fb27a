//! The lists, what is searched for in them, and how long that takes.

use std::cell::RefMut;
use std::time::{Duration, Instant};

use super::Node;
use super::people::Person;
use super::table::Row;
use crate::shell::Result;

#[derive(Clone, Copy)]
enum Who {
    Operator,
    Developer,
    Admin,
}

pub struct List {
    pub name: &'static str,
    who: Who,
    /// With `{publisher}`, `{tenant}`, `{app}`; and `{n}`, a number that is another each time, so that no answer is kept.
    path: &'static str,
}

/// Lists first; then what is in every row, in one of ten, in one of a hundred, in one, and in none. Pages have as many rows
/// on the small database as on the large one: ten where it has only ten that match.
pub fn all() -> Vec<List> {
    let list = |name, who, path| List { name, who, path };
    use Who::{Admin, Developer, Operator};
    vec![
        list("operator: tenants", Operator, "/api/operator/v1/tenants"),
        list("operator: tenants, in every name", Operator, "/api/operator/v1/tenants?q=tenant"),
        list("operator: tenants, in one of ten", Operator, "/api/operator/v1/tenants?q=t{d}&limit=10"),
        list("operator: tenants, in one", Operator, "/api/operator/v1/tenants?q=TENANT%200000{n}"),
        list("operator: tenants, in none", Operator, "/api/operator/v1/tenants?q=x{n}y"),
        list("operator: publishers", Operator, "/api/operator/v1/publishers"),
        list("operator: publishers, in some", Operator, "/api/operator/v1/publishers?q=e"),
        list("operator: apps", Operator, "/api/operator/v1/apps"),
        list("operator: apps, in some", Operator, "/api/operator/v1/apps?q=app%20{d}"),
        list("operator: APIs", Operator, "/api/operator/v1/apis"),
        list("operator: APIs, in none", Operator, "/api/operator/v1/apis?q=x{n}"),
        list("operator: history", Operator, "/api/operator/v1/activity"),
        list("operator: history, in every entry", Operator, "/api/operator/v1/activity?q=tenant"),
        list("operator: history, in none of the newest", Operator, "/api/operator/v1/activity?q=x{n}"),
        list("developer: apps", Developer, "/api/developer/v1/publishers/{publisher}/apps"),
        list(
            "developer: apps, in some",
            Developer,
            "/api/developer/v1/publishers/{publisher}/apps?q=app%20{d}",
        ),
        list("developer: connections", Developer, "/api/developer/v1/publishers/{publisher}/connections"),
        list(
            "developer: connections, in every name",
            Developer,
            "/api/developer/v1/publishers/{publisher}/connections?q=tenant",
        ),
        list(
            "developer: connections, of one app",
            Developer,
            "/api/developer/v1/publishers/{publisher}/connections?q=tenant%20app%20{d}",
        ),
        list(
            "developer: connections, in one of ten",
            Developer,
            "/api/developer/v1/publishers/{publisher}/connections?q=tenant%20t{d}",
        ),
        list(
            "developer: connections, in one of a hundred",
            Developer,
            "/api/developer/v1/publishers/{publisher}/connections?q=tenant%20h{n}&limit=10",
        ),
        list(
            "developer: connections, of one tenant",
            Developer,
            "/api/developer/v1/publishers/{publisher}/connections?q=TENANT%200000{n}",
        ),
        list(
            "developer: connections, of none",
            Developer,
            "/api/developer/v1/publishers/{publisher}/connections?q=x{n}y",
        ),
        list(
            "developer: connections of an app",
            Developer,
            "/api/developer/v1/publishers/{publisher}/apps/{app}/connections",
        ),
        list(
            "developer: connections of an app, of one tenant",
            Developer,
            "/api/developer/v1/publishers/{publisher}/apps/{app}/connections?q=tenant%200000{n}",
        ),
        list("developer: targets", Developer, "/api/developer/v1/publishers/{publisher}/apps/{app}/targets"),
        list(
            "developer: targets, in every name",
            Developer,
            "/api/developer/v1/publishers/{publisher}/apps/{app}/targets?q=tenant",
        ),
        list(
            "developer: targets, in one",
            Developer,
            "/api/developer/v1/publishers/{publisher}/apps/{app}/targets?q=tenant%200000{n}",
        ),
        list(
            "developer: versions",
            Developer,
            "/api/developer/v1/publishers/{publisher}/apps/{app}/versions",
        ),
        list("developer: history", Developer, "/api/developer/v1/publishers/{publisher}/activity"),
        list(
            "developer: history, in every entry",
            Developer,
            "/api/developer/v1/publishers/{publisher}/activity?q=app",
        ),
        list(
            "developer: history, in none of the newest",
            Developer,
            "/api/developer/v1/publishers/{publisher}/activity?q=x{n}",
        ),
        list("admin: connections", Admin, "/api/admin/v1/tenants/{tenant}/connections"),
        list("admin: connections, in some", Admin, "/api/admin/v1/tenants/{tenant}/connections?q=e"),
        list("admin: available apps", Admin, "/api/admin/v1/tenants/{tenant}/available-apps"),
        list("admin: available apps, in some", Admin, "/api/admin/v1/tenants/{tenant}/available-apps?q=a"),
        list("admin: own credentials", Admin, "/api/admin/v1/tenants/{tenant}/credentials"),
        list("admin: own credentials, in none", Admin, "/api/admin/v1/tenants/{tenant}/credentials?q=x{n}"),
        list("admin: history", Admin, "/api/admin/v1/tenants/{tenant}/activity"),
        list("admin: history, in none", Admin, "/api/admin/v1/tenants/{tenant}/activity?q=x{n}"),
    ]
}

/// Not counted: what the first questions make both nodes and databases remember.
const WARM_UP: usize = 6;

/// Asks both nodes in turns, one or the other first, so that what else the machine does meets both alike.
pub fn measure(list: &List, few: &Node, many: &Node, times: usize) -> Result<Row> {
    for node in [few, many] {
        person(list, node).reconnect()?;
    }
    let mut took = (Vec::with_capacity(times), Vec::with_capacity(times));
    for number in 0..times + WARM_UP {
        let (one, other) = if number % 2 == 0 {
            let one = once(list, few, number)?;
            (one, once(list, many, number)?)
        } else {
            let other = once(list, many, number)?;
            (once(list, few, number)?, other)
        };
        if number >= WARM_UP {
            took.0.push(one);
            took.1.push(other);
        }
    }
    Ok(Row { database: "", list: list.name, few: percentiles(took.0), many: percentiles(took.1) })
}

fn once(list: &List, node: &Node, number: usize) -> Result<Duration> {
    let people = &node.people;
    let path = list
        .path
        .replace("{publisher}", &people.publisher)
        .replace("{tenant}", &people.tenant)
        .replace("{app}", &people.app)
        .replace("{n}", &(number % 90 + 10).to_string())
        .replace("{d}", &(number % 9 + 1).to_string());
    let began = Instant::now();
    person(list, node).read(&path)?;
    Ok(began.elapsed())
}

fn person<'a>(list: &List, node: &'a Node) -> RefMut<'a, Person> {
    match list.who {
        Who::Operator => node.people.operator.borrow_mut(),
        Who::Developer => node.people.developer.borrow_mut(),
        Who::Admin => node.people.admin.borrow_mut(),
    }
}

fn percentiles(mut took: Vec<Duration>) -> (Duration, Duration) {
    took.sort_unstable();
    let at =
        |percent: usize| took.get(took.len().saturating_sub(1) * percent / 100).copied().unwrap_or_default();
    (at(50), at(95))
}
