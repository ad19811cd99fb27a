//! Counts the open sockets, by address too, and shuts those that only wait.
//!
//! actix-web bounds the time to the end of a connection's first request head, and the rest between two requests, but
//! not that of a second head that never ends, nor that of an answer which its caller does not read. Here every
//! connection that has kept us waiting for too long is shut.

use std::{
    any::Any,
    collections::HashMap,
    net::{IpAddr, Shutdown, TcpStream},
    os::fd::AsFd,
    pin::Pin,
    sync::{
        Arc, Weak,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
    time::{Duration, Instant},
};

use actix_web::{
    HttpRequest,
    body::{BodySize, BoxBody, MessageBody},
    dev::Extensions,
    rt,
    web::Bytes,
};
use parking_lot::Mutex;
use web::Networks;

/// More than actix-web's own time-outs, which answer or close more politely.
const PATIENCE: Duration = Duration::from_secs(15);
/// For one piece of an answer to be taken, which may be a whole file over a thin line.
const PIECE_PATIENCE: Duration = Duration::from_mins(2);
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// It waits for us.
const NEVER: u64 = u64::MAX;

/// The open sockets of this node. Cheap to clone; clones are one.
#[derive(Clone)]
pub struct Sockets(Arc<Parts>);

struct Parts {
    most: usize,
    most_per_address: usize,
    /// Proxies: everyone comes through them.
    exempt: Networks,
    began: Instant,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    last: u64,
    all: HashMap<u64, Weak<Socket>>,
    per_address: HashMap<IpAddr, usize>,
}

/// One socket, for as long as it is open.
pub struct Socket {
    sockets: Sockets,
    number: u64,
    address: IpAddr,
    /// A second handle: with it the connection can be shut while actix-web holds the first.
    stream: TcpStream,
    /// When it is shut unless it moves: milliseconds since the node began to serve, or [`NEVER`].
    shut_at: AtomicU64,
}

impl Sockets {
    /// `most_per_address`: 0 for no limit.
    pub fn new(most: usize, most_per_address: usize, exempt: Networks) -> Self {
        Self(Arc::new(Parts {
            most,
            most_per_address,
            exempt,
            began: Instant::now(),
            open: Mutex::default(),
        }))
    }

    /// Takes a new connection in, or shuts it. What is returned belongs into the connection's data.
    pub fn opened(&self, io: &dyn Any, data: &mut Extensions) {
        let Some(stream) = io.downcast_ref::<rt::net::TcpStream>() else { return };
        let (Ok(peer), Ok(stream)) = (stream.peer_addr(), stream.as_fd().try_clone_to_owned()) else {
            return;
        };
        let (stream, address) = (TcpStream::from(stream), peer.ip().to_canonical());
        match self.admit(address, stream) {
            Ok(socket) => drop(data.insert(socket)),
            Err(stream) => shut(&stream),
        }
    }

    fn admit(&self, address: IpAddr, stream: TcpStream) -> Result<Arc<Socket>, TcpStream> {
        let mut open = self.0.open.lock();
        let from_there = open.per_address.get(&address).copied().unwrap_or(0);
        let limit = self.0.most_per_address;
        let too_many = limit > 0 && from_there >= limit && !self.0.exempt.contains(address);
        if too_many || open.all.len() >= self.0.most {
            return Err(stream);
        }
        open.last += 1;
        let shut_at = AtomicU64::new(self.after(PATIENCE));
        let socket = Arc::new(Socket { sockets: self.clone(), number: open.last, address, stream, shut_at });
        open.all.insert(socket.number, Arc::downgrade(&socket));
        open.per_address.insert(address, from_there + 1);
        Ok(socket)
    }

    fn after(&self, patience: Duration) -> u64 {
        u64::try_from((self.0.began.elapsed() + patience).as_millis()).unwrap_or(NEVER - 1)
    }

    /// Shuts connections that wait for too long, without end.
    pub async fn watch(self) {
        let mut turns = tokio::time::interval(LOOK_EVERY);
        loop {
            turns.tick().await;
            let now = self.after(Duration::ZERO);
            let all: Vec<_> = self.0.open.lock().all.values().filter_map(Weak::upgrade).collect();
            let late = |one: &&Arc<Socket>| one.shut_at.load(Ordering::Relaxed) < now;
            all.iter().filter(late).for_each(|socket| shut(&socket.stream));
        }
    }
}

impl Socket {
    fn shut_after(&self, patience: Duration) {
        self.shut_at.store(self.sockets.after(patience), Ordering::Relaxed);
    }

    fn wait_for_us(&self) {
        self.shut_at.store(NEVER, Ordering::Relaxed);
    }
}

/// What is shut already cannot be shut.
fn shut(stream: &TcpStream) {
    let _ = stream.shutdown(Shutdown::Both);
}

impl Drop for Socket {
    fn drop(&mut self) {
        let mut open = self.sockets.0.open.lock();
        open.all.remove(&self.number);
        if let Some(count) = open.per_address.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                open.per_address.remove(&self.address);
            }
        }
    }
}

/// A request under way: its connection does not wait.
pub struct UnderWay(Arc<Socket>);

impl UnderWay {
    pub fn begin(request: &HttpRequest) -> Option<Self> {
        let socket = Arc::clone(request.conn_data::<Arc<Socket>>()?);
        socket.wait_for_us();
        Some(Self(socket))
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.shut_after(PATIENCE);
    }
}

/// A body on its way: its request is under way until it is sent, and each piece has to be taken in time.
pub struct Sending {
    body: BoxBody,
    until_sent: Option<UnderWay>,
}

impl Sending {
    pub fn new(body: BoxBody, under_way: Option<UnderWay>) -> Self {
        Self { body, until_sent: under_way }
    }
}

impl MessageBody for Sending {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let Self { body, until_sent } = self.get_mut();
        let piece = Pin::new(body).poll_next(context);
        if let Some(UnderWay(socket)) = until_sent {
            match piece {
                // The next one is asked for when there is room for it.
                Poll::Ready(_) => socket.shut_after(PIECE_PATIENCE),
                Poll::Pending => socket.wait_for_us(),
            }
        }
        piece
    }
}

/// Lets this process hold as many files as it may: a connection takes two.
pub fn raise_file_limit(sockets: usize) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let raised = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
    let files = if raised.is_ok() { maximum } else { current };
    let wanted = u64::try_from(sockets).unwrap_or(u64::MAX).saturating_mul(2);
    if files.is_some_and(|files| files < wanted) {
        tracing::warn!(?files, max_connections = sockets, "fewer files may be open than connections need");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{Ipv4Addr, TcpListener};

    fn stream() -> std::io::Result<TcpStream> {
        TcpStream::connect(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
    }

    #[test]
    fn whoever_takes_no_answer_is_shut() {
        let sockets = Sockets::new(1, 0, Networks::default());
        let socket = sockets.admit(Ipv4Addr::LOCALHOST.into(), stream().unwrap()).unwrap();
        let shut_at = || socket.shut_at.load(Ordering::Relaxed);
        let within =
            |patience| (sockets.after(Duration::ZERO)..=sockets.after(patience)).contains(&shut_at());
        assert!(within(PATIENCE), "it has to send a request");
        socket.wait_for_us();
        let mut sending = Sending::new(BoxBody::new("answer"), Some(UnderWay(Arc::clone(&socket))));
        assert_eq!(shut_at(), NEVER);
        let mut context = Context::from_waker(std::task::Waker::noop());
        assert!(Pin::new(&mut sending).poll_next(&mut context).is_ready());
        assert!(!within(PATIENCE) && within(PIECE_PATIENCE), "it has to take the answer");
        drop(sending);
        assert!(within(PATIENCE));
    }
}
