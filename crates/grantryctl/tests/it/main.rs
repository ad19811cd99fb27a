//! The program by itself: what it says and writes without a server, and with which exit code it ends.

mod completions;
mod secrets;
mod unreachable;

use std::{
    error::Error,
    net::{Ipv4Addr, TcpListener},
    process::{Command, Output},
};

use tempfile::TempDir;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

const CONNECTION: &str = "con_01K9VXQ8M4T7R2N6B0C3D5F8GH";
const TENANT: &str = "ten_01K9VXQ8M4T7R2N6B0C3D5F8GH";

/// The program, with a home of its own and none of this machine's settings.
fn grantryctl(home: &TempDir, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_grantryctl"));
    command.env_clear().env("HOME", home.path()).args(args);
    command
}

/// As [`grantryctl`], with an access token for an address where no one listens.
fn without_server(home: &TempDir, args: &[&str]) -> Outcome<Command> {
    let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
    let mut command = grantryctl(home, args);
    command.env("GRANTRY_URL", format!("http://{address}")).env("GRANTRY_TOKEN", "gta_of_no_one");
    Ok(command)
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or(-1)
}

fn complaint(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
