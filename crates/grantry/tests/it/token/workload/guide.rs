//! The command of the guide to signing in without a secret, run as it stands there.

use std::process::Stdio;

use serde_json::{Value, json};
use tokio::process::Command;

use super::{Imitation, Signed};
use crate::documents::block;
use crate::harness::{Outcome, Stage, on_both};
use crate::token::HELD;
use crate::token::conformance::keys::{Key, jti, now};

on_both! {
    shared: the_command_of_the_guide_gets_a_token;
}

async fn the_command_of_the_guide_gets_a_token(stage: &Stage) -> Outcome {
    let issuer = format!("https://actions-{}.example", jti());
    let platform = Imitation::inline(stage, "github_actions", issuer, Key::rs256()?, false).await?;
    let sub = "repo:acme/sync:environment:live";
    let client = platform.client(stage, &json!({"sub": sub})).await?;
    let claims = json!({
        "iss": platform.issuer, "sub": sub, "aud": client.issuer, "iat": now(), "exp": now() + 300, "jti": jti(),
    });
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("token");
    std::fs::write(&file, platform.sign(&Signed { header: json!({}), claims })?)?;
    let ran = Command::new("sh")
        .args(["-c", &block("workload-token")?])
        .env("TOKEN_URL", &client.token_endpoint)
        .env("CLIENT_ID", client.client_id.to_string())
        .env("WORKLOAD_TOKEN_FILE", &file)
        .stdin(Stdio::null())
        .output()
        .await?;
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let answer: Value = serde_json::from_slice(&ran.stdout)?;
    assert_eq!(answer["scope"], HELD.join(" "));
    Ok(())
}

/// The request in the workflow is that of the guide.
#[test]
fn the_workflow_sends_what_the_guide_does() -> Outcome {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/workload/github-actions.yml");
    let workflow = std::fs::read_to_string(root)?;
    let words =
        |text: &str| text.replace("\\\n", " ").split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let guide = words(&block("workload-token")?.replace("WORKLOAD_TOKEN_FILE", "RUNNER_TEMP/workload-token"));
    let sent = words(&workflow).windows(guide.len()).any(|part| part == guide);
    assert!(sent, "{guide:?} is not in {root}");
    Ok(())
}
