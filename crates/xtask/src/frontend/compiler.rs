//! A compiler for WebAssembly: rustup's target where it can be had, else Debian's packages.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use crate::packages;
use crate::shell::{self, Result};

const TARGET: &str = "wasm32-unknown-unknown";
/// `debian` or `rustup`: do not try the other.
const VARIABLE: &str = "XTASK_WASM";
const DEBIAN_PACKAGES: &[&str] = &["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm", "lld-22"];
const RUSTUP_PATIENCE: Duration = Duration::from_secs(90);

#[derive(Clone, Copy)]
enum Compiler {
    /// The compiler that runs us has the target.
    Ours,
    /// Debian's, which builds the standard library itself.
    Debian,
}

/// Makes sure that there is a compiler.
pub fn ensure() -> Result {
    choose().map(drop)
}

/// Compiles the SPA and returns its module.
pub fn compile(profile: &str, features: &[&str]) -> Result<PathBuf> {
    let compiler = choose()?;
    let (mut cargo, folder) = match compiler {
        Compiler::Ours => (shell::cargo(), "web"),
        Compiler::Debian => (debian_cargo(), "web-debian"),
    };
    let folder = shell::target().join(folder);
    cargo.args(["build", "--locked", "--package", "frontend", "--target", TARGET, "--profile", profile]);
    cargo.arg("--target-dir").arg(&folder);
    for feature in features {
        cargo.args(["--features", feature]);
    }
    if let Compiler::Debian = compiler {
        cargo.args(["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"]);
    }
    // A view's type no longer names each view in it: little more than half the module, in a third less time. The
    // relocations tell which function needs which: the module is cut into parts by them.
    cargo.env("RUSTFLAGS", "--cfg erase_components -C link-arg=--emit-relocs");
    shell::run(&mut cargo)?;
    Ok(folder.join(TARGET).join(profile).join("frontend.wasm"))
}

fn choose() -> Result<Compiler> {
    if ours_has_the_target() {
        return Ok(Compiler::Ours);
    }
    match env::var(VARIABLE).as_deref() {
        Ok("debian") => install_debian(),
        Ok("rustup") => add_target(),
        Ok(other) => Err(format!("{VARIABLE} is {other:?}; it may be debian or rustup").into()),
        Err(_) if debian_is_installed() => Ok(Compiler::Debian),
        Err(_) => add_target().or_else(|error| {
            eprintln!("{error}; falling back on Debian's packages");
            install_debian()
        }),
    }
}

/// Looks at the files: rustup may know of a target that is not there.
fn ours_has_the_target() -> bool {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut command = shell::command(rustc);
    let Ok(folder) = shell::output(command.args(["--print", "target-libdir", "--target", TARGET])) else {
        return false;
    };
    let library = |name: &str| name.starts_with("libstd-") && name.ends_with(".rlib");
    fs::read_dir(folder.trim())
        .into_iter()
        .flatten()
        .flatten()
        .any(|entry| entry.file_name().to_str().is_some_and(library))
}

/// Gives up where the download hangs.
fn add_target() -> Result<Compiler> {
    let mut rustup = shell::command("rustup");
    rustup.args(["target", "add", TARGET]);
    shell::announce(&rustup);
    let mut child = rustup.spawn().map_err(|error| format!("cannot start rustup: {error}"))?;
    let start = Instant::now();
    while child.try_wait()?.is_none() && start.elapsed() < RUSTUP_PATIENCE {
        thread::sleep(Duration::from_millis(200));
    }
    child.kill()?;
    child.wait()?;
    if ours_has_the_target() { Ok(Compiler::Ours) } else { Err("rustup could not add the target".into()) }
}

fn install_debian() -> Result<Compiler> {
    if !debian_is_installed() {
        packages::apt(DEBIAN_PACKAGES)?;
    }
    Ok(Compiler::Debian)
}

fn debian_is_installed() -> bool {
    shell::on_path("dpkg") && shell::succeeds(shell::command("dpkg").arg("--status").args(DEBIAN_PACKAGES))
}

/// Debian's cargo, with nothing in its environment of the toolchain that runs us.
fn debian_cargo() -> Command {
    let mut command = shell::command("/usr/bin/cargo");
    let ours = |name: &str| {
        (name.starts_with("CARGO") && name != "CARGO_HOME" && name != "CARGO_TERM_COLOR")
            || name.starts_with("RUST")
            || name == "LD_LIBRARY_PATH"
    };
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(ours) {
            command.env_remove(name);
        }
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let first = [Path::new("/usr/bin").to_owned()].into_iter().chain(env::split_paths(&path));
    if let Ok(path) = env::join_paths(first) {
        command.env("PATH", path);
    }
    command.env("RUSTC", "/usr/bin/rustc").env("RUSTDOC", "/usr/bin/rustdoc").env("RUSTC_BOOTSTRAP", "1");
    command
}
