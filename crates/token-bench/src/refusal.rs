//! How long a connection is still served after an admin pressed Disable: on one node it is disabled, on all of them
//! its client keeps asking until it is refused. Prints what it saw as one line of JSON.

mod http;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use clap::Parser;
use http::{Asked, Connection, Outcome};
use model::environment::Environment;
use model::ids::{ConnectionId, TenantId};
use model::issuer;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::task::JoinSet;
use tokio::time::sleep;
use wire::paths;

#[derive(Parser)]
struct Arguments {
    /// The nodes. The first one's admin API is told to disable.
    #[arg(long, value_delimiter = ',')]
    nodes: Vec<SocketAddr>,
    #[arg(long, default_value_t = 1000)]
    trials: usize,
    #[arg(long)]
    email: String,
    #[arg(long, env = "BENCH_PASSWORD", hide_env_values = true)]
    password: String,
    #[arg(long)]
    tenant: TenantId,
    #[arg(long)]
    connection: ConnectionId,
    #[command(flatten)]
    asked: Asked,
}

/// Between two token requests to a node: how exact the result is.
const ASK_EVERY: Duration = Duration::from_millis(1);
/// Longer than nodes take between two looks at the change log, so that trials meet every phase of that.
const LONGEST_PAUSE: u64 = 400;
const PATIENCE: Duration = Duration::from_secs(10);

struct Admin {
    node: Connection,
    address: SocketAddr,
    cookie: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome {
    let arguments = Arguments::parse();
    let mut admin = Admin::sign_in(&arguments).await?;
    let (tenant, connection) = (arguments.tenant, arguments.connection);
    let (pause, resume) = (paths::admin::pause(tenant, connection), paths::admin::resume(tenant, connection));
    let mut rng = StdRng::seed_from_u64(3);
    let mut took = Vec::with_capacity(arguments.trials);
    for _ in 0..arguments.trials {
        sleep(Duration::from_millis(rng.random_range(0..LONGEST_PAUSE))).await;
        let asking = ask_all(&arguments, 401).await?;
        let began = Instant::now();
        admin.act(&pause).await?;
        took.push(last(asking).await? - began);
        admin.act(&resume).await?;
        last(ask_all(&arguments, 200).await?).await?;
    }
    report(took)
}

fn report(mut took: Vec<Duration>) -> Outcome {
    took.sort_unstable();
    let percentile = |part: usize| {
        let at = (took.len() * part / 1000).min(took.len().saturating_sub(1));
        took.get(at).map_or(0, Duration::as_micros)
    };
    let (p50, p999, slowest) = (percentile(500), percentile(999), percentile(1000));
    let seen =
        serde_json::json!({ "trials": took.len(), "p50_us": p50, "p999_us": p999, "slowest_us": slowest });
    Ok(serde_json::to_writer(std::io::stdout(), &seen)?)
}

/// One task a node, which ends when that node answers with `status`.
async fn ask_all(arguments: &Arguments, status: u16) -> Outcome<JoinSet<Outcome<Instant>>> {
    let mut asking = JoinSet::new();
    for node in &arguments.nodes {
        let path = issuer::of_tenant(arguments.tenant, Environment::Live) + issuer::TOKEN;
        let request = arguments.asked.request(*node, &path);
        let connection = Connection::open(*node).await?;
        asking.spawn(ask(connection, request, status));
    }
    Ok(asking)
}

async fn ask(mut node: Connection, request: Vec<u8>, wanted: u16) -> Outcome<Instant> {
    let began = Instant::now();
    loop {
        let status = node.exchange(&request).await?.status;
        if status == wanted {
            return Ok(Instant::now());
        }
        // 503: the node has lost touch for a moment. It issues nothing, but is not the refusal that is waited for.
        if !matches!(status, 200 | 401 | 503) || began.elapsed() > PATIENCE {
            return Err(format!("a node answered {status} while {wanted} was waited for").into());
        }
        sleep(ASK_EVERY).await;
    }
}

/// When the last node answered so.
async fn last(mut asking: JoinSet<Outcome<Instant>>) -> Outcome<Instant> {
    let mut last = None;
    while let Some(answered) = asking.join_next().await {
        last = last.max(Some(answered??));
    }
    last.ok_or_else(|| "no nodes".into())
}

impl Admin {
    async fn sign_in(arguments: &Arguments) -> Outcome<Self> {
        let address = *arguments.nodes.first().ok_or("no nodes")?;
        let mut node = Connection::open(address).await?;
        let body = serde_json::json!({ "email": arguments.email, "password": arguments.password });
        let request = post(address, &paths::account::session(), "", &body.to_string());
        let answer = node.succeed(&request).await?;
        let set = answer.head.lines().find_map(|line| line.strip_prefix("set-cookie: "));
        let cookie = set.and_then(|set| set.split(';').next()).ok_or("no session cookie")?.to_owned();
        Ok(Self { node, address, cookie })
    }

    /// `POST` without a body.
    async fn act(&mut self, path: &str) -> Outcome {
        let request = post(self.address, path, &format!("cookie: {}\r\n", self.cookie), "");
        self.node.succeed(&request).await?;
        Ok(())
    }
}

fn post(host: SocketAddr, path: &str, headers: &str, body: &str) -> Vec<u8> {
    let head = format!("host: {host}\r\ncontent-type: application/json\r\ncontent-length: {}", body.len());
    format!("POST {path} HTTP/1.1\r\n{head}\r\n{headers}\r\n{body}").into_bytes()
}
