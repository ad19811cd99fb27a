//! The programs of the guides: each is run where its language can be had here.

use std::{
    fs,
    path::{Path, PathBuf},
};

use tempfile::TempDir;
use tokio::process::Command;
use wire::admin::IssuedCredential;

use super::guide::{files_below, root};
use crate::harness::{Outcome, Stage, on_both};

on_both! { shared: every_program_gets_a_token a_wrong_secret_is_told_and_not_shown; }

/// How the programs of a language are run.
struct Tool {
    /// The ending of its files.
    ending: &'static str,
    program: &'static str,
    arguments: &'static [&'static str],
    /// It is on every machine that runs these tests, or `cargo xtask` installs it.
    needed: bool,
}

const TOOLS: [Tool; 7] = [
    Tool { ending: "sh", program: "bash", arguments: &["-eu"], needed: true },
    Tool { ending: "py", program: "python3", arguments: &[], needed: true },
    Tool { ending: "mjs", program: "node", arguments: &[], needed: true },
    Tool { ending: "php", program: "php", arguments: &[], needed: false },
    Tool { ending: "go", program: "go", arguments: &["run"], needed: false },
    Tool { ending: "java", program: "java", arguments: &[], needed: false },
    // .NET 10 and later run a file by itself; earlier ones do not, and are left out by `can_run`.
    Tool { ending: "cs", program: "dotnet", arguments: &["run"], needed: false },
];

/// The first .NET that runs a file without a project.
const DOTNET: u32 = 10;

impl Tool {
    /// A tool that is needed is tried, and fails where it is missing.
    async fn can_run(&self) -> bool {
        if self.needed {
            return true;
        }
        let version = if self.program == "go" { "version" } else { "--version" };
        let Ok(output) = Command::new(self.program).arg(version).output().await else { return false };
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let major = said.split('.').next().and_then(|major| major.parse::<u32>().ok());
        let recent = self.program != "dotnet" || major.is_some_and(|major| major >= DOTNET);
        output.status.success() && recent
    }
}

/// What a program printed, and whether it succeeded.
struct Ran {
    succeeded: bool,
    printed: String,
    complained: String,
}

/// Runs a program as a reader would, with its placeholders filled in as the page does.
async fn run(tool: &Tool, file: &Path, issued: &IssuedCredential, secret: &str) -> Outcome<Ran> {
    let folder = TempDir::new()?;
    let text = fs::read_to_string(file)?
        .replace("{{token_url}}", &issued.token_endpoint)
        .replace("{{client_id}}", &issued.client_id.to_string());
    let copy = folder.path().join(file.file_name().ok_or("a program without a name")?);
    fs::write(&copy, text)?;
    let mut command = Command::new(tool.program);
    command.args(tool.arguments).arg(&copy).env("CLIENT_SECRET", secret).env("HOME", folder.path());
    command.env("GOCACHE", folder.path().join("go")).env("DOTNET_CLI_TELEMETRY_OPTOUT", "1");
    let output = command.current_dir(folder.path()).kill_on_drop(true).output().await?;
    Ok(Ran {
        succeeded: output.status.success(),
        printed: String::from_utf8(output.stdout)?,
        complained: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}

/// Each program that can be run here, with how.
async fn programs() -> Outcome<Vec<(&'static Tool, PathBuf)>> {
    let files = files_below(&root().join("docs/guides/snippets"))?;
    let mut programs = Vec::new();
    for tool in &TOOLS {
        let own: Vec<_> = files
            .iter()
            .filter(|file| file.extension().is_some_and(|ending| ending == tool.ending))
            .collect();
        assert_eq!(own.len(), 2, "programs that end with {}", tool.ending);
        if tool.can_run().await {
            programs.extend(own.into_iter().map(|file| (tool, file.clone())));
        }
    }
    assert_eq!(files.len(), 2 * TOOLS.len(), "a program has a language of its own");
    Ok(programs)
}

async fn every_program_gets_a_token(stage: &Stage) -> Outcome {
    let issued = stage.tenant().await?.generate(&["patients.read"]).await?.issued;
    let secret = issued.client_secret.clone().ok_or("no secret")?;
    for (tool, file) in programs().await? {
        let ran = run(tool, &file, &issued, &secret).await?;
        assert!(ran.succeeded, "{}: {}{}", file.display(), ran.printed, ran.complained);
        let token: serde_json::Value = serde_json::from_str(&ran.printed)?;
        assert_eq!(token["scope"], "patients.read", "{}", file.display());
        assert!(token["access_token"].is_string(), "{}", file.display());
    }
    Ok(())
}

async fn a_wrong_secret_is_told_and_not_shown(stage: &Stage) -> Outcome {
    let issued = stage.tenant().await?.generate(&["patients.read"]).await?.issued;
    let wrong = format!("gts_{}", "0".repeat(49));
    for (tool, file) in programs().await? {
        let ran = run(tool, &file, &issued, &wrong).await?;
        let said = ran.printed + &ran.complained;
        assert!(!ran.succeeded && said.contains("401"), "{}: {said}", file.display());
        assert!(!said.contains(&wrong), "{} shows the secret", file.display());
    }
    Ok(())
}
