//! What every test of this suite ends with, `Secrets::stay_secret`, can fail.

use std::sync::Arc;

use wire::paths;

use crate::harness::{Client, Kind, Outcome, Stage, on_both, secrets::Secrets};

on_both! {
    shared: what_stands_in_the_log_is_found what_stands_in_the_embedded_database_is_found
        what_stands_in_a_text_is_found_in_hexadecimal_too;
}

/// A client that takes this for a secret.
fn keeping(stage: &Stage, text: &str) -> Client {
    let secrets = Arc::new(Secrets::default());
    secrets.learn(text);
    Client { secrets, ..stage.anonymous.clone() }
}

async fn what_stands_in_the_log_is_found(stage: &Stage) -> Outcome {
    let answer = stage.anonymous.get(&paths::account::session()).await?.ok(401)?;
    let client = keeping(stage, answer.header("x-request-id"));
    // The log reaches this process a moment after the answer does.
    let began = std::time::Instant::now();
    while stage.stay_secret(&client.secrets).is_ok() {
        assert!(began.elapsed().as_secs() < 10, "the request stands in no line of the log");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    Ok(())
}

async fn what_stands_in_the_embedded_database_is_found(stage: &Stage) -> Outcome {
    let client = keeping(stage, "olga@operators.example");
    let found = stage.stay_secret(&client.secrets).is_err();
    assert_eq!(found, stage.kind() == Kind::Sqlite);
    stage.stay_secret(&keeping(stage, "unknown@operators.example").secrets)
}

/// As PostgreSQL writes a column of bytes.
async fn what_stands_in_a_text_is_found_in_hexadecimal_too(stage: &Stage) -> Outcome {
    let secrets = keeping(stage, "gts_0123456789").secrets;
    for (text, stands) in [
        (r#"{"secret":"gts_0123456789"}"#, true),
        (r#"{"secret":"\\x6774735f30313233343536373839"}"#, true),
        (r#"{"secret":"gts_012345678"}"#, false),
    ] {
        assert_eq!(secrets.are_not_in("a text", text).is_err(), stands, "{text}");
    }
    Ok(())
}
