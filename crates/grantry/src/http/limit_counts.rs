//! The number of rate-limited requests by limit, for `/metrics`.

use limits::Limits;
use prometheus::{
    IntCounterVec, Opts, Registry,
    core::{Collector, Desc},
    proto::MetricFamily,
};

struct LimitCounts {
    limits: Limits,
    refused: IntCounterVec,
}

pub fn register(limits: Limits, registry: &Registry) -> Result<(), prometheus::Error> {
    let help = "Requests refused by a limit: a client's or tenant's tokens, an address's failures, an account's, proofs";
    let refused =
        IntCounterVec::new(Opts::new("limit_refusals_total", help).namespace("grantry"), &["limit"])?;
    registry.register(Box::new(LimitCounts { limits, refused }))
}

impl Collector for LimitCounts {
    fn desc(&self) -> Vec<&Desc> {
        self.refused.desc()
    }

    fn collect(&self) -> Vec<MetricFamily> {
        for (kind, total) in self.limits.refused() {
            let counter = self.refused.with_label_values(&[kind.name()]);
            counter.inc_by(total.saturating_sub(counter.get()));
        }
        self.refused.collect()
    }
}
