//! Where a secret goes is known before anything is asked.

use std::{fs, io::Write, os::unix::fs::PermissionsExt, process::Stdio};

use crate::{CONNECTION, Outcome, TENANT, code, complaint, grantryctl, without_server};

const REGENERATE: [&str; 6] = ["admin", "connection", "regenerate", CONNECTION, "--tenant", TENANT];

#[test]
fn a_secret_without_a_place_is_not_asked_for() -> Outcome {
    let home = tempfile::tempdir()?;
    let output = without_server(&home, &REGENERATE)?.output()?;
    let said = complaint(&output);
    assert!(code(&output) == 2 && said.contains("--show-secret") && said.contains("--env-file"), "{said}");
    Ok(())
}

#[test]
fn a_file_is_not_written_over_and_goes_if_the_call_fails() -> Outcome {
    let home = tempfile::tempdir()?;
    let file = home.path().join("pair.env");
    let name = file.display().to_string();
    let args = [REGENERATE.as_slice(), &["--env-file", &name]].concat();
    let failed = without_server(&home, &args)?.output()?;
    assert!(code(&failed) == 6 && !file.exists(), "{}", complaint(&failed));
    fs::write(&file, "KEPT=1")?;
    let refused = without_server(&home, &args)?.output()?;
    assert_eq!((code(&refused), fs::read_to_string(&file)?.as_str()), (2, "KEPT=1"));
    Ok(())
}

#[test]
fn a_profile_that_others_may_read_is_not_used() -> Outcome {
    let home = tempfile::tempdir()?;
    let folder = home.path().join(".config/grantryctl");
    fs::create_dir_all(&folder)?;
    let file = folder.join("profiles.toml");
    let text = "[profiles.default]\nurl = \"http://127.0.0.1:1\"\ntoken = \"gta_of_no_one\"\n";
    fs::write(&file, text)?;
    for (mode, expected) in [(0o644, 2), (0o600, 6)] {
        fs::set_permissions(&file, fs::Permissions::from_mode(mode))?;
        let output = grantryctl(&home, &["me"]).output()?;
        assert_eq!(code(&output), expected, "{}", complaint(&output));
        assert!(!complaint(&output).contains("gta_"));
    }
    let listed = grantryctl(&home, &["profiles", "--json"]).output()?;
    let listed = String::from_utf8(listed.stdout)?;
    assert!(listed.contains("127.0.0.1") && !listed.contains("gta_"), "{listed}");
    Ok(())
}

#[test]
fn a_token_that_was_not_tried_is_not_kept() -> Outcome {
    let home = tempfile::tempdir()?;
    let mut child = grantryctl(&home, &["login", "--url", "http://127.0.0.1:1"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    child.stdin.take().ok_or("no stdin")?.write_all(b"gta_of_no_one\n")?;
    let output = child.wait_with_output()?;
    assert_eq!(code(&output), 6, "{}", complaint(&output));
    assert!(!home.path().join(".config/grantryctl/profiles.toml").exists());
    Ok(())
}
