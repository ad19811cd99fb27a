//! The table: ratios first.

use std::fs;

use super::rounds::Round;
use crate::shell::{self, Result};

const FILE: &str = "docs/performance.md";
const BEGIN: &str = "<!-- written by `cargo xtask bench token --write` -->\n";
const END: &str = "<!-- end -->";

/// What is measured, what it should be, and what it is.
pub struct Row {
    name: String,
    aim: String,
    seen: String,
    /// What an aim is compared with.
    number: f64,
    is_ratio: bool,
    met: Option<bool>,
}

impl Row {
    pub fn ratio(name: &str, a: u64, b: u64) -> Self {
        let number = a as f64 / b.max(1) as f64;
        Self { is_ratio: true, ..Self::new(name, format!("{number:.2}"), number) }
    }

    pub fn measured(name: &str, number: f64, unit: &str) -> Self {
        let digits = if unit == "s" { 3 } else { 1 };
        Self::new(name, format!("{number:.digits$} {unit}"), number)
    }

    pub fn round(name: &str, round: &Round) -> Self {
        let cost = round.cost as f64 / 1000.0;
        let seen = format!("{} grants/s, {cost:.1} µs of CPU each, {}", round.per_second, times(round));
        Self::new(name, seen, 0.0)
    }

    pub fn times(name: &str, round: &Round) -> Self {
        Self::new(name, times(round), 0.0)
    }

    fn new(name: &str, seen: String, number: f64) -> Self {
        Self { name: name.into(), aim: String::new(), seen, number, is_ratio: false, met: None }
    }

    pub fn at_least(self, aim: f64) -> Self {
        Self { aim: format!("≥ {aim}"), met: Some(self.number >= aim), ..self }
    }

    pub fn at_most(self, aim: f64) -> Self {
        Self { aim: format!("≤ {aim}"), met: Some(self.number <= aim), ..self }
    }

    fn line(&self) -> String {
        let met = match self.met {
            Some(true) => " (met)",
            Some(false) => " (missed)",
            None => "",
        };
        format!("| {} | {} | {}{met} |\n", self.name, self.aim, self.seen)
    }
}

fn times(round: &Round) -> String {
    let milliseconds = |us: u64| us as f64 / 1000.0;
    format!("p50 {:.3} ms, p99 {:.3} ms", milliseconds(round.p50), milliseconds(round.p99))
}

/// Markdown.
pub fn render(rows: &[Row], how: &str, machine: &[String]) -> String {
    let (ratios, others): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.is_ratio);
    let (aimed, plain): (Vec<_>, Vec<_>) = others.into_iter().partition(|row| row.met.is_some());
    let lines: String = ratios.into_iter().chain(aimed).chain(plain).map(Row::line).collect();
    format!("{how}.\n\n{}\n\n| what | aim | seen |\n|---|---|---|\n{lines}", machine.join("\n"))
}

/// Puts the table between its marks.
pub fn write(report: &str) -> Result {
    write_between(BEGIN, report)
}

/// Puts a table between the mark and the end that follows it.
pub fn write_between(begin: &str, report: &str) -> Result {
    let file = shell::root().join(FILE);
    let text = shell::read(&file)?;
    let parts = text.split_once(begin).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let (before, after) = parts.ok_or("docs/performance.md lacks the marks of its table")?;
    Ok(fs::write(file, format!("{before}{begin}\n{report}\n{END}{after}"))?)
}
