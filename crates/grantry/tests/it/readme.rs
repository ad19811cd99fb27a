//! The README's commands, run as they stand there.

use std::fs;
use std::process::{Command, Stdio};

const README: &str = include_str!("../../../../README.md");

/// The shell blocks that follow `<!-- tested -->`.
fn tested() -> Vec<&'static str> {
    let blocks = README.split("<!-- tested -->\n```sh\n").skip(1);
    blocks.filter_map(|rest| rest.split("\n```").next()).collect()
}

#[test]
fn the_first_token_comes_as_the_readme_says() {
    assert_eq!(tested().len(), 1);
    let folder = tempfile::tempdir().unwrap();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let listen = format!("127.0.0.1:{port}");
    let mut server = Command::new(env!("CARGO_BIN_EXE_grantry"))
        .args(["demo", "--serve", "--data-dir", "data", "--log", "warn", "--listen", &listen])
        .current_dir(&folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while std::net::TcpStream::connect(&listen).is_err() && std::time::Instant::now() < deadline {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let script = format!("set -eu\n{}", tested()[0]);
    let run = Command::new("bash").args(["-c", &script]).current_dir(&folder).output().unwrap();
    server.kill().unwrap();
    server.wait().unwrap();
    let patients = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{}{}", patients, String::from_utf8_lossy(&run.stderr));
    assert!(patients.contains("\"family_name\""), "{patients}");
    assert!(fs::read_to_string(folder.path().join("token.json")).unwrap().contains("\"expires_in\":1200"));
}
