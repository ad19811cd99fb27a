//! Resident memory of a server: when it has started, and after load.

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

/// For each database, with what it may be after load, in megabytes.
pub fn rows(binaries: &Binaries, load: &Load, databases: &[(&Database, u32)]) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (database, aim) in databases {
        let target = Target::real(binaries, database)?;
        thread::sleep(SETTLE);
        let idle = target.server.resident_megabytes()?;
        load.once(binaries, &target)?;
        let loaded = target.server.resident_megabytes()?;
        let clients = database.connections;
        rows.push(
            Row::measured(&format!("memory after load, {clients} clients"), loaded, "MB")
                .at_most(f64::from(*aim)),
        );
        rows.push(Row::measured(&format!("memory idle, {clients} clients"), idle, "MB"));
    }
    Ok(rows)
}
