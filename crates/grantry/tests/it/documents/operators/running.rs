//! "Proxies", "Sizing" and "Clock": what is asked of a node that runs.

use super::super::{Machine, block};
use crate::harness::Outcome;

#[tokio::test]
async fn a_running_node_answers_what_the_guide_asks() -> Outcome {
    let machine = Machine::new()?;
    let running = machine.serve(&block("first-start")?).await?;
    assert_eq!(machine.run(&block("proxies-ready")?)?, "ready\nalive\n");
    let numbers = machine.run(&block("sizing")?)?;
    for name in ["database_free_bytes", "database_full_disk_total 0", "log_lines_dropped_total 0"] {
        assert!(numbers.contains(&format!("grantry_{name}")), "{numbers}");
    }
    assert!(machine.run(&block("clock")?)?.ends_with("ready\n"));
    running.stop()
}
