//! `cargo xtask frontend`: from `frontend/` to `frontend/dist`, which the server embeds.

mod assets;
mod budget;
mod compiler;
mod inputs;
mod parts;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::packages;
use crate::shell::{self, Result};

pub use compiler::ensure as compiler;

#[derive(clap::Args, Clone, Copy, Debug, Default, PartialEq)]
pub struct Options {
    /// Build quickly instead of small
    #[arg(long)]
    dev: bool,
    /// Build even when nothing has changed
    #[arg(long)]
    force: bool,
}

impl Options {
    pub fn quick() -> Self {
        Self { dev: true, ..Self::default() }
    }
}

/// How the SPA is built.
#[derive(Clone, Copy, PartialEq)]
enum Quality {
    Quick,
    Small,
}

impl Quality {
    fn name(self) -> &'static str {
        match self {
            Self::Quick => "quick",
            Self::Small => "small",
        }
    }

    fn profile(self) -> &'static str {
        match self {
            Self::Quick => "wasm-dev",
            Self::Small => "wasm",
        }
    }

    /// What is built quickly is for tests, and has a page that shows every component.
    fn features(self) -> &'static [&'static str] {
        match self {
            Self::Quick => &["component-tests"],
            Self::Small => &[],
        }
    }
}

/// What the server embeds.
pub fn folder() -> PathBuf {
    shell::root().join("frontend/dist")
}

/// Builds it, where it is not there as it should be.
pub fn build(options: Options) -> Result {
    let quality = if options.dev { Quality::Quick } else { Quality::Small };
    let folder = folder();
    let stamp = shell::scratch("frontend.stamp")?;
    // One build at a time: a second one waits, and then finds its work done. Closing the file unlocks it.
    let lock = fs::File::create(shell::scratch("frontend.lock")?)?;
    lock.lock()?;
    let wanted = format!("{} {}", quality.name(), inputs::hash()?);
    let built = fs::read_to_string(&stamp).is_ok_and(|built| built == wanted);
    if built && folder.join("index.html").is_file() && !options.force {
        eprintln!("{} is up to date", folder.display());
        return Ok(());
    }

    let staged = tempfile::tempdir()?;
    packages::npm("frontend")?;
    style(&staged.path().join("style.css"))?;
    let parts =
        parts::make(&compiler::compile(quality.profile(), quality.features())?, &staged.path().join("app"))?;
    assets::publish(staged.path(), &folder, quality == Quality::Small)?;
    if quality == Quality::Small {
        budget::check(&folder, &parts)?;
    }
    fs::write(stamp, wanted)?;
    Ok(())
}

/// Tailwind and daisyUI, only what the sources use.
fn style(output: &Path) -> Result {
    let folder = shell::root().join("frontend");
    let mut tailwind = Command::new(folder.join("node_modules/.bin/tailwindcss"));
    tailwind.current_dir(&folder).args(["--input", "style/main.css", "--minify", "--output"]).arg(output);
    shell::run(&mut tailwind)
}
