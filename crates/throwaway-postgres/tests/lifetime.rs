//! A cluster serves while its owner lives, and not a moment longer.

use std::io;
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::Duration;
use std::{env, fs, thread};

use throwaway_postgres::{Cluster, URL_VARIABLE};

const ORPHAN_VARIABLE: &str = "THROWAWAY_POSTGRES_ORPHAN";

fn address(cluster: &Cluster) -> String {
    let url = cluster.admin_url();
    url.trim_start_matches("postgres://test@").trim_end_matches("/postgres").to_owned()
}

fn is_up(address: &str) -> bool {
    TcpStream::connect(address).is_ok()
}

#[test]
fn databases_belong_to_a_role_that_row_level_security_binds() -> io::Result<()> {
    let cluster = Cluster::start()?;
    let url = cluster.create_database("clinic")?;
    assert!(url.starts_with("postgres://grantry@127.0.0.1:") && url.ends_with("/clinic"), "{url}");

    let owner = "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb FROM pg_database \
                 JOIN pg_roles ON pg_roles.oid = datdba WHERE datname = 'clinic'";
    assert_eq!(cluster.execute(owner)?, "grantry|f|f|t");
    assert!(cluster.create_database("clinic").is_err(), "a second database of the same name");
    assert!(cluster.create_database("cli\"nic").is_err(), "a name that would need quoting");
    Ok(())
}

#[test]
fn a_copy_has_what_the_original_had_and_keeps_to_itself() -> io::Result<()> {
    let original = throwaway_postgres::fresh_database()?;
    ask(&original, "CREATE TABLE clinics (name text); INSERT INTO clinics VALUES ('Harbour')")?;
    let copies = [throwaway_postgres::copy_of(&original)?, throwaway_postgres::copy_of(&original)?];
    ask(&copies[0], "DELETE FROM clinics")?;
    let counts = copies.each_ref().map(|copy| ask(copy, "SELECT count(*) FROM clinics"));
    let [none, one] = counts;
    assert_eq!((none?.as_str(), one?.as_str()), ("0", "1"));
    let owner = "SELECT tableowner FROM pg_tables WHERE tablename = 'clinics'";
    assert_eq!(ask(&copies[1], owner)?, "grantry");
    assert!(throwaway_postgres::copy_of("postgres://grantry@127.0.0.1/cli\"nic").is_err());
    Ok(())
}

/// What `psql` prints of a statement's rows.
fn ask(url: &str, statement: &str) -> io::Result<String> {
    let mut psql = Command::new(throwaway_postgres::psql()?);
    let output =
        psql.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement, url]).output()?;
    if !output.status.success() {
        return Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
}

#[test]
fn a_dropped_cluster_is_gone_and_an_interrupted_one_comes_back() -> io::Result<()> {
    let cluster = Cluster::start()?;
    let address = address(&cluster);
    cluster.interrupt()?;
    assert!(!is_up(&address));
    cluster.resume()?;
    assert!(is_up(&address));
    drop(cluster);
    assert!(!is_up(&address));
    Ok(())
}

/// Not a test by itself: the process that the next one starts and kills.
#[test]
fn orphan() -> io::Result<()> {
    let Ok(file) = env::var(ORPHAN_VARIABLE) else { return Ok(()) };
    throwaway_postgres::fresh_database()?;
    fs::write(file, throwaway_postgres::shared()?.admin_url())?;
    loop {
        thread::park();
    }
}

#[test]
fn a_shared_cluster_ends_with_a_process_that_is_killed() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("url");
    let mut process = Command::new(env::current_exe()?)
        .args(["--exact", "orphan"])
        .env(ORPHAN_VARIABLE, &file)
        .env_remove(URL_VARIABLE)
        .stdout(Stdio::null())
        .spawn()?;
    let url = until(|| fs::read_to_string(&file).ok().filter(|url| url.ends_with("/postgres")));
    let address = url.map(|url| url.replace("postgres://test@", "").replace("/postgres", ""));
    let was_up = address.as_deref().is_some_and(is_up);
    process.kill()?;
    process.wait()?;

    assert!(was_up, "the orphan never came up");
    let address = address.unwrap_or_default();
    assert!(until(|| (!is_up(&address)).then_some(())).is_some(), "the cluster outlived its process");
    Ok(())
}

/// Asks for up to a minute.
fn until<T>(mut answer: impl FnMut() -> Option<T>) -> Option<T> {
    (0..600).find_map(|_| {
        let found = answer();
        if found.is_none() {
            thread::sleep(Duration::from_millis(100));
        }
        found
    })
}
