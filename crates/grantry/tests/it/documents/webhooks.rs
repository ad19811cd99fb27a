//! The programs that verify a webhook's messages, as they stand in the guide.

use std::{
    fs,
    process::{Command, Stdio},
    time::{SystemTime, UNIX_EPOCH},
};

use aws_lc_rs::hmac;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;
use tempfile::TempDir;

use super::block;
use crate::harness::Outcome;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const BODY: &str = r#"{"type":"webhook.test","é":1}"#;

/// What calls `verify` of each program: what it prints is the answer.
const PYTHON: &str = r#"
import json, os
asked = json.loads(os.environ["ASKED"])
print(str(verify(asked["secret"], asked["headers"], asked["body"].encode())).lower())
"#;
const JAVASCRIPT: &str = r"
const asked = JSON.parse(process.env.ASKED);
console.log(verify(asked.secret, asked.headers, Buffer.from(asked.body)));
";

#[expect(clippy::disallowed_methods, reason = "the programs read the machine's clock")]
fn now() -> Outcome<i64> {
    Ok(i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs())?)
}

/// What each program says of a message.
fn verified(at: i64, body: &str, before: &str) -> Outcome<Vec<bool>> {
    let key = STANDARD.decode(SECRET.trim_start_matches("whsec_"))?;
    let signed = format!("msg_1.{at}.{BODY}");
    let own = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &key), signed.as_bytes());
    let signature = format!("{before}v1,{}", STANDARD.encode(own));
    let headers =
        json!({"webhook-id": "msg_1", "webhook-timestamp": at.to_string(), "webhook-signature": signature});
    let asked = json!({"secret": SECRET, "headers": headers, "body": body}).to_string();
    let folder = TempDir::new()?;
    let mut said = Vec::new();
    for (text, program, file, driver) in [
        (block("verify-webhook-python")?, "python3", "verify.py", PYTHON),
        (block("verify-webhook-javascript")?, "node", "verify.mjs", JAVASCRIPT),
    ] {
        let file = folder.path().join(file);
        fs::write(&file, text + driver)?;
        let output =
            Command::new(program).arg(&file).env("ASKED", &asked).stderr(Stdio::inherit()).output()?;
        said.push(String::from_utf8(output.stdout)?.trim() == "true");
    }
    Ok(said)
}

#[test]
fn the_guides_programs_verify_a_message_and_nothing_else() -> Outcome {
    let now = now()?;
    assert_eq!(verified(now, BODY, "")?, [true, true]);
    assert_eq!(verified(now, BODY, "v1,c29tZXRoaW5nIGVsc2U= ")?, [true, true], "one of several");
    assert_eq!(verified(now, "{}", "")?, [false, false], "another body");
    assert_eq!(verified(now - 400, BODY, "")?, [false, false], "an old one");
    Ok(())
}
