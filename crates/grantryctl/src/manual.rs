//! What the program says about itself: completions, manual pages, the reference of its commands.

use std::path::PathBuf;

use clap::{Args, Command, CommandFactory};
use clap_complete::Shell;

use crate::{
    cli::Cli,
    failure::{Failure, Outcome},
    printer::Printer,
};

const NAME: &str = "grantryctl";

#[derive(Args)]
pub struct Completions {
    shell: Shell,
}

impl Completions {
    pub fn run(&self, out: Printer) -> Outcome {
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), NAME, &mut text);
        out.text(&String::from_utf8_lossy(&text))
    }
}

#[derive(Args)]
pub struct Man {
    /// Write a page for each command into this folder.
    #[arg(long, value_name = "FOLDER")]
    dir: Option<PathBuf>,
}

impl Man {
    pub fn run(&self, out: Printer) -> Outcome {
        let failed = |error: std::io::Error| Failure::Local(format!("no manual page was written: {error}"));
        if let Some(folder) = &self.dir {
            clap_mangen::generate_to(Cli::command(), folder).map_err(failed)?;
            return out.done(&format!("The manual pages are in {}.", folder.display()));
        }
        let mut page = Vec::new();
        clap_mangen::Man::new(Cli::command()).render(&mut page).map_err(failed)?;
        out.text(&String::from_utf8_lossy(&page))
    }
}

/// The reference of all commands, as Markdown.
pub fn reference() -> String {
    let mut text =
        "# Every command of grantryctl\n\nWritten by the program itself. What the commands are for is in \
                    [From scripts](guides/from-scripts.md).\n"
            .to_owned();
    let mut root = Cli::command();
    root.build();
    describe(&root, &mut text);
    text
}

fn describe(command: &Command, text: &mut String) {
    // A command that only holds others says no more than they do.
    if !command.has_subcommands() || command.get_name() == NAME {
        let mut command = command.clone();
        let name = command.get_bin_name().unwrap_or(NAME).to_owned();
        let help = command.render_long_help().to_string();
        let help: Vec<_> = help.lines().map(str::trim_end).collect();
        text.push_str(&format!("\n## {name}\n\n```\n{}\n```\n", help.join("\n").trim_end()));
    }
    for below in command.get_subcommands().filter(|below| !below.is_hide_set() && below.get_name() != "help")
    {
        describe(below, text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_of_commands_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_reference_has_every_command() {
        let text = reference();
        for command in ["developer app publish", "admin app allow", "operator tenant make", "completions"] {
            assert!(text.contains(&format!("## {NAME} {command}\n")), "{command}");
        }
        assert!(text.contains("--show-secret") && !text.contains("command-reference"));
    }
}
