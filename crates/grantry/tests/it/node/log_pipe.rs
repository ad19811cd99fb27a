//! A reader of the log that stops reading, as a log shipper does that hangs.

use std::{
    io::{BufRead, BufReader},
    process::Stdio,
    thread,
    time::Duration,
};

use tokio::time::timeout;

use super::Process;
use crate::harness::Outcome;

/// More lines than a pipe and the node's own memory hold.
const REQUESTS: usize = 1_500;

#[tokio::test]
async fn a_log_that_no_one_reads_blocks_no_request() -> Outcome {
    let mut node = Process::launch(&[("LOG", "trace")], Stdio::piped())?;
    node.becomes(200).await?;
    let mut dropped = 0;
    for number in 0..REQUESTS {
        let path = if number % 2 == 0 { "/livez" } else { "/oauth2/jwks" };
        timeout(Duration::from_secs(20), node.client.get(path))
            .await
            .map_err(|_| format!("{path} hangs"))??
            .ok(200)?;
        if number % 100 == 99 {
            dropped = dropped_lines(&node).await?;
        }
    }
    assert!(dropped > 0, "not enough was logged to fill the pipe");
    // Lines flow again: it says how many are missing, and is as ready as before.
    let stderr = node.child.stderr.take().ok_or("no stderr")?;
    let reader = thread::spawn(move || {
        BufReader::new(stderr)
            .lines()
            .map_while(Result::ok)
            .any(|line| line.contains("log lines were dropped"))
    });
    node.becomes(200).await?;
    let said = timeout(Duration::from_mins(1), tokio::task::spawn_blocking(|| reader.join())).await??;
    assert!(said.map_err(|_| "the reader panicked")?, "no one is told of the dropped lines");
    Ok(())
}

async fn dropped_lines(node: &Process) -> Outcome<u64> {
    let metrics = node.client.get("/metrics").await?.ok(200)?.body;
    let line = metrics.lines().find_map(|line| line.strip_prefix("grantry_log_lines_dropped_total "));
    Ok(line.ok_or("no such metric")?.parse()?)
}
