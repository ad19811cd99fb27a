//! From the start of the process to its first token, on a database that is there.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::binaries::Binaries;
use super::database::Database;
use super::report::Row;
use super::target::SERVER_CORE;
use crate::server::{self, Server};
use crate::shell::Result;

pub fn row(binaries: &Binaries, database: &Database, times: usize, aim: Option<f64>) -> Result<Row> {
    let mut took = Vec::with_capacity(times);
    for _ in 0..times {
        took.push(once(binaries, database)?);
    }
    took.sort_unstable();
    let median = took.get(times / 2).copied().unwrap_or_default();
    let name = format!("start to first token, {} clients", database.connections);
    let row = Row::measured(&name, median.as_secs_f64(), "s");
    Ok(match aim {
        Some(aim) => row.at_most(aim),
        None => row,
    })
}

fn once(binaries: &Binaries, database: &Database) -> Result<Duration> {
    let address = server::free_address()?;
    let mut command = binaries.grantry(SERVER_CORE);
    command.args(["serve", "--listen", &address, "--data-dir"]).arg(&database.folder);
    let body = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}",
        database.client_id, database.client_secret
    );
    let request = format!(
        "POST /oauth2/token HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let began = Instant::now();
    let log = Some(database.folder.join("start.log"));
    let _server = Server::start_until(command, &address, log, &|| granted(&address, &request))?;
    Ok(began.elapsed())
}

fn granted(address: &str, request: &str) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect(address)?;
        stream.write_all(request.as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}
