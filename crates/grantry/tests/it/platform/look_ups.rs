//! What anyone may have looked up without a proof is limited for their address; people who are known there go on.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use wire::{paths, problem::ProblemCode};

use crate::harness::{Answer, Outcome, Partner, Stage, next, on_both};

on_both! {
    limited: sessions_that_no_one_has_are_looked_up_so_often links_that_no_one_has_are_looked_up_so_often;
}

/// Ten for each failure that `limited` allows an address.
const LOOK_UPS: usize = 200;

/// What a session's bearer looks like.
fn unknown_session() -> String {
    let mut bytes = [0x5a; 32];
    bytes[..8].copy_from_slice(&next().to_be_bytes());
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

async fn with_unknown_session(stage: &Stage, path: &str) -> Outcome<Answer> {
    stage.anonymous.with(Some(unknown_session())).get(path).await
}

/// Every API that wants to know who asks looks the same session up.
async fn sessions_that_no_one_has_are_looked_up_so_often(stage: &Stage) -> Outcome {
    let tenant = stage.tenant().await?;
    let own = tenant.generate(&["patients.read"]).await?;
    let paths = [
        paths::account::session(),
        tenant.at("/connections"),
        paths::operator::tenants(),
        paths::developer::apps("pub_01K9VXQ8M4T7R2N6B0C3D5F8GH".parse()?),
    ];
    for number in 0..LOOK_UPS {
        with_unknown_session(stage, &paths[number % paths.len()]).await?.ok(401)?;
    }
    for path in &paths {
        let answer = with_unknown_session(stage, path).await?.ok(429)?;
        let wait: u32 = answer.header("retry-after").parse()?;
        assert!((1..=120).contains(&wait), "{wait}");
        answer.problem(ProblemCode::TooMany)?;
    }
    // What is no session at all is not looked up, and who is known goes on.
    stage.anonymous.get(&paths[0]).await?.ok(401)?;
    stage.anonymous.with(Some("nonsense".into())).get(&paths[0]).await?.ok(401)?;
    tenant.owner.get(&paths[1]).await?.ok(200)?;
    let again = tenant.owner.sign_in_again().await?;
    again.get(&paths[1]).await?.ok(200)?;
    assert!(Partner::new(&stage.anonymous, &own.issued).gets_token().await?);
    Ok(())
}

async fn links_that_no_one_has_are_looked_up_so_often(stage: &Stage) -> Outcome {
    for _ in 0..LOOK_UPS {
        with_unknown_session(stage, &paths::account::session()).await?.ok(401)?;
    }
    for (path, field) in
        [(paths::account::look_at_invitation(), "token"), (paths::account::found_secrets(), "secret")]
    {
        let value = if field == "secret" { unknown_secret() } else { unknown_session() };
        let body = serde_json::json!({field: value});
        let answer = stage.anonymous.post(&path, body).await?.ok(429)?;
        answer.problem(ProblemCode::TooMany)?;
    }
    Ok(())
}

/// Well-formed, and no one's.
fn unknown_secret() -> String {
    use credentials::PlainSecret;
    use rand::{SeedableRng, rngs::StdRng};
    PlainSecret::generate(&mut StdRng::seed_from_u64(next())).expose_once()
}
