//! `cargo xtask run`: the whole product with demo data, from a clean clone to a URL.

use std::path::Path;

use serde_json::Value;

use crate::frontend;
use crate::server::{self, Server};
use crate::shell::{self, Result, say};

const NOT_SMALL: &str = "The pages are built quickly, not small: they are several times larger than a release’s. `cargo xtask run --small` builds them as a release does.";

#[derive(clap::Args)]
pub struct Arguments {
    /// Where to listen
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: String,
    /// Build the pages small, as a release has them: minutes more, once
    #[arg(long)]
    small: bool,
    /// More arguments for grantry
    #[arg(last = true)]
    grantry: Vec<String>,
}

pub fn run(arguments: &Arguments) -> Result {
    let (options, warning) = pages(arguments.small);
    if let Some(warning) = warning {
        say(warning);
    }
    frontend::build(options)?;
    let binary = server::build()?;
    let data = shell::root().join("data");
    let file = data.join("demo.json");
    let mut command = shell::command(binary);
    if file.is_file() {
        command.args(["serve", "--demo-api"]);
    } else {
        command.args(["demo", "--serve"]);
    }
    // The demo's API, which its documentation calls, is on this machine.
    command.env("GRANTRY_API_PRIVATE_NETWORKS", "true");
    command.arg("--data-dir").arg(&data).args(["--listen", &arguments.listen]).args(&arguments.grantry);
    let server = Server::start(command, &arguments.listen, None)?;
    introduce(&server, &file)?;
    server.wait()
}

/// How the pages are built, and what is said where they are not as a release has them.
fn pages(small: bool) -> (frontend::Options, Option<&'static str>) {
    if small { (frontend::Options::default(), None) } else { (frontend::Options::quick(), Some(NOT_SMALL)) }
}

fn introduce(server: &Server, file: &Path) -> Result {
    let demo = server::demo(file)?;
    say(&format!("\nGrantry is at {}\n", server.url()));
    say("Demo accounts:");
    for account in demo["accounts"].as_array().into_iter().flatten() {
        let text = |name: &str| account[name].as_str().unwrap_or_default().to_owned();
        say(&format!("  {:<36} {:<28} {}", text("email"), text("password"), roles(&account["roles"])));
    }
    say(&format!("\nWhat would have been mailed, for the operator: {}/demo/mail", server.url()));
    say(&format!("\nTenants, apps and a connection ready to use: {}\nStop with Ctrl-C.", file.display()));
    Ok(())
}

fn roles(roles: &Value) -> String {
    let name = |role: &Value| role.as_str().map_or_else(|| role.to_string(), str::to_owned);
    roles.as_array().into_iter().flatten().map(name).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Call {
        #[command(flatten)]
        arguments: Arguments,
    }

    /// For the flags that `cargo xtask run` is given.
    fn pages_with(flags: &[&str]) -> Result<(frontend::Options, Option<&'static str>)> {
        let call = Call::try_parse_from([&["run"], flags].concat())?;
        Ok(pages(call.arguments.small))
    }

    #[test]
    fn the_pages_are_small_or_it_is_said_that_they_are_not() -> Result {
        assert_eq!(pages_with(&["--small"])?, (frontend::Options::default(), None));
        let (options, warning) = pages_with(&[])?;
        assert_eq!(options, frontend::Options::quick());
        let warning = warning.ok_or("it is not said")?;
        assert!(warning.contains("not small") && warning.contains("`cargo xtask run --small`"), "{warning}");
        Ok(())
    }
}
