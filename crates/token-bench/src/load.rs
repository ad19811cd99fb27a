//! A closed loop of token requests over kept connections, on one thread; prints what it saw as one line of JSON.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use clap::Parser;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[derive(Parser)]
struct Arguments {
    #[arg(long)]
    address: SocketAddr,
    #[arg(long)]
    path: String,
    #[arg(long)]
    client_id: String,
    #[arg(long, env = "BENCH_CLIENT_SECRET", hide_env_values = true)]
    client_secret: String,
    #[arg(long, default_value_t = 16)]
    connections: usize,
    /// Seconds that are measured, after one that is not.
    #[arg(long, default_value_t = 4)]
    seconds: u64,
}

const WARM_UP: Duration = Duration::from_secs(1);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    let arguments = Arguments::parse();
    let body = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}",
        arguments.client_id, arguments.client_secret
    );
    let request = format!(
        "POST {} HTTP/1.1\r\nhost: {}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        arguments.path,
        arguments.address,
        body.len()
    );
    let from = Instant::now() + WARM_UP;
    let until = from + Duration::from_secs(arguments.seconds);
    let mut clients = JoinSet::new();
    for _ in 0..arguments.connections {
        clients.spawn(client(arguments.address, request.clone().into_bytes(), from, until));
    }
    let (mut microseconds, mut grants) = (Vec::new(), 0);
    while let Some(seen) = clients.join_next().await {
        let (all, measured) = seen??;
        grants += all;
        microseconds.extend(measured);
    }
    microseconds.sort_unstable();
    let percentile =
        |part: usize| microseconds.get(microseconds.len() * part / 100).copied().unwrap_or_default();
    let seen = serde_json::json!({
        "grants": grants,
        "per_second": microseconds.len() as u64 / arguments.seconds.max(1),
        "p50_us": percentile(50),
        "p99_us": percentile(99),
    });
    Ok(serde_json::to_writer(std::io::stdout(), &seen)?)
}

/// How many grants there were, and the microseconds of each that began and ended within the measured time.
async fn client(
    address: SocketAddr,
    request: Vec<u8>,
    from: Instant,
    until: Instant,
) -> Outcome<(u64, Vec<u64>)> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (mut grants, mut seen) = (0, Vec::with_capacity(1 << 16));
    let mut buffer = Vec::with_capacity(8192);
    loop {
        let began = Instant::now();
        stream.write_all(&request).await?;
        read_grant(&mut stream, &mut buffer).await?;
        let ended = Instant::now();
        grants += 1;
        if ended >= until {
            return Ok((grants, seen));
        }
        if began >= from {
            seen.push(u64::try_from((ended - began).as_micros())?);
        }
    }
}

/// Reads one whole answer, which must be a token.
async fn read_grant(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Outcome<()> {
    buffer.clear();
    let mut whole = None;
    while whole.is_none_or(|whole| buffer.len() < whole) {
        if stream.read_buf(buffer).await? == 0 {
            return Err("the server closed the connection".into());
        }
        if whole.is_none() {
            whole = length(buffer);
        }
    }
    if buffer.starts_with(b"HTTP/1.1 200 ") {
        return Ok(());
    }
    Err(format!("no token: {}", String::from_utf8_lossy(buffer)).into())
}

/// The length of the answer with its head, once the head is there.
fn length(buffer: &[u8]) -> Option<usize> {
    let head_end = buffer.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&buffer[..head_end]).ok()?;
    let body = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    })?;
    Some(head_end + body)
}
