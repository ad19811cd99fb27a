//! Counts of the node itself, for `/metrics`: lines that were not logged, connections without HTTP, full disks.

use std::path::PathBuf;

use prometheus::{
    IntCounter, IntGauge, Opts, Registry,
    core::{Collector, Desc},
    proto::MetricFamily,
};
use store::refused_by_full_disk;

use super::vitals::free_bytes;
use crate::logging::{dropped_lines, malformed_connections};

struct NodeCounts {
    lines: IntCounter,
    malformed: IntCounter,
    full_disk: IntCounter,
    free: Option<(PathBuf, IntGauge)>,
}

/// `folder`: where the embedded database is.
pub fn register(folder: Option<PathBuf>, registry: &Registry) -> Result<(), prometheus::Error> {
    let counter = |name: &str, help: &str| IntCounter::with_opts(Opts::new(name, help).namespace("grantry"));
    let free = "Bytes that may still be written where the embedded database is";
    let free = IntGauge::with_opts(Opts::new("database_free_bytes", free).namespace("grantry"))?;
    registry.register(Box::new(NodeCounts {
        lines: counter("log_lines_dropped_total", "Log lines that were dropped because no one read the log")?,
        malformed: counter("malformed_connections_total", "Connections that sent what is no HTTP request")?,
        full_disk: counter(
            "database_full_disk_total",
            "Writes that the database refused because a disk is full",
        )?,
        free: folder.map(|folder| (folder, free)),
    }))
}

impl Collector for NodeCounts {
    fn desc(&self) -> Vec<&Desc> {
        let counters = [&self.lines, &self.malformed, &self.full_disk];
        let free = self.free.iter().flat_map(|(_, gauge)| gauge.desc());
        counters.into_iter().flat_map(|counter| counter.desc()).chain(free).collect()
    }

    fn collect(&self) -> Vec<MetricFamily> {
        let (full, _) = refused_by_full_disk();
        let mut families = Vec::new();
        for (counter, total) in [
            (&self.lines, dropped_lines()),
            (&self.malformed, malformed_connections()),
            (&self.full_disk, full),
        ] {
            counter.inc_by(total.saturating_sub(counter.get()));
            families.extend(counter.collect());
        }
        if let Some((folder, gauge)) = &self.free
            && let Some(free) = free_bytes(folder)
        {
            gauge.set(i64::try_from(free).unwrap_or(i64::MAX));
            families.extend(gauge.collect());
        }
        families
    }
}
