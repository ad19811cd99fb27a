//! Resident memory of a server: when it has started, and after load.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use super::binaries::Binaries;
use super::database::Database;
use super::report::Row;
use super::rounds::Load;
use super::target::Target;
use crate::shell::Result;

/// Until what starting needed is given back.
const SETTLE: Duration = Duration::from_secs(2);

/// People who mistype, or an attacker who guesses.
const WRONG_SIGN_INS: usize = 1_000;
const AT_ONCE: usize = 16;
/// On its one core the server hashes one password at a time, in 19 MiB.
const AFTER_SIGN_INS: f64 = 80.0;

/// For each database, with what it may be after load, in megabytes.
pub fn rows(binaries: &Binaries, load: &Load, databases: &[(&Database, u32)]) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (database, aim) in databases {
        let target = Target::real(binaries, database)?;
        thread::sleep(SETTLE);
        let idle = target.server.resident_megabytes()?;
        load.once(binaries, &target)?;
        let loaded = target.server.resident_megabytes()?;
        let allocated = target.server.allocated_megabytes()?;
        let clients = database.connections;
        rows.push(
            Row::measured(&format!("memory after load, {clients} clients"), loaded, "MB")
                .at_most(f64::from(*aim)),
        );
        rows.push(
            Row::measured(&format!("memory allocated after load, {clients} clients"), allocated, "MB")
                .at_most(f64::from(*aim)),
        );
        rows.push(Row::measured(&format!("memory idle, {clients} clients"), idle, "MB"));
        if clients == super::SMALL {
            wrong_sign_ins(&target.address)?;
            let guessed = target.server.resident_megabytes()?;
            let name = format!("memory after {WRONG_SIGN_INS} wrong sign-ins, {clients} clients");
            rows.push(Row::measured(&name, guessed, "MB").at_most(AFTER_SIGN_INS));
        }
    }
    Ok(rows)
}

/// Some at a time, each for another account.
fn wrong_sign_ins(address: &str) -> Result {
    let ask = |number: usize| -> std::io::Result<String> {
        let body =
            format!(r#"{{"email":"stranger{number}@people.example","password":"a wrong pass phrase"}}"#);
        let mut stream = TcpStream::connect(address)?;
        write!(
            stream,
            "POST /api/account/v1/session HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    thread::scope(|scope| {
        let asking: Vec<_> = (0..AT_ONCE)
            .map(|first| {
                scope.spawn(move || {
                    (first..WRONG_SIGN_INS).step_by(AT_ONCE).try_for_each(|number| {
                        let answer = ask(number).map_err(|error| error.to_string())?;
                        let refused =
                            ["HTTP/1.1 401", "HTTP/1.1 429"].iter().any(|it| answer.starts_with(it));
                        if refused { Ok(()) } else { Err(answer) }
                    })
                })
            })
            .collect();
        asking.into_iter().try_for_each(|one| one.join().map_err(|_| "a thread has panicked")?)
    })?;
    Ok(())
}
