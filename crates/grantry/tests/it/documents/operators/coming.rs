//! "Coming from another token server": the requests that partners send now.

use super::super::block;
use super::domains::{Demo, demo_with, machine};
use crate::harness::Outcome;

#[tokio::test]
async fn requests_for_another_server_work_by_the_name_alone() -> Outcome {
    let machine = machine()?;
    let serve = demo_with(&machine, &block("coming-settings")?)?;
    let _running = machine.serve(&serve).await?;
    let demo = Demo::read(&machine)?;
    let machine = machine.with("ten_01k9q0e8h7f4x2m6v3c5b8n1d0", &demo.tenant);
    let run = |block: &str| machine.run(&format!("{}{block}", demo.variables));
    assert!(run(&block("coming-basic")?).is_err(), "no tenant has this host yet");
    run(&format!("{}\n{}", block("domains-sign-in")?, block("domains-slug")?))?;
    for block in [block("coming-basic")?, block("coming-form")?] {
        let answer = run(&block)?;
        assert!(answer.contains("\"scope\":\"patients.read\"") && answer.contains("1200"), "{answer}");
    }
    assert!(run(&block("coming-resolve")?)?.contains("\"access_token\""));
    Ok(())
}
