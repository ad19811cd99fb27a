//! Rounds of load, and their medians.

use serde_json::Value;

use super::binaries::{Binaries, pinned};
use super::target::{LOAD_CORE, SECRET, Target};
use crate::shell::{self, Result};

/// How a round is driven.
pub struct Load {
    pub seconds: u64,
    pub connections: usize,
}

#[derive(Debug, Clone, Copy)]
pub struct Round {
    pub per_second: u64,
    /// Nanoseconds of the server's processor per grant: what is left of the machine's noise.
    pub cost: u64,
    /// Microseconds.
    pub p50: u64,
    pub p99: u64,
}

impl Load {
    /// The median of each target, in the order given.
    pub fn alternate(&self, binaries: &Binaries, rounds: usize, targets: &[&Target]) -> Result<Vec<Round>> {
        let mut seen = vec![Vec::new(); targets.len()];
        for number in 1..=rounds {
            for (target, seen) in targets.iter().zip(&mut seen) {
                let round = self.round(binaries, target, None)?;
                let cost = round.cost as f64 / 1000.0;
                eprintln!(
                    "round {number}: {}: {} grants/s, {cost:.1} us of CPU each",
                    target.name, round.per_second
                );
                seen.push(round);
            }
        }
        Ok(seen.iter().map(|rounds| medians(rounds)).collect())
    }

    /// As many requests a second, whether they are answered or not: three times as long as a round.
    pub fn at_rate(&self, binaries: &Binaries, target: &Target, rate: u64) -> Result<Round> {
        Self { seconds: self.seconds * 3, ..*self }.round(binaries, target, Some(rate))
    }

    /// As many grants as the server can.
    pub fn once(&self, binaries: &Binaries, target: &Target) -> Result<Round> {
        self.round(binaries, target, None)
    }

    fn round(&self, binaries: &Binaries, target: &Target, rate: Option<u64>) -> Result<Round> {
        let mut command = pinned(LOAD_CORE, &binaries.path("token-load"));
        command.args(["--address", &target.address, "--path", &target.path]);
        command
            .args(["--client-id", &target.client_id, "--scope", &target.scope])
            .env(SECRET, &target.client_secret);
        command.args(["--connections", &self.connections.to_string()]);
        command.args(["--seconds", &self.seconds.to_string()]);
        if let Some(clients) = &target.clients {
            command.arg("--clients").arg(clients);
        }
        if let Some(domain) = target.base_domain {
            command.args(["--base-domain", domain]);
        }
        if let Some(rate) = rate {
            command.args(["--rate", &rate.to_string()]);
        }
        let before = target.server.processor_time()?;
        let seen: Value = serde_json::from_str(&shell::output(&mut command)?)?;
        let used = target.server.processor_time()? - before;
        let number = |name: &str| seen[name].as_u64().ok_or("the load client printed no numbers");
        let cost = used / number("grants")?.max(1);
        Ok(Round { per_second: number("per_second")?, cost, p50: number("p50_us")?, p99: number("p99_us")? })
    }
}

fn medians(rounds: &[Round]) -> Round {
    let median = |value: fn(&Round) -> u64| {
        let mut values: Vec<u64> = rounds.iter().map(value).collect();
        values.sort_unstable();
        let at = |index: usize| values.get(index).copied().unwrap_or_default();
        at(values.len().saturating_sub(1) / 2).midpoint(at(values.len() / 2))
    };
    Round {
        per_second: median(|round| round.per_second),
        cost: median(|round| round.cost),
        p50: median(|round| round.p50),
        p99: median(|round| round.p99),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_has_its_own_median() {
        let round = |per_second, cost, p50, p99| Round { per_second, cost, p50, p99 };
        let median = medians(&[round(1, 60, 9, 5), round(3, 80, 7, 5), round(2, 70, 8, 6)]);
        assert_eq!((median.per_second, median.cost, median.p50, median.p99), (2, 70, 8, 5));
    }

    #[test]
    fn of_an_even_number_the_middle_two_count() {
        let round = |per_second| Round { per_second, cost: 1, p50: 1, p99: 1 };
        assert_eq!(medians(&[8, 1, 2, 4].map(round)).per_second, 3);
    }
}
