//! What the program says about itself.

use std::{
    fs,
    io::Read,
    process::{Command, Stdio},
};

use crate::{Outcome, code, grantryctl};

#[test]
fn completions_and_manual_pages_know_the_commands() -> Outcome {
    let home = tempfile::tempdir()?;
    for shell in ["bash", "zsh", "fish"] {
        let output = grantryctl(&home, &["completions", shell]).output()?;
        let text = String::from_utf8(output.stdout)?;
        assert!(text.contains("regenerate") && text.contains("developer"), "{shell}");
    }
    let page = String::from_utf8(grantryctl(&home, &["man"]).output()?.stdout)?;
    assert!(page.contains(".TH") && page.contains("Exit codes"), "{page}");
    let folder = home.path().join("man");
    fs::create_dir(&folder)?;
    let folder = folder.display().to_string();
    assert_eq!(code(&grantryctl(&home, &["man", "--dir", &folder]).output()?), 0);
    assert!(fs::read_dir(folder)?.count() > 40, "a page for each command");
    Ok(())
}

#[test]
fn bash_takes_its_completions() -> Outcome {
    let home = tempfile::tempdir()?;
    let file = home.path().join("completions");
    fs::write(&file, grantryctl(&home, &["completions", "bash"]).output()?.stdout)?;
    assert!(Command::new("bash").arg("-n").arg(file).status()?.success());
    Ok(())
}

#[test]
fn a_closed_pipe_is_no_panic() -> Outcome {
    let home = tempfile::tempdir()?;
    for args in [["completions", "zsh"], ["--help", ""], ["command-reference", "--json"]] {
        let args: Vec<_> = args.into_iter().filter(|arg| !arg.is_empty()).collect();
        let mut child = grantryctl(&home, &args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().ok_or("no stderr")?.read_to_string(&mut said)?;
        let status = child.wait()?;
        assert!(status.success() && said.is_empty(), "{args:?}: {status}: {said}");
    }
    Ok(())
}
