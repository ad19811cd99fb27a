//! What a server of a test begins with: a database that has the schema and no row, and its master key. Both are made once
//! in this process, as an operator makes them, and copied for each server. So servers have one master key and one epoch of
//! the change log: a test that needs others makes its database itself, as those of the console do.

use std::{fs, path::Path, sync::OnceLock};

use super::{
    Outcome,
    server::{run, write_private, write_private_bytes},
};

const DATABASE: &str = "grantry.db";
const MASTER_KEY: &str = "master.key";

/// A database that no server uses, and its master key.
struct Original<D> {
    database: D,
    master_key: String,
}

/// Puts an embedded database and its master key into the folder of a server.
pub fn embedded(folder: &Path) -> Outcome {
    static ORIGINAL: OnceLock<Result<Original<Vec<u8>>, String>> = OnceLock::new();
    let original = ORIGINAL.get_or_init(|| make_embedded().map_err(|error| error.to_string()));
    let original = original.as_ref().map_err(String::as_str)?;
    write_private_bytes(&folder.join(DATABASE), &original.database)?;
    Ok(write_private(&folder.join(MASTER_KEY), &original.master_key)?)
}

/// Puts the master key of a new PostgreSQL database into the folder of a server; the flags that name both.
pub fn postgres(folder: &Path) -> Outcome<Vec<String>> {
    static ORIGINAL: OnceLock<Result<Original<String>, String>> = OnceLock::new();
    let original = ORIGINAL.get_or_init(|| make_postgres().map_err(|error| error.to_string()));
    let original = original.as_ref().map_err(String::as_str)?;
    let url = throwaway_postgres::copy_of(&original.database)?;
    flags(folder, &original.master_key, url)
}

fn make_embedded() -> Outcome<Original<Vec<u8>>> {
    let folder = tempfile::tempdir()?;
    run(&["migrate", "--data-dir", &folder.path().display().to_string()])?;
    let master_key = fs::read_to_string(folder.path().join(MASTER_KEY))?;
    Ok(Original { database: fs::read(folder.path().join(DATABASE))?, master_key })
}

fn make_postgres() -> Outcome<Original<String>> {
    let folder = tempfile::tempdir()?;
    let master_key = run(&["keys", "new-master"])?;
    let database = throwaway_postgres::fresh_database()?;
    let flags = flags(folder.path(), &master_key, database.clone())?;
    run(&[&["migrate"], flags.iter().map(String::as_str).collect::<Vec<_>>().as_slice()].concat())?;
    Ok(Original { database, master_key })
}

fn flags(folder: &Path, master_key: &str, url: String) -> Outcome<Vec<String>> {
    let file = folder.join(MASTER_KEY);
    write_private(&file, master_key)?;
    Ok(vec!["--master-key-file".into(), file.display().to_string(), "--database-url".into(), url])
}
