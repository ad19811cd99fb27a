//! Small helpers to call programs and handle files.

use std::env;
use std::error::Error;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use serde_json::Value;

pub type Result<T = ()> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// The repository's top folder.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// Where cargo puts what it builds.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Where xtask keeps what it may lose: stamps, logs, staged files.
pub fn scratch(name: &str) -> Result<PathBuf> {
    let folder = root().join("target/xtask");
    fs::create_dir_all(&folder)?;
    Ok(folder.join(name))
}

/// A command in the repository's top folder.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    command
}

/// The workspace's packages and their targets, as `cargo metadata` has them.
pub fn metadata() -> Result<Value> {
    let mut cargo = cargo();
    cargo.args(["metadata", "--locked", "--no-deps", "--format-version", "1"]);
    Ok(serde_json::from_str(&output(&mut cargo)?)?)
}

/// The cargo that runs us.
pub fn cargo() -> Command {
    command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs a command that shares our terminal; its failure is ours.
pub fn run(command: &mut Command) -> Result {
    announce(command);
    let status = command.status().map_err(|error| cannot_start(command, &error))?;
    succeeded(command, status)
}

/// Runs a command and returns what it prints; its failure is ours.
pub fn output(command: &mut Command) -> Result<String> {
    command.stderr(Stdio::inherit());
    let output = command.output().map_err(|error| cannot_start(command, &error))?;
    succeeded(command, output.status)?;
    Ok(String::from_utf8(output.stdout)?)
}

/// Whether a command can be started and succeeds, silently.
pub fn succeeds(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// Runs a command that shares our terminal, shows each line of its standard output to `watch`, and says whether it
/// succeeded.
pub fn watched(command: &mut Command, mut watch: impl FnMut(&str)) -> Result<bool> {
    announce(command);
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|error| cannot_start(command, &error))?;
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).split(b'\n') {
            let line = line?;
            let line = String::from_utf8_lossy(&line);
            say(&line);
            watch(&line);
        }
    }
    Ok(child.wait()?.success())
}

pub fn announce(command: &Command) {
    let words: Vec<_> = [command.get_program()].into_iter().chain(command.get_args()).collect();
    let line: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
    eprintln!("$ {}", line.join(" "));
}

/// The one place that prints to standard output.
#[expect(clippy::print_stdout, reason = "a command line tool talks on its standard output")]
pub fn say(line: &str) {
    println!("{line}");
}

pub fn on_path(program: &str) -> bool {
    env::var_os("PATH")
        .is_some_and(|path| env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

pub fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()).into())
}

/// All files below a folder, sorted, without the folders that `skip` names.
pub fn files_below(folder: &Path, skip: &[&str]) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let skipped = skip.iter().any(|name| entry.file_name() == *name);
            if entry.file_type()?.is_dir() {
                if !skipped {
                    folders.push(entry.path());
                }
            } else {
                files.push(entry.path());
            }
        }
    }
    files.sort();
    Ok(files)
}

/// What git tracks, and what it would track if added, relative to the top folder.
pub fn tracked_files() -> Result<Vec<PathBuf>> {
    let mut git = command("git");
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let names = output(&mut git)?;
    let root = root();
    let exists = |name: &&str| !name.is_empty() && root.join(name).is_file();
    Ok(names.split('\0').filter(exists).map(PathBuf::from).collect())
}

fn succeeded(command: &Command, status: ExitStatus) -> Result {
    if status.success() {
        return Ok(());
    }
    Err(format!("{} ended with {status}", command.get_program().to_string_lossy()).into())
}

fn cannot_start(command: &Command, error: &io::Error) -> Box<dyn Error + Send + Sync> {
    format!("cannot start {}: {error}", command.get_program().to_string_lossy()).into()
}
