//! Against real servers on this machine.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use url::Url;

use crate::{Bounds, FetchError, Fetcher, Guard, LookUp, Outgoing};

const BOUNDS: Bounds = Bounds { time: Duration::from_secs(2), bytes: 1000, redirects: 3 };

struct Server {
    url: String,
    asked: Arc<AtomicUsize>,
}

/// Answers each request with this, and says no more for as long as `pause` between its bytes.
async fn server(answer: impl Into<String>, pause: Option<Duration>) -> Server {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let asked = Arc::new(AtomicUsize::new(0));
    let (counted, answer) = (Arc::clone(&asked), answer.into());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::Relaxed);
            let answer = answer.clone();
            tokio::spawn(async move {
                let _ = stream.read(&mut [0; 4096]).await;
                let Some(pause) = pause else { return drop(stream.write_all(answer.as_bytes()).await) };
                for byte in answer.bytes() {
                    if stream.write_all(&[byte]).await.is_err() {
                        return;
                    }
                    tokio::time::sleep(pause).await;
                }
            });
        }
    });
    Server { url, asked }
}

fn ok(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

fn to(location: &str) -> String {
    format!("HTTP/1.1 302 Found\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n")
}

fn url(text: &str) -> Url {
    text.parse().unwrap()
}

#[tokio::test]
async fn a_few_redirects_are_followed() {
    let picture = server(ok("picture"), None).await;
    let mut chain = picture.url;
    for number in 1..=4 {
        chain = server(to(&chain), None).await.url;
        let fetched = Fetcher::new(true, BOUNDS).fetch(&url(&chain), "*/*").await;
        match number {
            4 => assert_eq!(fetched.unwrap_err(), FetchError::Status(302)),
            _ => assert_eq!(fetched.unwrap().body, b"picture"),
        }
    }
    let none = Fetcher::new(true, Bounds { redirects: 0, ..BOUNDS });
    assert_eq!(none.fetch(&url(&chain), "*/*").await.unwrap_err(), FetchError::Status(302));
}

/// The first address is let pass here, as one on the internet would be; each further one is judged.
#[tokio::test]
async fn a_redirect_leads_no_one_inside() {
    let inside = server(ok("secret"), None).await;
    let port = url(&inside.url).port().unwrap();
    let look_up: LookUp = Arc::new(|_| {
        Box::pin(async { Ok::<_, io::Error>(vec![SocketAddr::from((Ipv4Addr::LOCALHOST, 0))]) })
    });
    let guard = Guard { private_networks: false, look_up };
    let client = crate::fetcher::client(guard, 3).unwrap();
    for (location, why) in [
        (inside.url.clone(), FetchError::NotHttps),
        (format!("https://127.0.0.1:{port}/"), FetchError::Forbidden),
        (format!("https://[::ffff:127.0.0.1]:{port}/"), FetchError::Forbidden),
        ("https://169.254.169.254/latest/meta-data".into(), FetchError::Forbidden),
        (format!("https://inside.example:{port}/"), FetchError::Forbidden),
        ("file:///etc/passwd".into(), FetchError::Status(302)),
    ] {
        let outside = server(to(&location), None).await;
        let got = crate::fetcher::get(&client, &url(&outside.url), "*/*", 1000).await;
        assert_eq!(got.unwrap_err(), why, "{location}");
    }
    assert_eq!(inside.asked.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn a_name_of_this_machine_is_refused_where_it_is_connected_to() {
    let inside = server(ok("secret"), None).await;
    let port = url(&inside.url).port().unwrap();
    let fetcher = Fetcher::new(false, BOUNDS);
    let refused = fetcher.fetch(&url(&format!("https://localhost:{port}/")), "*/*").await.unwrap_err();
    assert_eq!(refused, FetchError::Forbidden);
    assert_eq!(inside.asked.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn only_so_much_is_read() {
    let fetcher = Fetcher::new(true, BOUNDS);
    let (fits, long) = ("x".repeat(1000), "x".repeat(1001));
    assert_eq!(
        fetcher.fetch(&url(&server(ok(&fits), None).await.url), "*/*").await.unwrap().body.len(),
        1000
    );
    let endless = format!("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{}", "x".repeat(200_000));
    let announced = "HTTP/1.1 200 OK\r\ncontent-length: 52428800\r\n\r\n".to_owned();
    for answer in [ok(&long), endless, announced] {
        let refused = fetcher.fetch(&url(&server(answer, None).await.url), "*/*").await.unwrap_err();
        assert_eq!(refused, FetchError::TooLong);
    }
}

#[tokio::test]
async fn who_drips_is_left() {
    let drips = server(ok(&"x".repeat(900)), Some(Duration::from_millis(100))).await;
    let began = Instant::now();
    let refused = Fetcher::new(true, BOUNDS).fetch(&url(&drips.url), "*/*").await.unwrap_err();
    assert_eq!(refused, FetchError::TooSlow);
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}

/// What a receiver of webhooks may do: its status counts, and no more than the beginning of its body is read.
#[tokio::test]
async fn a_status_counts_whatever_follows_it() {
    let fetcher = Fetcher::new(true, Bounds { redirects: 0, ..BOUNDS });
    let call = || Outgoing {
        method: "POST".into(),
        headers: vec![("webhook-id", "msg_1".into())],
        body: b"{}".to_vec(),
    };
    let endless = format!("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{}", "x".repeat(200_000));
    let announced = "HTTP/1.1 200 OK\r\ncontent-length: 10737418240\r\n\r\nx".to_owned();
    for (answer, status, length) in
        [(ok("fine"), 200, 4), (endless, 200, 1000), (announced, 200, 1), (to("https://a.example/"), 302, 0)]
    {
        let answered = fetcher.deliver(&url(&server(answer, None).await.url), call()).await.unwrap();
        assert_eq!((answered.status, answered.body.len()), (status, length));
    }
    let hangs = server("HTTP/1.1 200 OK\r\n", Some(Duration::from_millis(500))).await;
    assert_eq!(fetcher.deliver(&url(&hangs.url), call()).await.unwrap_err(), FetchError::TooSlow);
    let private = Fetcher::new(false, BOUNDS).deliver(&url(&hangs.url), call()).await;
    assert_eq!(private.unwrap_err(), FetchError::NotHttps);
}
