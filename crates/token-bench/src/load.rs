//! Token requests over kept connections, on one thread; prints what it saw as one line of JSON.
//!
//! Without `--rate` each connection asks as soon as it is answered: that finds how many grants there can be. With it
//! each asks at fixed moments, and the time of an answer counts from the moment at which it should have been asked
//! for, however late the one before came: a server that stalls cannot hide the requests that it kept waiting.

mod clients;
mod http;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::{Duration, Instant};

use clap::Parser;
use clients::{Chosen, Clients, Endpoints};
use http::{Asked, Connection, Outcome};
use tokio::task::{LocalSet, yield_now};

#[derive(Parser)]
struct Arguments {
    #[arg(long)]
    address: SocketAddr,
    #[arg(long)]
    path: String,
    #[command(flatten)]
    asked: Asked,
    /// Ask for a random one of these clients each time, at its own tenant's endpoint. A line each: tenant and client,
    /// as hexadecimal UUIDs. They all have the one secret.
    #[arg(long)]
    clients: Option<PathBuf>,
    /// Ask for these at their tenants' hosts right below this domain
    #[arg(long, requires = "clients")]
    base_domain: Option<String>,
    #[arg(long, default_value_t = 16)]
    connections: u32,
    /// Seconds that are measured, after one that is not.
    #[arg(long, default_value_t = 4)]
    seconds: u64,
    /// Requests a second, all connections together
    #[arg(long)]
    rate: Option<u32>,
}

const WARM_UP: Duration = Duration::from_secs(1);

/// Between which moments answers are measured, and how far apart one connection's requests are.
#[derive(Clone, Copy)]
struct Plan {
    start: Instant,
    from: Instant,
    until: Instant,
    every: Option<Duration>,
}

#[derive(Default)]
struct Seen {
    grants: u64,
    /// Of those between `from` and `until`.
    microseconds: Vec<u64>,
}

fn main() -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().event_interval(8).build()?;
    LocalSet::new().block_on(&runtime, run(Arguments::parse()))
}

async fn run(arguments: Arguments) -> Outcome {
    let endpoints = Endpoints { address: arguments.address, base_domain: arguments.base_domain };
    let clients = Rc::new(match &arguments.clients {
        Some(file) => Clients::read(file, endpoints, arguments.asked)?,
        None => Clients::One(arguments.asked.request(arguments.address, &arguments.path)),
    });
    let start = Instant::now();
    let from = start + WARM_UP;
    let until = from + Duration::from_secs(arguments.seconds);
    let every = arguments.rate.map(|rate| Duration::from_secs(arguments.connections.into()) / rate.max(1));
    let mut asking = Vec::new();
    for number in 0..arguments.connections {
        // Evenly spread, so that they do not all ask at once.
        let start = start + every.unwrap_or_default() * number / arguments.connections;
        let plan = Plan { start, from, until, every };
        asking.push(tokio::task::spawn_local(ask(arguments.address, clients.choose(number), plan)));
    }
    let mut seen = Seen::default();
    for connection in asking {
        let more = connection.await??;
        seen.grants += more.grants;
        seen.microseconds.extend(more.microseconds);
    }
    report(seen, arguments.seconds)
}

fn report(mut seen: Seen, seconds: u64) -> Outcome {
    seen.microseconds.sort_unstable();
    let percentile = |part: usize| {
        seen.microseconds.get(seen.microseconds.len() * part / 1000).copied().unwrap_or_default()
    };
    let seen = serde_json::json!({
        "grants": seen.grants,
        "per_second": seen.microseconds.len() as u64 / seconds.max(1),
        "p50_us": percentile(500),
        "p99_us": percentile(990),
    });
    Ok(serde_json::to_writer(std::io::stdout(), &seen)?)
}

async fn ask(address: SocketAddr, mut requests: Chosen, plan: Plan) -> Outcome<Seen> {
    let mut connection = Connection::open(address).await?;
    let mut seen = Seen { grants: 0, microseconds: Vec::with_capacity(1 << 16) };
    let mut due = plan.start;
    loop {
        let request = requests.next();
        let began = match plan.every {
            Some(every) => {
                wait_until(due).await;
                due += every;
                due - every
            }
            None => Instant::now(),
        };
        connection.succeed(request).await?;
        let ended = Instant::now();
        seen.grants += 1;
        if ended >= plan.until {
            return Ok(seen);
        }
        if began >= plan.from {
            seen.microseconds.push(u64::try_from((ended - began).as_micros())?);
        }
    }
}

/// Timers are a millisecond coarse, ten times what an answer takes: this spins, on a core of its own.
async fn wait_until(at: Instant) {
    while Instant::now() < at {
        yield_now().await;
    }
}
