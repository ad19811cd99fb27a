//! Fetches one address within bounds on time, bytes and redirects.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Method;
use reqwest::header::{ACCEPT, HeaderMap};
use reqwest::redirect::{Attempt, Policy};
use tokio::sync::OnceCell;
use tokio::time::{Instant, timeout_at};
use url::Url;

use crate::FetchError;
use crate::addresses::{Guard, OutOfBounds, system};

/// How much one fetch may take.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// From the look-up of the name to the last byte.
    pub time: Duration,
    /// Of the body.
    pub bytes: usize,
    /// Redirects that are followed, each judged like the first address.
    pub redirects: usize,
}

/// A body that came with status 200.
#[derive(Debug)]
pub struct Fetched {
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// A request that is passed on.
#[derive(Debug, Clone)]
pub struct Outgoing {
    pub method: String,
    /// Names and values.
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

/// What came back, whatever its status.
#[derive(Debug)]
pub struct Answered {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// Fetches within bounds. The client is made when it is first needed: most platforms never do.
#[derive(Debug)]
pub struct Fetcher {
    guard: Guard,
    bounds: Bounds,
    client: OnceCell<reqwest::Client>,
}

impl Fetcher {
    /// `private_networks`: addresses that are not on the public internet may be fetched from too, and loopback without
    /// TLS.
    pub fn new(private_networks: bool, bounds: Bounds) -> Self {
        Self::with(Guard { private_networks, look_up: system() }, bounds)
    }

    pub fn with(guard: Guard, bounds: Bounds) -> Self {
        Self { guard, bounds, client: OnceCell::new() }
    }

    /// `accept`: the media types that are asked for.
    pub async fn fetch(&self, url: &Url, accept: &str) -> Result<Fetched, FetchError> {
        self.guard.admits_url(url)?;
        let client = self.client.get_or_try_init(async || self.client().await).await?;
        let fetched = tokio::time::timeout(self.bounds.time, get(client, url, accept, self.bounds.bytes));
        fetched.await.map_err(|_| FetchError::TooSlow)?
    }

    /// Passes a request on. Redirects are answers like others, unless the bounds have some.
    ///
    /// # Errors
    /// As of [`fetch`](Self::fetch), but for the status.
    pub async fn send(&self, url: &Url, call: Outgoing) -> Result<Answered, FetchError> {
        self.guard.admits_url(url)?;
        let client = self.client.get_or_try_init(async || self.client().await).await?;
        let sent = tokio::time::timeout(self.bounds.time, send(client, url, call, self.bounds.bytes));
        sent.await.map_err(|_| FetchError::TooSlow)?
    }

    /// As [`send`](Self::send), where the status is what counts: of the body, what fits into the bounds and comes in time
    /// is read, and the rest is left.
    pub async fn deliver(&self, url: &Url, call: Outgoing) -> Result<Answered, FetchError> {
        self.guard.admits_url(url)?;
        let client = self.client.get_or_try_init(async || self.client().await).await?;
        let end = Instant::now() + self.bounds.time;
        let mut answer = timeout_at(end, ask(client, url, call)).await.map_err(|_| FetchError::TooSlow)??;
        let (status, headers) = (answer.status().as_u16(), std::mem::take(answer.headers_mut()));
        let mut body = Vec::new();
        // Whatever ends the body early, the answer stands.
        let _ended = timeout_at(end, begin(&mut answer, &mut body, self.bounds.bytes)).await;
        Ok(Answered { status, headers, body })
    }

    /// Reads the system's certificates, which takes a while.
    async fn client(&self) -> Result<reqwest::Client, FetchError> {
        let (guard, redirects) = (self.guard.clone(), self.bounds.redirects);
        let made = tokio::task::spawn_blocking(move || client(guard, redirects)).await;
        made.map_err(|failed| FetchError::Unreachable(failed.to_string()))?.map_err(refused)
    }
}

pub(crate) async fn get(
    client: &reqwest::Client,
    url: &Url,
    accept: &str,
    most: usize,
) -> Result<Fetched, FetchError> {
    let mut answer = client.get(url.clone()).header(ACCEPT, accept).send().await.map_err(refused)?;
    if answer.status() != reqwest::StatusCode::OK {
        return Err(FetchError::Status(answer.status().as_u16()));
    }
    let headers = std::mem::take(answer.headers_mut());
    Ok(Fetched { headers, body: collect(answer, most).await? })
}

async fn ask(client: &reqwest::Client, url: &Url, call: Outgoing) -> Result<reqwest::Response, FetchError> {
    let method = call.method.parse::<Method>();
    let method = method.map_err(|error| FetchError::Unreachable(error.to_string()))?;
    let request = client.request(method, url.clone()).body(call.body);
    let request =
        call.headers.into_iter().fold(request, |request, (name, value)| request.header(name, value));
    request.send().await.map_err(refused)
}

async fn send(
    client: &reqwest::Client,
    url: &Url,
    call: Outgoing,
    most: usize,
) -> Result<Answered, FetchError> {
    let mut answer = ask(client, url, call).await?;
    let (status, headers) = (answer.status().as_u16(), std::mem::take(answer.headers_mut()));
    Ok(Answered { status, headers, body: collect(answer, most).await? })
}

/// Reads a body until it ends or so many bytes are there.
async fn begin(answer: &mut reqwest::Response, body: &mut Vec<u8>, most: usize) -> Result<(), FetchError> {
    while body.len() < most
        && let Some(chunk) = answer.chunk().await.map_err(refused)?
    {
        let room = most - body.len();
        body.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
    }
    Ok(())
}

/// The body, if it is not longer than that.
async fn collect(mut answer: reqwest::Response, most: usize) -> Result<Vec<u8>, FetchError> {
    if answer.content_length().is_some_and(|length| length > most as u64) {
        return Err(FetchError::TooLong);
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(refused)? {
        if body.len() + chunk.len() > most {
            return Err(FetchError::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Uses no proxy, and keeps no connection: each is made to an address that was judged for it.
pub(crate) fn client(guard: Guard, redirects: usize) -> reqwest::Result<reqwest::Client> {
    let judge = guard.clone();
    let policy = match redirects {
        0 => Policy::none(),
        _ => Policy::custom(move |attempt| follow(attempt, &judge, redirects)),
    };
    reqwest::Client::builder()
        .redirect(policy)
        .no_proxy()
        .referer(false)
        .pool_max_idle_per_host(0)
        .user_agent("grantry")
        .dns_resolver(Arc::new(guard))
        .build()
}

fn follow(attempt: Attempt<'_>, guard: &Guard, redirects: usize) -> reqwest::redirect::Action {
    if attempt.previous().len() > redirects {
        return attempt.stop();
    }
    match guard.admits_url(attempt.url()) {
        Ok(()) => attempt.follow(),
        Err(error) => attempt.error(error),
    }
}

fn refused(error: reqwest::Error) -> FetchError {
    let error = error.without_url();
    let mut cause: Option<&dyn Error> = Some(&error);
    let mut text = String::new();
    while let Some(one) = cause {
        if one.is::<OutOfBounds>() {
            return FetchError::Forbidden;
        }
        if let Some(error) = one.downcast_ref::<FetchError>() {
            return error.clone();
        }
        text = one.to_string();
        cause = one.source();
    }
    FetchError::Unreachable(text)
}
