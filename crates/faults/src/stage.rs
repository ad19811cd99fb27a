//! The stage of a script: nodes and a database of its own, with proxies between all of them.

use std::fs::{self, Permissions};
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use throwaway_postgres::Cluster;

use crate::Outcome;
use crate::machine::SmallDisk;
use crate::node::{Launch, Node};
use crate::program::{Program, variable};
use crate::proxy::Proxy;

pub const PUBLIC_URL: &str = "https://grantry.example";

/// What a script plays on.
#[derive(Debug, Clone, Copy, Default)]
pub struct Layout {
    /// 0 stands for one node on an SQLite file.
    pub postgres_nodes: usize,
    /// Whether there are proxies between nodes and PostgreSQL.
    pub cuts: bool,
    /// Megabytes of a disk of the database's own.
    pub disk: Option<u32>,
    /// Whether each node's clock can be set.
    pub clocks: bool,
    /// Seconds that a stopping node keeps serving.
    pub drain: Option<u64>,
}

pub struct Stage {
    // Dropped in this order: nodes before the database, and that before its disk.
    pub nodes: Vec<Node>,
    pub postgres: Option<Cluster>,
    pub disk: Option<SmallDisk>,
    /// The database without a proxy between.
    pub database_url: String,
    pub program: Program,
    flags: Vec<String>,
    folder: TempDir,
}

impl Stage {
    /// Starts everything; all nodes are ready.
    pub async fn start(program: &Program, layout: Layout) -> Outcome<Self> {
        let folder = tempfile::Builder::new().prefix("grantry-faults-").tempdir()?;
        let disk = layout.disk.map(SmallDisk::mount).transpose()?;
        let data = disk.as_ref().map_or(folder.path(), SmallDisk::folder).to_owned();
        let postgres = match layout.postgres_nodes {
            0 => None,
            _ => Some(Cluster::durable(disk.as_ref().map_or(Path::new("/tmp"), SmallDisk::folder))?),
        };
        let database_url = match &postgres {
            Some(cluster) => cluster.create_database("faults")?,
            None => format!("sqlite:{}", data.join("grantry.db").display()),
        };
        let key = folder.path().join("master.key");
        fs::write(&key, program.output(&["keys", "new-master"], &[])?)?;
        fs::set_permissions(&key, Permissions::from_mode(0o600))?;
        let mut flags = words(["--public-url", PUBLIC_URL, "--data-dir"]);
        flags.push(data.display().to_string());
        flags.extend([words(["--master-key-file"]), vec![key.display().to_string()]].concat());
        let (nodes, program) = (Vec::new(), program.clone());
        let mut stage = Self { nodes, postgres, disk, database_url, program, flags, folder };
        stage.command(&["migrate"])?;
        for number in 0..layout.postgres_nodes.max(1) {
            let node = stage.new_node(number, layout).await?;
            stage.nodes.push(node);
        }
        for node in &stage.nodes {
            node.launch()?;
        }
        for node in &stage.nodes {
            node.wait_until_ready().await?;
        }
        Ok(stage)
    }

    async fn new_node(&self, number: usize, layout: Layout) -> Outcome<Node> {
        let mut environment = Vec::new();
        let mut url = self.database_url.clone();
        let mut to_database = None;
        if layout.cuts && self.postgres.is_some() {
            let address = address_in(&url)?;
            let proxy = Proxy::start(address).await?;
            url = url.replace(&address.to_string(), &proxy.address().to_string());
            to_database = Some(proxy);
        }
        if let Some(seconds) = layout.drain {
            environment.push((variable("drain_seconds"), seconds.to_string()));
        }
        if layout.clocks {
            let file = self.clock_file(number);
            fs::write(&file, "+0")?;
            environment.extend(fake_clock(&file)?);
        }
        let mut flags = self.flags.clone();
        flags.extend(words(["--demo-api", "--workers", "1", "--log", "info", "--database-url"]));
        flags.push(url);
        let log = self.folder.path().join(format!("node-{number}.log"));
        Node::new(Launch { program: self.program.clone(), flags, environment, log }, to_database).await
    }

    /// What the load talks to.
    pub fn fronts(&self) -> Vec<SocketAddr> {
        self.nodes.iter().map(|node| node.front.address()).collect()
    }

    /// Runs a command of the binary with the nodes' settings, past all proxies.
    pub fn command(&self, args: &[&str]) -> Outcome<String> {
        let mut flags = self.flags.clone();
        flags.extend([words(["--database-url"]), vec![self.database_url.clone()]].concat());
        self.program.output(args, &flags)
    }

    /// Sets a node's clock off by so many seconds.
    pub fn set_clock(&self, node: usize, seconds: i64) -> Outcome {
        let (file, new) = (self.clock_file(node), self.folder.path().join("clock.new"));
        fs::write(&new, format!("{seconds:+}"))?;
        Ok(fs::rename(new, file)?)
    }

    pub fn cluster(&self) -> Outcome<&Cluster> {
        self.postgres.as_ref().ok_or_else(|| "there is no PostgreSQL on this stage".into())
    }

    pub fn small_disk(&self) -> Outcome<&SmallDisk> {
        self.disk.as_ref().ok_or_else(|| "there is no disk of its own on this stage".into())
    }

    pub fn scratch(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The last lines of every node's log.
    pub fn log_tails(&self) -> String {
        let tail = |(number, node): (usize, &Node)| format!("--- node {number}\n{}\n", node.log_tail());
        self.nodes.iter().enumerate().map(tail).collect()
    }

    fn clock_file(&self, node: usize) -> PathBuf {
        self.folder.path().join(format!("clock-{node}"))
    }
}

fn words<const N: usize>(words: [&str; N]) -> Vec<String> {
    words.map(str::to_owned).to_vec()
}

/// The address in `postgres://user@127.0.0.1:5432/name`.
pub fn address_in(url: &str) -> Outcome<SocketAddr> {
    let (_, rest) = url.split_once('@').ok_or("a database URL without a user")?;
    Ok(rest.split('/').next().unwrap_or(rest).parse()?)
}

/// What makes libfaketime take a process's wall clock from a file, and leave its monotonic clock alone.
fn fake_clock(file: &Path) -> Outcome<[(String, String); 4]> {
    let library = ["x86_64-linux-gnu", "aarch64-linux-gnu"]
        .map(|machine| PathBuf::from(format!("/usr/lib/{machine}/faketime/libfaketimeMT.so.1")))
        .into_iter()
        .find(|library| library.is_file())
        .ok_or("libfaketime is missing: apt-get install faketime")?;
    let pair = |key: &str, value: String| (key.to_owned(), value);
    Ok([
        pair("LD_PRELOAD", library.display().to_string()),
        pair("FAKETIME_TIMESTAMP_FILE", file.display().to_string()),
        pair("FAKETIME_NO_CACHE", "1".into()),
        pair("FAKETIME_DONT_FAKE_MONOTONIC", "1".into()),
    ])
}
