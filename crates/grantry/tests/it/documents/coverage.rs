//! Every command of a guide is run by a test.

use std::fs;

use super::guide::{self, Guide};
use crate::harness::Outcome;

/// Languages of blocks that hold no command. Examples of configuration belong in `deploy`, where tests run them.
const NO_COMMANDS: [&str; 7] = ["", "http", "js", "json", "mermaid", "python", "rust"];
/// What makes words between backticks a command, if more words follow.
const PROGRAMS: &str = "apt-get caddy cargo chmod chown createdb curl docker dropdb export grantry grantryctl haproxy kill mkdir mv \
    nginx openssl pg_basebackup pg_dump pg_restore psql sh sudo systemctl systemd-analyze umask";
/// Commands that other tests run than those of blocks: where, and by which words.
const ELSEWHERE: [(&str, &str, &str); 6] = [
    ("grantry settings-reference", "crates/xtask/src/tidy/documents.rs", "\"settings-reference\""),
    ("grantry demo", "crates/xtask/src/demo.rs", "\"demo\""),
    ("caddy validate --config Caddyfile", "e2e/clients/python/entrances.py", "\"validate\", \"--config\""),
    ("nginx -t", "e2e/clients/python/entrances.py", "\"-t\""),
    ("haproxy -c -f haproxy.cfg", "e2e/clients/python/entrances.py", "\"-c\", \"-f\""),
    (
        "apt-get install libnginx-mod-http-headers-more-filter",
        "crates/xtask/src/packages.rs",
        "\"libnginx-mod-http-headers-more-filter\"",
    ),
];
/// Of engineers: what xtask has is parsed by a test of its own, and it runs every test.
const CARGO: [&str; 2] = ["cargo xtask", "cargo test"];

/// What is wrong with a guide.
fn findings(guide: &Guide, commands: &[String]) -> Vec<String> {
    let mut findings = Vec::new();
    for block in &guide.blocks {
        let shell = ["sh", "toml"].contains(&block.language.as_str());
        let marked = block.name.is_some() || block.text.lines().all(of_cargo);
        if shell && !marked {
            findings.push(format!("{}: no test runs\n{}", guide.file, block.text));
        } else if !shell && !NO_COMMANDS.contains(&block.language.as_str()) {
            findings.push(format!("{}: may a block be {}?", guide.file, block.language));
        }
    }
    let mentioned = guide.spans.iter().filter(|span| is_command(span) && !of_cargo(span));
    let unknown = mentioned.filter(|span| !commands.iter().any(|command| begins(command, span)));
    findings.extend(unknown.map(|span| format!("{}: no test runs `{span}`", guide.file)));
    findings
}

fn of_cargo(line: &str) -> bool {
    CARGO.iter().any(|begin| line.starts_with(begin))
}

fn is_command(span: &str) -> bool {
    let mut words = span.split_whitespace();
    let first = words.next().unwrap_or_default();
    let program = PROGRAMS.split(' ').any(|program| program == first) && words.next().is_some();
    program || first.contains('/') && !first.starts_with('/') && is_executable(first)
}

fn is_executable(path: &str) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let file = fs::metadata(guide::root().join(path));
    file.is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o100 != 0)
}

/// Whether a command has the words of a mention first, up to what stands for something.
fn begins(command: &str, mention: &str) -> bool {
    let stands_for =
        |word: &str| word.starts_with('<') || word == "…" || word.chars().all(|c| c.is_ascii_uppercase());
    let wanted = mention.split_whitespace().take_while(|word| !stands_for(word));
    let mut words = command.trim_start_matches("sudo ").split_whitespace();
    let mention_has_sudo = mention.starts_with("sudo ");
    wanted.skip(usize::from(mention_has_sudo)).all(|word| words.next() == Some(word))
}

/// The lines of all marked blocks, and what [`ELSEWHERE`] has.
fn commands(guides: &[Guide]) -> Vec<String> {
    let blocks = guides.iter().flat_map(|guide| &guide.blocks).filter(|block| block.name.is_some());
    let joined = blocks.map(|block| block.text.replace("\\\n", " "));
    let lines = joined.flat_map(|text| text.lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>());
    lines.chain(ELSEWHERE.iter().map(|(command, ..)| (*command).to_owned())).collect()
}

#[test]
fn every_command_of_every_guide_is_run() -> Outcome {
    let guides = guide::all()?;
    let commands = commands(&guides);
    let findings: Vec<_> = guides.iter().flat_map(|guide| findings(guide, &commands)).collect();
    assert!(findings.is_empty(), "{}", findings.join("\n"));
    assert!(guides.len() > 30 && commands.len() > 40, "the guides are read");
    Ok(())
}

#[test]
fn what_is_marked_as_tested_is_taken_by_a_test_once() -> Outcome {
    let mut tests = String::new();
    for file in guide::files_below(&guide::root().join("crates/grantry/tests/it"))? {
        tests += &fs::read_to_string(file)?;
    }
    let guides = guide::all()?;
    let mut names: Vec<_> =
        guides.iter().flat_map(|guide| &guide.blocks).filter_map(|block| block.name.as_ref()).collect();
    names.sort_unstable();
    for name in &names {
        assert!(tests.contains(&format!("block(\"{name}\")")), "no test runs the block {name}");
    }
    let marked = names.len();
    names.dedup();
    assert_eq!(names.len(), marked, "each name is one block's");
    Ok(())
}

#[test]
fn what_is_run_elsewhere_is_there() -> Outcome {
    for (command, file, words) in ELSEWHERE {
        let text =
            fs::read_to_string(guide::root().join(file)).map_err(|error| format!("{file}: {error}"))?;
        assert!(text.contains(words), "{file} does not run {command}");
    }
    Ok(())
}

#[test]
fn a_new_command_is_found() {
    let known = vec!["grantry keys list".to_owned(), "grantry backup --data-dir x y".to_owned()];
    let found = |text: &str| findings(&Guide::read("new.md", text), &known).len();
    for fine in [
        "<!-- tested: a -->\n```sh\nls\n```",
        "1. So:\n\n   <!-- tested: a -->\n   ```sh\n   ls\n   ```",
        "```sh\ncargo xtask test\n```",
        "```json\n{}\n```",
        "Run `grantry keys\nlist` and `grantry backup FILE`; `grantry` is `GRANTRY_LISTEN`, see `docs/settings.md`.",
    ] {
        assert_eq!(found(fine), 0, "{fine}");
    }
    for new in [
        "```sh\nls\n```",
        "<!-- tested: a -->\n\nWords.\n\n```sh\nls\n```",
        "- So:\n  ```sh\n  cargo xtask test\n  ls\n  ```",
        "```toml\na = 1\n```",
        "```nginx\nserver {}\n```",
        "Run `grantry keys lose`.",
        "Run `grantry keys\n  rotate --now`.",
        "| a | `curl --head https://x` |",
        "Run `sudo deploy/make-secrets`.",
    ] {
        assert_eq!(found(new), 1, "{new}");
    }
    let commented =
        findings(&Guide::read("deploy/x.conf", "# Then `nginx -s reload`,\n# or\n#   sudo reboot"), &known);
    assert_eq!(commented.len(), 1, "the indented line is a block of this file's name: {commented:?}");
}
