//! Exit codes without an answer.

use crate::{CONNECTION, Outcome, TENANT, code, complaint, grantryctl, without_server};

#[test]
fn without_a_token_nothing_is_asked() -> Outcome {
    let home = tempfile::tempdir()?;
    assert_eq!(code(&grantryctl(&home, &["me"]).output()?), 3);
    let half = grantryctl(&home, &["me"]).env("GRANTRY_URL", "http://127.0.0.1:1").output()?;
    assert_eq!(code(&half), 2, "a profile's token goes to no other platform");
    let plain = grantryctl(&home, &["me"])
        .env("GRANTRY_URL", "http://access.example.com")
        .env("GRANTRY_TOKEN", "gta_of_no_one")
        .output()?;
    assert!(code(&plain) == 2 && complaint(&plain).contains("https"), "{}", complaint(&plain));
    assert_eq!(code(&grantryctl(&home, &["admin", "connection", "show", "app_1"]).output()?), 2);
    Ok(())
}

#[test]
fn a_lost_answer_names_the_reference_of_a_change() -> Outcome {
    let home = tempfile::tempdir()?;
    let restore = ["admin", "connection", "restore", CONNECTION, "--tenant", TENANT];
    let named = [restore.as_slice(), &["--reference", "nightly-7"]].concat();
    let output = without_server(&home, &named)?.output()?;
    assert!(code(&output) == 6 && complaint(&output).contains("--reference nightly-7"));
    let random = [restore.as_slice(), &["--json"]].concat();
    let said = complaint(&without_server(&home, &random)?.output()?);
    assert!(said.contains("\"reference\":\"ctl-"), "{said}");
    let read = without_server(&home, &["me"])?.output()?;
    assert!(code(&read) == 6 && !complaint(&read).contains("--reference"), "{}", complaint(&read));
    Ok(())
}
