//! Every way in which access ends, at every face that shows it, on every node: refused within a second, and for good.
//!
//! The table is in `table.rs`. Before an end, everything must work; afterwards a prober asks each face of each node, for
//! tokens of both formats and both addresses of the tenant, and what the table does not name must go on.

mod acts;
mod ask;
mod classified;
mod faces;
mod judge;
mod nodes;
mod prober;
mod relay;
mod run;
mod subjects;
mod table;

use crate::harness::{Outcome, Stage, timed_on_both};
use nodes::Nodes;
use table::{ADDRESSES, CONNECTIONS, CREDENTIALS, Row, TOKENS, WORKLOADS};

timed_on_both! {
    for_probers:
        ends_of_connections
        ends_of_credentials
        ends_of_tokens_and_keys
        ends_of_workloads
        ends_of_addresses;
}

async fn ends_of_connections(stage: &Stage) -> Outcome {
    end_each(stage, CONNECTIONS).await
}

async fn ends_of_credentials(stage: &Stage) -> Outcome {
    end_each(stage, CREDENTIALS).await
}

async fn ends_of_tokens_and_keys(stage: &Stage) -> Outcome {
    end_each(stage, TOKENS).await
}

async fn ends_of_workloads(stage: &Stage) -> Outcome {
    end_each(stage, WORKLOADS).await
}

async fn ends_of_addresses(stage: &Stage) -> Outcome {
    end_each(stage, ADDRESSES).await
}

/// Row after row, on the same nodes and guards.
async fn end_each(stage: &Stage, rows: &[Row]) -> Outcome {
    let nodes = Box::pin(Nodes::on(stage)).await?;
    let mut wrong = Vec::new();
    eprintln!("--- milliseconds from the acknowledgement to the last refusal, {} nodes", nodes.nodes.len());
    for row in rows {
        let ran = Box::pin(run::run(&nodes, row)).await.map_err(|why| format!("{:?}: {why}", row.end))?;
        eprintln!("{}", ran.line);
        wrong.extend(ran.wrong);
        Box::pin(run::others_go_on(&nodes)).await.map_err(|why| format!("after {:?}: {why}", row.end))?;
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    Ok(())
}
