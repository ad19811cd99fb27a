//! `cargo xtask bench token`: what the token endpoint does, beside a bare one that only parses, compares and signs, and
//! beside another product. Servers have one core and the load has another; what is compared runs in alternating rounds.

mod binaries;
mod database;
mod machine;
mod memory;
mod peer;
mod portal;
mod refusal;
mod report;
mod rounds;
mod start;
mod target;

use std::path::{Path, PathBuf};

use crate::shell::{Result, say};
use binaries::Binaries;
use database::Database;
use report::Row;
use rounds::{Load, Round};
use target::Target;

#[derive(clap::Subcommand)]
pub enum Bench {
    /// Grants per second, times, memory and the end of access, of the real server on pinned cores
    Token(Token),
    /// Every list and search of the portals at 1,000 and at 1,000,000 connections, on both databases
    Portal(portal::Portal),
}

#[derive(clap::Args)]
pub struct Token {
    /// Rounds of each; the medians count
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Seconds a round, after one second to warm up
    #[arg(long, default_value_t = 4)]
    seconds: u64,
    /// Open connections of the load
    #[arg(long, default_value_t = 16)]
    connections: usize,
    /// Clients of the large database
    #[arg(long, default_value_t = 1_000_000)]
    large: usize,
    /// Times that access is disabled
    #[arg(long, default_value_t = 1_000)]
    trials: usize,
    /// Only these parts
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Part>,
    /// A folder with the release build of an earlier commit, to measure speed beside it
    #[arg(long)]
    before: Option<PathBuf>,
    /// Measure the release build that is there
    #[arg(long)]
    no_build: bool,
    /// Write the table into docs/performance.md
    #[arg(long)]
    write: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    /// Grants a second at tenants' paths and at their domains, beside the limit, with and without `jsonwebtoken`, and
    /// beside oidc-provider, and the times of answers at half load
    Speed,
    /// The large database beside the small one
    Size,
    /// Resident memory
    Memory,
    /// From the start of the process to the first token
    Start,
    /// From Disable to the refusal, on three nodes
    Refusal,
}

/// Clients of the small database.
const SMALL: usize = 1_000;
/// Clients of the database whose memory is measured beside the small one's.
const MIDDLE: usize = 100_000;

/// What counts as flat with size.
const FLAT: f64 = 0.9;
/// What counts as no slower than an earlier build.
const AS_FAST: f64 = 0.97;

pub fn command(bench: &Bench) -> Result {
    match bench {
        Bench::Token(token) => token.run(),
        Bench::Portal(portal) => portal.run(),
    }
}

impl Token {
    fn run(&self) -> Result {
        if !self.no_build {
            binaries::build()?;
        }
        let binaries = Binaries::find()?;
        let folder = tempfile::tempdir()?;
        let small = Database::make(&binaries, folder.path(), SMALL)?;
        let mut rows = Vec::new();
        if self.wants(Part::Speed) {
            rows.extend(self.speed(&binaries, &small)?);
        }
        if let Some(before) = &self.before {
            rows.extend(self.change(&binaries, &small, before)?);
        }
        if self.wants(Part::Size) {
            let large = Database::make(&binaries, folder.path(), self.large)?;
            rows.extend(self.size(&binaries, &small, &large)?);
        }
        if self.wants(Part::Memory) {
            let middle = Database::make(&binaries, folder.path(), MIDDLE)?;
            rows.extend(memory::rows(&binaries, &self.load(), &[(&small, 40), (&middle, 80)])?);
        }
        if self.wants(Part::Start) {
            rows.push(start::row(&binaries, &small, 7, Some(0.5))?);
        }
        if self.wants(Part::Refusal) {
            rows.extend(refusal::rows(&binaries, self.trials)?);
        }
        let report = report::render(&rows, &self.describe(), &machine::describe()?);
        say(&report);
        if self.write { report::write(&report) } else { Ok(()) }
    }

    fn wants(&self, part: Part) -> bool {
        self.only.is_empty() || self.only.contains(&part)
    }

    fn load(&self) -> Load {
        Load { seconds: self.seconds, connections: self.connections }
    }

    fn describe(&self) -> String {
        format!(
            "Server on core {}, load on core {}, {} connections; medians of {} alternating rounds of {} s",
            target::SERVER_CORE,
            target::LOAD_CORE,
            self.connections,
            self.rounds,
            self.seconds
        )
    }

    fn speed(&self, binaries: &Binaries, small: &Database) -> Result<Vec<Row>> {
        let real = Target::real(binaries, small)?;
        let domains = real.at_domains();
        let limit = Target::limit(binaries, small)?;
        let library = Target::library(binaries, small)?;
        let peer = peer::start(small)?;
        let load = self.load();
        let medians = load.alternate(binaries, self.rounds, &[&real, &domains, &limit, &library, &peer])?;
        let [ours, at_domain, bare, by_library, theirs] = medians[..] else {
            return Err("not five targets".into());
        };
        let mut rows = vec![
            Row::ratio("grants/s, server : limit", ours.per_second, bare.per_second).at_least(0.85),
            Row::ratio("CPU a grant, limit : server", bare.cost, ours.cost).at_least(0.85),
            Row::ratio("grants/s, server at a domain : limit", at_domain.per_second, bare.per_second)
                .at_least(0.85),
            Row::ratio("CPU a grant, limit : server at a domain", bare.cost, at_domain.cost).at_least(0.85),
            Row::ratio("CPU a grant, server : server at a domain", ours.cost, at_domain.cost),
            Row::ratio("grants/s, server : oidc-provider", ours.per_second, theirs.per_second).at_least(7.0),
            Row::ratio("CPU a grant, oidc-provider : server", theirs.cost, ours.cost).at_least(7.0),
            Row::ratio("CPU a grant, limit : limit with jsonwebtoken", bare.cost, by_library.cost),
        ];
        let rounds = [
            ("server", &ours),
            ("server at a domain", &at_domain),
            ("limit", &bare),
            ("limit with jsonwebtoken", &by_library),
            ("oidc-provider", &theirs),
        ];
        for (name, round) in rounds {
            rows.push(Row::round(&format!("{name}, as much as it can"), round));
        }
        drop((peer, library));
        for (name, target, round) in [("server", &real, &ours), ("limit", &limit, &bare)] {
            let half = load.at_rate(binaries, target, round.per_second / 2)?;
            rows.push(Row::times(&format!("{name} at half load ({}/s)", half.per_second), &half));
        }
        Ok(rows)
    }

    /// What the commits since an earlier build have cost. That one is asked at its tenants' paths alone, since it may
    /// have no domains.
    fn change(&self, binaries: &Binaries, small: &Database, before: &Path) -> Result<Vec<Row>> {
        let earlier = Binaries::of(before)?;
        let folder = tempfile::tempdir()?;
        let its_own = Database::make(&earlier, folder.path(), SMALL)?;
        let (now, then) = (Target::real(binaries, small)?, Target::real(&earlier, &its_own)?);
        let domains = now.at_domains();
        let medians = self.load().alternate(binaries, self.rounds, &[&now, &domains, &then])?;
        let [now, at_domain, then]: [Round; 3] = medians[..].try_into()?;
        Ok(vec![
            Row::ratio("grants/s, now : before", now.per_second, then.per_second).at_least(AS_FAST),
            Row::ratio("CPU a grant, before : now", then.cost, now.cost).at_least(AS_FAST),
            Row::ratio("CPU a grant, before : now at a domain", then.cost, at_domain.cost).at_least(AS_FAST),
            Row::round("before, as much as it can", &then),
        ])
    }

    fn size(&self, binaries: &Binaries, small: &Database, large: &Database) -> Result<Vec<Row>> {
        let first = start::row(binaries, large, 1, None)?;
        let (few, many) = (Target::real(binaries, small)?, Target::real(binaries, large)?);
        let medians = self.load().alternate(binaries, self.rounds, &[&many, &few])?;
        let [many, few]: [Round; 2] = medians[..].try_into()?;
        let (more, less) = (large.connections, small.connections);
        Ok(vec![
            Row::ratio(&format!("grants/s, {more} : {less} clients"), many.per_second, few.per_second)
                .at_least(FLAT),
            Row::ratio(&format!("CPU a grant, {less} : {more} clients"), few.cost, many.cost).at_least(FLAT),
            Row::round(&format!("server with {more} clients"), &many),
            Row::round(&format!("server with {less} clients"), &few),
            first,
        ])
    }
}
