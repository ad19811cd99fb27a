//! Prints answers: tables for people, JSON for scripts.

use std::io::{self, ErrorKind, Write};

use chrono::{DateTime, Utc};
use comfy_table::{Table, presets};
use serde::Serialize;

use crate::failure::{Failure, Outcome};

/// What can be printed as a row.
pub trait Shown: Serialize {
    const COLUMNS: &'static [&'static str];

    /// One for each column.
    fn cells(&self) -> Vec<String>;
}

#[derive(Clone, Copy)]
pub struct Printer {
    pub json: bool,
}

impl Printer {
    pub fn one<T: Shown>(self, item: &T) -> Outcome {
        if self.json {
            return self.json(item);
        }
        let mut table = table();
        for (column, cell) in T::COLUMNS.iter().zip(item.cells()) {
            table.add_row(vec![(*column).to_owned(), plain(&cell)]);
        }
        self.text(&format!("{}\n", table.trim_fmt()))
    }

    pub fn many<T: Shown>(self, items: &[T]) -> Outcome {
        if self.json {
            return self.json(items);
        }
        let mut table = table();
        table.set_header(T::COLUMNS.to_vec());
        for item in items {
            table.add_row(item.cells().iter().map(|cell| plain(cell)).collect::<Vec<_>>());
        }
        self.text(&format!("{}\n", table.trim_fmt()))
    }

    /// For people alone: JSON has `null`.
    pub fn done(self, text: &str) -> Outcome {
        if self.json { self.text("null\n") } else { self.text(&format!("{}\n", plain(text))) }
    }

    pub fn text(self, text: &str) -> Outcome {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|error| match error.kind() {
            ErrorKind::BrokenPipe => Failure::ClosedPipe,
            _ => Failure::Local(format!("the output failed: {error}")),
        })
    }

    fn json<T: Serialize + ?Sized>(self, value: &T) -> Outcome {
        let text = serde_json::to_string_pretty(value);
        let text = text.map_err(|error| Failure::Local(format!("this is no JSON: {error}")))?;
        self.text(&format!("{text}\n"))
    }
}

fn table() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table
}

/// Others' texts steer no terminal.
pub fn plain(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

/// As people read an instant.
pub fn when(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

/// Empty where there is none.
pub fn when_known(at: Option<DateTime<Utc>>) -> String {
    at.map(when).unwrap_or_default()
}

/// Separated by spaces.
pub fn words<T: ToString>(items: &[T]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

pub fn yes_or_no(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_steers_no_terminal() {
        assert_eq!(plain("a\u{1b}[31mb\nc"), "a [31mb c");
    }
}
