//! Tokens and refusals over time, the same in each portal: a chart, and a table behind it.

use std::fmt;

use api_client::Call;
use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;
use model::attempt::UsageBy;
use wire::usage::{RefusalCount, Usage, UsagePeriod, UsageQuery};

use crate::{
    api,
    components::{
        Icon, Symbol,
        chart::{Bar, Chart, Ends},
        form::{Choice, Select},
        layout::Section,
        list::{Column, EmptyState, Loaded, Loader, Table},
    },
    dom,
};

/// The time that a report is about, up to now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Range {
    TwoDays,
    Month,
    Year,
}

impl Range {
    const ALL: [Self; 3] = [Self::TwoDays, Self::Month, Self::Year];

    const fn words(self) -> &'static str {
        match self {
            Self::TwoDays => "Today and yesterday, by the hour",
            Self::Month => "30 days",
            Self::Year => "13 months",
        }
    }

    /// `today`: an instant of the last day.
    fn query(self, today: DateTime<Utc>) -> UsageQuery {
        let (days, by) = match self {
            Self::TwoDays => (2, UsageBy::Hour),
            Self::Month => (30, UsageBy::Day),
            Self::Year => (395, UsageBy::Day),
        };
        let day = |at: DateTime<Utc>| Some(at.format("%Y-%m-%d").to_string());
        UsageQuery { from: day(today - TimeDelta::days(days - 1)), to: day(today), by: Some(by.to_string()) }
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TwoDays => "two_days",
            Self::Month => "month",
            Self::Year => "year",
        })
    }
}

/// A part of a page, with what is asked for a report.
#[component]
pub fn UsageSection<Ask>(
    ask: Ask,
    /// Whose usage it is, where the page is of something else.
    #[prop(default = "Usage")]
    title: &'static str,
    /// Only a sentence of it is in sight, where the page is long.
    #[prop(optional)]
    folded: bool,
) -> impl IntoView
where
    Ask: Fn(UsageQuery) -> Call<Usage> + 'static,
{
    let range = RwSignal::new(Range::Month);
    let usage = Loader::new(move || {
        let now = DateTime::from_timestamp_millis(dom::now_milliseconds()).unwrap_or_default();
        api::call(ask(range.get().query(now)))
    });
    let choices = Range::ALL.map(|range| Choice::new(range, range.words())).to_vec();
    let report = view! {
        <div class="grid gap-4">
            <div class="max-w-sm">
                <Select name="range" label="Time" value=range choices />
            </div>
            <Loaded from=usage headed=true let:usage>
                <Report usage folded />
            </Loaded>
        </div>
    };
    let contents = if folded {
        view! {
            <details class="disclosure">
                <summary>
                    <Icon symbol=Symbol::ChevronRight />
                    {move || told(usage)}
                </summary>
                {report}
            </details>
        }
        .into_any()
    } else {
        report.into_any()
    };
    view! {
        <Section title lead="Tokens and refused requests. Days and hours are in UTC.">{contents}</Section>
    }
}

/// What stands over a folded report. Tracked.
fn told(usage: Loader<Usage>) -> String {
    match (usage.get(), usage.error()) {
        (Some(usage), _) => in_words(&usage),
        (None, Some(_)) => "The numbers could not be loaded".to_owned(),
        (None, None) => "The numbers are on their way".to_owned(),
    }
}

/// `folded`: its sentence stands over it.
#[component]
fn Report(usage: Usage, folded: bool) -> impl IntoView {
    if usage.tokens == 0 && usage.refused == 0 {
        return view! {
            <EmptyState title="No requests in this period" symbol=Symbol::Activity>
                "Tokens and refused requests are counted within a minute."
            </EmptyState>
        }
        .into_any();
    }
    let sentence = in_words(&usage);
    let by = usage.by;
    let bars = usage.periods.iter().map(|one| bar(one, by)).collect();
    let (most, ends) = (most_in_words(&usage), ends(&usage));
    let periods: Vec<_> =
        usage.periods.into_iter().rev().filter(|one| one.tokens + one.refused > 0).collect();
    let reasons = (!usage.refusals.is_empty()).then(|| {
        let rows = Signal::stored(usage.refusals);
        view! { <Table label="Refused requests by reason" columns=reason_columns() rows /> }
    });
    view! {
        <div class="grid gap-4">
            {(!folded).then(|| view! { <p>{sentence.clone()}</p> })}
            <div class="panel grid gap-2">
                <Chart sentence most ends bars />
                <p class="text-sm text-muted">"Above the line: tokens. Below it: refused requests."</p>
            </div>
            {reasons}
            <details class="disclosure">
                <summary>
                    <Icon symbol=Symbol::ChevronRight />
                    "The numbers as a table"
                </summary>
                <Table
                    label="Tokens and refused requests"
                    columns=period_columns(by)
                    rows=Signal::stored(periods)
                />
            </details>
        </div>
    }
    .into_any()
}

fn bar(one: &UsagePeriod, by: UsageBy) -> Bar {
    let words = format!(
        "{}: {} and {}",
        one.start.format(period_format(by)),
        count(one.tokens, "token"),
        count(one.refused, "refused request")
    );
    Bar { above: one.tokens, below: one.refused, words }
}

/// "Most in a day: 120 tokens and 3 refused requests."
fn most_in_words(usage: &Usage) -> String {
    let most = |of: fn(&UsagePeriod) -> u64| usage.periods.iter().map(of).max().unwrap_or_default();
    let period = match usage.by {
        UsageBy::Hour => "an hour",
        UsageBy::Day => "a day",
    };
    format!(
        "Most in {period}: {} and {}.",
        count(most(|one| one.tokens), "token"),
        count(most(|one| one.refused), "refused request")
    )
}

fn ends(usage: &Usage) -> Ends {
    let named = |one: Option<&UsagePeriod>| {
        one.map(|one| one.start.format(period_format(usage.by)).to_string()).unwrap_or_default()
    };
    Ends { first: named(usage.periods.first()), last: named(usage.periods.last()) }
}

const fn period_format(by: UsageBy) -> &'static str {
    match by {
        UsageBy::Hour => "%-d %b %Y, %H:%M UTC",
        UsageBy::Day => "%-d %b %Y",
    }
}

/// "1,204 tokens and 3 refused requests from 1 May 2026 to 30 May 2026."
fn in_words(usage: &Usage) -> String {
    let day = |at: DateTime<Utc>| at.format("%-d %b %Y");
    let last = usage.to - TimeDelta::seconds(1);
    format!(
        "{} and {} from {} to {}.",
        count(usage.tokens, "token"),
        count(usage.refused, "refused request"),
        day(usage.from),
        day(last)
    )
}

fn count(number: u64, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{} {what}s", grouped(number)) }
}

/// With a comma before each three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

fn reason_columns() -> Vec<Column<RefusalCount>> {
    vec![
        Column::name("Reason", |one: &RefusalCount| one.label.clone()),
        Column::new("Refused", |one: &RefusalCount| grouped(one.number)),
    ]
}

fn period_columns(by: UsageBy) -> Vec<Column<UsagePeriod>> {
    let format = period_format(by);
    vec![
        Column::name(if by == UsageBy::Hour { "Hour" } else { "Day" }, move |one: &UsagePeriod| {
            one.start.format(format).to_string()
        }),
        Column::new("Tokens", |one: &UsagePeriod| grouped(one.tokens)),
        Column::new("Refused", |one: &UsagePeriod| grouped(one.refused)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap_or_default()
    }

    #[test]
    fn a_report_is_a_sentence() {
        let mut usage = Usage {
            by: UsageBy::Day,
            from: at(1_777_593_600),
            to: at(1_780_185_600),
            tokens: 1_204_000,
            refused: 1,
            refusals: Vec::new(),
            periods: Vec::new(),
        };
        let said = "1,204,000 tokens and 1 refused request from 1 May 2026 to 30 May 2026.";
        assert_eq!(in_words(&usage), said);
        (usage.tokens, usage.refused) = (1, 0);
        assert!(in_words(&usage).starts_with("1 token and 0 refused requests"));
    }

    #[test]
    fn a_chart_has_its_ends_and_its_greatest_numbers_in_words() {
        let period = |day: i64, tokens, refused| UsagePeriod {
            start: at(1_777_593_600 + day * 86_400),
            tokens,
            refused,
        };
        let usage = Usage {
            by: UsageBy::Day,
            from: at(1_777_593_600),
            to: at(1_777_852_800),
            tokens: 1_212,
            refused: 1,
            refusals: Vec::new(),
            periods: vec![period(0, 12, 1), period(1, 0, 0), period(2, 1_200, 0)],
        };
        assert_eq!(most_in_words(&usage), "Most in a day: 1,200 tokens and 1 refused request.");
        let named = |text: &str| text.to_owned();
        assert_eq!(ends(&usage), Ends { first: named("1 May 2026"), last: named("3 May 2026") });
        let words = usage.periods.first().map(|one| bar(one, usage.by).words);
        assert_eq!(words.as_deref(), Some("1 May 2026: 12 tokens and 1 refused request"));
    }

    #[test]
    fn a_range_ends_today() {
        let query = Range::TwoDays.query(at(1_780_185_600));
        assert_eq!(query.from.as_deref(), Some("2026-05-30"));
        assert_eq!((query.to.as_deref(), query.by.as_deref()), (Some("2026-05-31"), Some("hour")));
    }
}
