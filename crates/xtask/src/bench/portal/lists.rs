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

impl Who {
    /// The path of the portal, for what this person has.
    const fn portal(self) -> &'static str {
        match self {
            Self::Operator => "/api/operator/v1",
            Self::Developer => "/api/developer/v1/publishers/{publisher}",
            Self::Admin => "/api/admin/v1/tenants/{tenant}",
        }
    }
}

pub struct List {
    pub name: &'static str,
    who: Who,
    /// Behind the portal's own. With `{app}`; and `{n}` and `{d}`, numbers that are others each time, so that no answer is
    /// kept.
    path: &'static str,
}

// Lists first; then what is in every row, in one of ten, in one of a hundred, in one, and in none. Pages have as many rows
// on the small database as on the large one: ten where it has only ten that match.
const OPERATOR: &[(&str, &str)] = &[
    ("operator: tenants", "/tenants"),
    ("operator: tenants, in every name", "/tenants?q=tenant"),
    ("operator: tenants, in one of ten", "/tenants?q=t{d}&limit=10"),
    ("operator: tenants, in one", "/tenants?q=TENANT%200000{n}"),
    ("operator: tenants, in none", "/tenants?q=x{n}y"),
    ("operator: publishers", "/publishers"),
    ("operator: publishers, in some", "/publishers?q=e"),
    ("operator: apps", "/apps"),
    ("operator: apps, in some", "/apps?q=app%20{d}"),
    ("operator: APIs", "/apis"),
    ("operator: APIs, in none", "/apis?q=x{n}"),
    ("operator: history", "/activity"),
    ("operator: history, in every entry", "/activity?q=tenant"),
    ("operator: history, in none of the newest", "/activity?q=x{n}"),
    ("operator: history, of sign-ins", "/activity?action=sign_ins"),
    ("operator: history, of a day without entries", "/activity?to=2001-01-01"),
];
const DEVELOPER: &[(&str, &str)] = &[
    ("developer: apps", "/apps"),
    ("developer: apps, in some", "/apps?q=app%20{d}"),
    ("developer: connections", "/connections"),
    ("developer: connections, in every name", "/connections?q=tenant"),
    ("developer: connections, of one app", "/connections?q=tenant%20app%20{d}"),
    ("developer: connections, in one of ten", "/connections?q=tenant%20t{d}"),
    ("developer: connections, in one of a hundred", "/connections?q=tenant%20h{n}&limit=10"),
    ("developer: connections, of one tenant", "/connections?q=TENANT%200000{n}"),
    ("developer: connections, of none", "/connections?q=x{n}y"),
    ("developer: connections of an app", "/apps/{app}/connections"),
    ("developer: connections of an app, of one tenant", "/apps/{app}/connections?q=tenant%200000{n}"),
    ("developer: targets", "/apps/{app}/targets"),
    ("developer: targets, in every name", "/apps/{app}/targets?q=tenant"),
    ("developer: targets, in one", "/apps/{app}/targets?q=tenant%200000{n}"),
    ("developer: versions", "/apps/{app}/versions"),
    ("developer: history", "/activity"),
    ("developer: history, in every entry", "/activity?q=app"),
    ("developer: history, in none of the newest", "/activity?q=x{n}"),
    ("developer: history, of an app", "/activity?app={app}"),
    ("developer: history, of webhooks", "/activity?action=webhooks"),
    ("developer: connections, deleted ones", "/connections?state=deleted"),
];
const ADMIN: &[(&str, &str)] = &[
    ("admin: connections", "/connections"),
    ("admin: connections, in some", "/connections?q=e"),
    ("admin: available apps", "/available-apps"),
    ("admin: available apps, in some", "/available-apps?q=a"),
    ("admin: own credentials", "/credentials"),
    ("admin: own credentials, in none", "/credentials?q=x{n}"),
    ("admin: history", "/activity"),
    ("admin: history, in none", "/activity?q=x{n}"),
    ("admin: history, of connections", "/activity?action=connections"),
];

pub fn all() -> Vec<List> {
    let of = |(who, lists): (Who, &[(&'static str, &'static str)])| -> Vec<List> {
        lists.iter().map(|&(name, path)| List { name, who, path }).collect()
    };
    [(Who::Operator, OPERATOR), (Who::Developer, DEVELOPER), (Who::Admin, ADMIN)]
        .into_iter()
        .flat_map(of)
        .collect()
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
    let path = format!("{}{}", list.who.portal(), list.path);
    let path = path
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
