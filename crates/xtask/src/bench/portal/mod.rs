//! `cargo xtask bench portal`: how long each list and each search of the portals takes, on a small and a large database
//! of each kind. Both servers run at the same time and are asked in turns, so that what else this machine does meets
//! both.

mod copied;
mod lists;
mod people;
mod table;

use std::path::Path;

use super::binaries::Binaries;
use super::database::Database as Filled;
use super::{SMALL, binaries, machine, report};
use crate::demo::Database;
use crate::server::{self, Server};
use crate::shell::{Result, say};

const BEGIN: &str = "<!-- written by `cargo xtask bench portal --write` -->\n";

#[derive(clap::Args)]
pub struct Portal {
    /// Connections of the large database
    #[arg(long, default_value_t = 1_000_000)]
    large: usize,
    /// How often each list is asked for
    #[arg(long, default_value_t = 200)]
    times: usize,
    /// Only on this database
    #[arg(long, value_enum)]
    database: Option<Database>,
    /// Measure the release build that is there
    #[arg(long)]
    no_build: bool,
    /// Write the table into docs/performance.md
    #[arg(long)]
    write: bool,
}

impl Portal {
    pub fn run(&self) -> Result {
        if !self.no_build {
            binaries::build()?;
        }
        let binaries = Binaries::find()?;
        let folder = tempfile::tempdir()?;
        let small = Filled::make(&binaries, folder.path(), SMALL)?;
        let large = Filled::make(&binaries, folder.path(), self.large)?;
        let mut rows = Vec::new();
        for database in Database::ALL.into_iter().filter(|one| self.database.is_none_or(|only| only == *one))
        {
            let few = Node::start(&binaries, database, &small, folder.path())?;
            let many = Node::start(&binaries, database, &large, folder.path())?;
            for list in lists::all() {
                let row = lists::measure(&list, &few, &many, self.times)?;
                let row = table::Row { database: database.name(), list: list.name, ..row };
                eprint!("{}", row.line());
                rows.push(row);
            }
        }
        let report = table::render(&rows, SMALL, self.large, self.times, &machine::describe()?);
        say(&report);
        if self.write { report::write_between(BEGIN, &report) } else { Ok(()) }
    }
}

/// A server, and whom it knows.
struct Node {
    people: people::People,
    _server: Server,
}

impl Node {
    fn start(binaries: &Binaries, database: Database, filled: &Filled, folder: &Path) -> Result<Self> {
        let address = server::free_address()?;
        let mut command = binaries.grantry(super::target::SERVER_CORE);
        command.args(["serve", "--log", "warn", "--listen", &address]);
        match database {
            Database::Sqlite => command.arg("--data-dir").arg(&filled.folder),
            Database::Postgres => {
                let url = copied::into_postgres(binaries, filled)?;
                command.args(["--database-url", &url]);
                command.arg("--master-key-file").arg(filled.folder.join("master.key"))
            }
        };
        let log = folder.join(format!("{}-{}.log", database.name(), filled.connections));
        let server = Server::start(command, &address, Some(log))?;
        let people = people::sign_in(&address, &filled.folder.join("demo.json"))?;
        Ok(Self { people, _server: server })
    }
}
