//! README.md: the first token.

use std::fs;

use super::{Machine, block};
use crate::harness::Outcome;

#[tokio::test]
async fn the_first_token_comes_as_the_readme_says() -> Outcome {
    let machine = Machine::new()?;
    let demo = "grantry demo --serve --data-dir data --log warn --listen 127.0.0.1:8080";
    let _running = machine.serve(demo).await?;
    let patients = machine.run(&block("first-token")?)?;
    assert!(patients.contains("\"family_name\""), "{patients}");
    assert!(fs::read_to_string(machine.path("token.json"))?.contains("\"expires_in\":1200"));
    Ok(())
}
