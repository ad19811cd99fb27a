//! SIGHUP does nothing, SIGTERM and Ctrl-C stop, and a second one ends at once.

use std::process::Stdio;

use super::Process;
use crate::harness::Outcome;

/// Longer than any test waits.
const SLOW_STOP: [(&str, &str); 2] = [("DRAIN_SECONDS", "600"), ("SHUTDOWN_SECONDS", "600")];

#[tokio::test]
async fn a_closed_terminal_stops_nothing() -> Outcome {
    let mut node = Process::launch(&[], Stdio::null())?;
    node.becomes(200).await?;
    for _ in 0..3 {
        node.signal("HUP")?;
        node.client.get("/oauth2/jwks").await?.ok(200)?;
    }
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    assert!(node.child.try_wait()?.is_none());
    node.becomes(200).await?;
    Ok(())
}

#[tokio::test]
async fn a_second_signal_ends_at_once() -> Outcome {
    for (first, second) in [("TERM", "TERM"), ("TERM", "INT"), ("INT", "INT")] {
        let mut node = Process::launch(&SLOW_STOP, Stdio::null())?;
        node.becomes(200).await?;
        node.signal(first)?;
        assert_eq!(node.becomes(503).await?, "stopping\n");
        node.client.get("/oauth2/jwks").await?.ok(200)?;
        node.signal(second)?;
        assert!(!node.ends().await?.success(), "{first}, {second}: what was under way was not finished");
    }
    Ok(())
}
