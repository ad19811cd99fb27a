//! A bar chart of two numbers in each period: one above a line, the other below it.

use leptos::prelude::*;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 160.0;
/// What can be seen of a number that is small beside others.
const LEAST: f64 = 2.0;

/// A period's two numbers, and what they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    pub above: u64,
    pub below: u64,
    /// "3 May 2026: 12 tokens and 1 refused request".
    pub words: String,
}

/// The first and the last period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ends {
    pub first: String,
    pub last: String,
}

/// The chart alone: a table of the same numbers stands behind it.
#[component]
pub fn Chart(
    /// What it shows, for those who do not see it.
    #[prop(into)]
    sentence: String,
    /// The greatest numbers, in words.
    #[prop(into)]
    most: String,
    ends: Ends,
    bars: Vec<Bar>,
) -> impl IntoView {
    let Drawn { above, below, line, spots, width } = drawn(&bars);
    let spot = |Spot { left, words }: Spot| {
        view! {
            <rect class="chart-spot" role="img" x=left y="0" width=width.clone() height="160">
                <title>{words}</title>
            </rect>
        }
    };
    view! {
        <figure class="chart" aria-label=sentence>
            <p class="text-sm text-muted">{most}</p>
            <svg role="presentation" viewBox="0 0 720 160" fill="none">
                <path class="chart-above" d=above />
                <path class="chart-below" d=below />
                <path class="chart-line" d=line />
                {spots.into_iter().map(spot).collect_view()}
            </svg>
            <div class="chart-ends">
                <span>{ends.first}</span>
                <span>{ends.last}</span>
            </div>
        </figure>
    }
}

/// Where one points at a period that has something, and reads of it.
#[derive(Debug, PartialEq, Eq)]
struct Spot {
    left: String,
    words: String,
}

/// The outlines of all bars, the line between them, and a spot over each.
#[derive(Debug, PartialEq, Eq)]
struct Drawn {
    above: String,
    below: String,
    line: String,
    spots: Vec<Spot>,
    /// Of a spot.
    width: String,
}

fn drawn(bars: &[Bar]) -> Drawn {
    let most = |of: fn(&Bar) -> u64| bars.iter().map(of).max().unwrap_or_default();
    let (up, down) = (as_length(most(|bar| bar.above)), as_length(most(|bar| bar.below)));
    let unit = if up + down > 0.0 { (HEIGHT - 2.0 * LEAST) / (up + down) } else { 0.0 };
    let line = LEAST + up * unit;
    let slot = WIDTH / as_length(u64::try_from(bars.len()).unwrap_or(u64::MAX)).max(1.0);
    let height = |number: u64| if number == 0 { 0.0 } else { (as_length(number) * unit).max(LEAST) };
    let (mut above, mut below, mut left) = (String::new(), String::new(), slot * 0.1);
    let mut spots = Vec::new();
    for bar in bars {
        let (high, deep, width) = (height(bar.above), height(bar.below), slot * 0.8);
        if bar.above > 0 {
            above += &format!("M{left:.2} {line:.2}v-{high:.2}h{width:.2}v{high:.2}z");
        }
        if bar.below > 0 {
            below += &format!("M{left:.2} {line:.2}v{deep:.2}h{width:.2}v-{deep:.2}z");
        }
        if bar.above + bar.below > 0 {
            spots.push(Spot { left: format!("{:.2}", left - slot * 0.1), words: bar.words.clone() });
        }
        left += slot;
    }
    Drawn { above, below, line: format!("M0 {line:.2}H{WIDTH}"), spots, width: format!("{slot:.2}") }
}

#[expect(clippy::cast_precision_loss, reason = "a chart does not show so fine a difference")]
const fn as_length(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(above: u64, below: u64) -> Bar {
        Bar { above, below, words: format!("{above} and {below}") }
    }

    #[test]
    fn bars_share_one_scale_and_none_is_too_small_to_see() {
        let Drawn { above, below, line, .. } = drawn(&[bar(300, 0), bar(1, 90)]);
        assert_eq!(line, "M0 122.00H720");
        assert_eq!(above, "M36.00 122.00v-120.00h288.00v120.00zM396.00 122.00v-2.00h288.00v2.00z");
        assert_eq!(below, "M396.00 122.00v36.00h288.00v-36.00z");
    }

    #[test]
    fn one_reads_of_each_period_that_has_something() {
        let Drawn { spots, width, .. } = drawn(&[bar(3, 0), bar(0, 0), bar(0, 1)]);
        let spot = |left: &str, words: &str| Spot { left: left.to_owned(), words: words.to_owned() };
        assert_eq!(spots, [spot("0.00", "3 and 0"), spot("480.00", "0 and 1")]);
        assert_eq!(width, "240.00");
    }

    #[test]
    fn nothing_is_an_empty_chart() {
        for bars in [&[][..], &[bar(0, 0)]] {
            let Drawn { above, below, line, spots, .. } = drawn(bars);
            assert_eq!((above.as_str(), below.as_str(), line.as_str()), ("", "", "M0 2.00H720"));
            assert_eq!(spots, []);
        }
    }
}
