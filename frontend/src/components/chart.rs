//! A bar chart of two numbers in each period: one above a line, the other below it.

use leptos::prelude::*;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 160.0;
/// What can be seen of a number that is small beside others.
const LEAST: f64 = 2.0;

/// A period's two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bar {
    pub above: u64,
    pub below: u64,
}

/// The chart alone: a table of the same numbers stands behind it.
#[component]
pub fn Chart(
    /// What it shows, for those who do not see it.
    #[prop(into)]
    sentence: String,
    bars: Vec<Bar>,
) -> impl IntoView {
    let Drawn { above, below, line } = drawn(&bars);
    view! {
        <div class="chart" role="img" aria-label=sentence>
            <svg aria-hidden="true" viewBox="0 0 720 160" fill="none">
                <path class="chart-above" d=above />
                <path class="chart-below" d=below />
                <path class="chart-line" d=line />
            </svg>
        </div>
    }
}

/// The outlines of all bars, and the line between them.
#[derive(Debug, PartialEq, Eq)]
struct Drawn {
    above: String,
    below: String,
    line: String,
}

fn drawn(bars: &[Bar]) -> Drawn {
    let most = |of: fn(&Bar) -> u64| bars.iter().map(of).max().unwrap_or_default();
    let (up, down) = (as_length(most(|bar| bar.above)), as_length(most(|bar| bar.below)));
    let unit = if up + down > 0.0 { (HEIGHT - 2.0 * LEAST) / (up + down) } else { 0.0 };
    let line = LEAST + up * unit;
    let slot = WIDTH / as_length(u64::try_from(bars.len()).unwrap_or(u64::MAX)).max(1.0);
    let height = |number: u64| if number == 0 { 0.0 } else { (as_length(number) * unit).max(LEAST) };
    let (mut above, mut below, mut left) = (String::new(), String::new(), slot * 0.1);
    for bar in bars {
        let (high, deep, width) = (height(bar.above), height(bar.below), slot * 0.8);
        if bar.above > 0 {
            above += &format!("M{left:.2} {line:.2}v-{high:.2}h{width:.2}v{high:.2}z");
        }
        if bar.below > 0 {
            below += &format!("M{left:.2} {line:.2}v{deep:.2}h{width:.2}v-{deep:.2}z");
        }
        left += slot;
    }
    Drawn { above, below, line: format!("M0 {line:.2}H{WIDTH}") }
}

#[expect(clippy::cast_precision_loss, reason = "a chart does not show so fine a difference")]
const fn as_length(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_share_one_scale_and_none_is_too_small_to_see() {
        let bars = [Bar { above: 300, below: 0 }, Bar { above: 1, below: 90 }];
        let Drawn { above, below, line } = drawn(&bars);
        assert_eq!(line, "M0 122.00H720");
        assert_eq!(above, "M36.00 122.00v-120.00h288.00v120.00zM396.00 122.00v-2.00h288.00v2.00z");
        assert_eq!(below, "M396.00 122.00v36.00h288.00v-36.00z");
    }

    #[test]
    fn nothing_is_an_empty_chart() {
        for bars in [&[][..], &[Bar { above: 0, below: 0 }]] {
            let Drawn { above, below, line } = drawn(bars);
            assert_eq!((above.as_str(), below.as_str(), line.as_str()), ("", "", "M0 2.00H720"));
        }
    }
}
