//! Wrong passwords cost time; the memory that one was hashed in is the next one's.

use std::fs;

use serde_json::json;
use wire::paths;

use crate::harness::{Kind, Outcome, Stage};

/// What two workers hash in is 38 MB; there is room for what else grows.
const MAY_GROW: u64 = 64;
const ROUNDS: usize = 6;
const AT_ONCE: usize = 25;

#[tokio::test]
async fn wrong_passwords_do_not_pile_up_memory() -> Outcome {
    let stage = Stage::fresh(Kind::Sqlite).await?;
    stage.end(guess(&stage).await)
}

async fn guess(stage: &Stage) -> Outcome {
    let before = resident_megabytes(stage)?;
    for round in 0..ROUNDS {
        let tries = (0..AT_ONCE).map(|number| async move {
            let email = match number % 2 {
                0 => stage.operator.me.email.to_string(),
                _ => format!("stranger{round}-{number}@people.example"),
            };
            let body = json!({"email": email, "password": format!("a wrong pass phrase {number}")});
            let answer = stage.anonymous.post(&paths::account::session(), body).await?;
            assert!([401, 429].contains(&answer.status), "{}", answer.body);
            Ok::<_, Box<dyn std::error::Error>>(())
        });
        futures_util::future::try_join_all(tries).await?;
    }
    let after = resident_megabytes(stage)?;
    assert!(after <= before + MAY_GROW, "{before} MB before, {after} MB after");
    Ok(())
}

fn resident_megabytes(stage: &Stage) -> Outcome<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", stage.server().pid))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    Ok(line.trim().trim_end_matches(" kB").trim().parse::<u64>()? / 1024)
}
