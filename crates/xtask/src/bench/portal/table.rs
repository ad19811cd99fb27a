//! The table of `cargo xtask bench portal`: a row for each list, and whether it met the aim.

use std::time::Duration;

/// How many times as long the large database may take, at p95.
const AIM: f64 = 1.3;

pub struct Row {
    pub database: &'static str,
    pub list: &'static str,
    /// The half and 95 of a hundred, on the small database.
    pub few: (Duration, Duration),
    /// On the large one.
    pub many: (Duration, Duration),
}

impl Row {
    fn ratio(&self) -> f64 {
        self.many.1.as_secs_f64() / self.few.1.as_secs_f64().max(f64::EPSILON)
    }

    pub fn line(&self) -> String {
        let ms = |time: Duration| format!("{:.1}", time.as_secs_f64() * 1000.0);
        let Self { database, list, few, many } = self;
        let met = if self.ratio() <= AIM { "met" } else { "missed" };
        format!(
            "| {database} | {list} | {} | {} | {} | {} | {:.2} ({met}) |\n",
            ms(few.0),
            ms(few.1),
            ms(many.0),
            ms(many.1),
            self.ratio()
        )
    }
}

/// Markdown.
pub fn render(rows: &[Row], small: usize, large: usize, times: usize, machine: &[String]) -> String {
    let met = rows.iter().filter(|row| row.ratio() <= AIM).count();
    let lines: String = rows.iter().map(Row::line).collect();
    format!(
        "Each list {times} times on {small} and on {large} connections, in turns; milliseconds. The ratio is that of \
         the p95; the aim is {AIM}, met by {met} of {}.\n\n{}\n\n\
         | database | list | {small}: p50 | p95 | {large}: p50 | p95 | ratio |\n|---|---|---|---|---|---|---|\n{lines}",
        rows.len(),
        machine.join("\n")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ratio_is_that_of_the_slow_ones() {
        let ms = Duration::from_millis;
        let row = Row { database: "sqlite", list: "apps", few: (ms(1), ms(2)), many: (ms(9), ms(3)) };
        assert_eq!(row.line(), "| sqlite | apps | 1.0 | 2.0 | 9.0 | 3.0 | 1.50 (missed) |\n");
        assert!(render(&[row], 1, 2, 3, &[]).contains("met by 0 of 1"));
    }
}
