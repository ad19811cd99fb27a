//! `cargo xtask run`: the whole product with demo data, from a clean clone to a URL.

use std::path::Path;

use serde_json::Value;

use crate::frontend;
use crate::server::{self, Server};
use crate::shell::{self, Result, say};

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
    if arguments.small {
        frontend::build(frontend::Options::default())?;
    } else {
        say(
            "The pages are built quickly, not small: they are several times larger than a release’s. `cargo xtask run --small` builds them as a release does.",
        );
        frontend::build(frontend::Options::quick())?;
    }
    let binary = server::build()?;
    let data = shell::root().join("data");
    let file = data.join("demo.json");
    let mut command = shell::command(binary);
    if file.is_file() {
        command.args(["serve", "--demo-api"]);
    } else {
        command.args(["demo", "--serve"]);
    }
    command.arg("--data-dir").arg(&data).args(["--listen", &arguments.listen]).args(&arguments.grantry);
    let server = Server::start(command, &arguments.listen, None)?;
    introduce(&server, &file)?;
    server.wait()
}

fn introduce(server: &Server, file: &Path) -> Result {
    let demo = server::demo(file)?;
    say(&format!("\nGrantry is at {}\n", server.url()));
    say("Demo accounts:");
    for account in demo["accounts"].as_array().into_iter().flatten() {
        let text = |name: &str| account[name].as_str().unwrap_or_default().to_owned();
        say(&format!("  {:<36} {:<28} {}", text("email"), text("password"), roles(&account["roles"])));
    }
    say(&format!("\nTenants, apps and a connection ready to use: {}\nStop with Ctrl-C.", file.display()));
    Ok(())
}

fn roles(roles: &Value) -> String {
    let name = |role: &Value| role.as_str().map_or_else(|| role.to_string(), str::to_owned);
    roles.as_array().into_iter().flatten().map(name).collect::<Vec<_>>().join(", ")
}
