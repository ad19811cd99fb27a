//! Private PostgreSQL servers for tests: a cluster in a temporary folder on a free port of 127.0.0.1, and in it
//! as many empty databases as are asked for.
//!
//! A test wants [`fresh_database`] and nothing else:
//!
//! ```no_run
//! let url = throwaway_postgres::fresh_database()?;
//! # std::io::Result::Ok(())
//! ```

mod cluster;
mod programs;
mod server;

use std::env;
use std::io;
use std::path::PathBuf;
use std::sync::OnceLock;

pub use cluster::Cluster;
pub use server::Server;

/// Names a running server to use instead of starting one: an admin URL, as [`Server::admin_url`] returns it.
pub const URL_VARIABLE: &str = "GRANTRY_TEST_POSTGRES_URL";

/// The server that all tests of this process share: the one that [`URL_VARIABLE`] names, else a cluster started
/// on first use, which ends with the process.
///
/// # Errors
/// As for [`Cluster::start`]. The first failure is remembered and returned to every later caller.
pub fn shared() -> io::Result<&'static Server> {
    static SHARED: OnceLock<Result<Shared, String>> = OnceLock::new();
    let shared = SHARED.get_or_init(|| match env::var(URL_VARIABLE) {
        Ok(url) => Ok(Shared::Given(Server::at(url))),
        Err(_) => Cluster::start().map(Shared::Started).map_err(|error| error.to_string()),
    });
    match shared {
        Ok(Shared::Given(server)) => Ok(server),
        Ok(Shared::Started(cluster)) => Ok(cluster),
        Err(message) => Err(io::Error::other(message.clone())),
    }
}

/// The URL of a new, empty database on the [`shared`] server, owned by the role `grantry`.
///
/// # Errors
/// As for [`shared`] and [`Server::create_database`].
pub fn fresh_database() -> io::Result<String> {
    shared()?.create_database(&server::unused_name())
}

/// The URL of a new database on the [`shared`] server that has all that the one of this URL has, such as a schema that
/// need not be made again. No one may be connected to that one.
///
/// # Errors
/// As for [`shared`] and [`Server::copy_database`].
pub fn copy_of(url: &str) -> io::Result<String> {
    let original = url.rsplit('/').next().unwrap_or_default();
    shared()?.copy_database(original, &server::unused_name())
}

/// Whether PostgreSQL's programs are on this machine.
pub fn is_installed() -> bool {
    programs::folder().is_ok()
}

/// Where PostgreSQL's client `psql` is.
///
/// # Errors
/// `NotFound` where PostgreSQL is not installed.
pub fn psql() -> io::Result<PathBuf> {
    Ok(programs::folder()?.join("psql"))
}

enum Shared {
    Given(Server),
    Started(Cluster),
}
