//! "Show your API": what anyone may read, and what a browser asks an API before it calls it.

use super::super::{Machine, block};
use crate::harness::{
    Outcome,
    pictures::{Host, Reply},
};

#[tokio::test]
async fn the_list_of_documents_is_there_for_anyone() -> Outcome {
    let machine = Machine::new()?;
    let running = machine.serve(&block("first-start")?).await?;
    let listed = machine.run(&block("documents-listed")?)?;
    assert!(listed.contains("\"apis\":[]") && listed.contains("/oauth2/token"), "{listed}");
    running.stop()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_api_is_asked_as_a_browser_asks() -> Outcome {
    let host = Host::start().await?;
    host.has("/v1/patients", Reply::Status(204));
    let machine = Machine::new()?.with("https://api.example.com", &host.base);
    let answered = machine.run(&block("documents-cors")?)?;
    assert!(answered.starts_with("HTTP/1.1 204"), "{answered}");
    Ok(())
}
