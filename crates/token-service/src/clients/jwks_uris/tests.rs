//! Against a real server on this machine.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::join_all;
use outbound_http::{Guard, LookUp};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;

/// RFC 7515 appendix A.3.1 (public part), with a `kid`.
fn key_set(kid: &str) -> String {
    format!(
        r#"{{"keys":[{{"kty":"EC","crv":"P-256","kid":"{kid}","alg":"ES256",
        "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}}]}}"#
    )
}

fn ok(headers: &str, body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\n{headers}content-length: {}\r\n\r\n{body}", body.len())
}

struct Server {
    uri: Url,
    asked: Arc<AtomicUsize>,
}

impl Server {
    /// Answers the n-th request with the n-th answer, and further ones with the last. An empty answer never comes.
    async fn start(answers: Vec<String>) -> Self {
        Self::slow(answers, Duration::ZERO).await
    }

    /// As [`start`](Self::start), each answer after a while.
    async fn slow(answers: Vec<String>, delay: Duration) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let number = counted.fetch_add(1, Ordering::Relaxed);
                let answer = answers[number.min(answers.len() - 1)].clone();
                tokio::spawn(async move {
                    let _ = stream.read(&mut [0; 4096]).await;
                    if answer.is_empty() {
                        std::future::pending::<()>().await;
                    }
                    tokio::time::sleep(delay).await;
                    let _ = stream.write_all(answer.as_bytes()).await;
                });
            }
        });
        Self { uri: format!("http://127.0.0.1:{port}/jwks").parse().unwrap(), asked }
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn kids(keys: &Arc<ClientKeySet>) -> Vec<&str> {
    keys.keys().filter_map(|key| key.kid.as_deref()).collect()
}

#[tokio::test]
async fn keys_are_kept_as_long_as_their_server_says() {
    let answer = |headers: &str| ok(headers, &key_set("a"));
    for (headers, fresh) in [
        ("", 600),
        ("cache-control: public, max-age=120\r\n", 120),
        ("cache-control: max-age=1\r\n", 60),
        ("cache-control: no-store\r\n", 60),
        ("cache-control: max-age=999999\r\n", 3600),
    ] {
        let (server, start) = (Server::start(vec![answer(headers)]).await, Instant::now());
        let uris = JwksUris::new(true);
        for (after, asked) in [(0, 1), (fresh - 1, 1), (fresh, 2)] {
            uris.keys_at(&server.uri, Some("a"), start + seconds(after)).await.unwrap();
            assert_eq!(server.asked(), asked, "{headers} {after}");
        }
    }
}

#[tokio::test]
async fn an_unknown_key_is_fetched_after_a_cool_down() {
    let answers = vec![ok("", &key_set("a")), ok("", &key_set("b")), ok("", &key_set("c"))];
    let (server, start) = (Server::start(answers).await, Instant::now());
    let uris = JwksUris::new(true);
    let ask = async |kid, after| uris.keys_at(&server.uri, Some(kid), start + seconds(after)).await.unwrap();
    assert_eq!(kids(&ask("a", 0).await), ["a"]);
    assert_eq!(kids(&ask("b", 29).await), ["a"], "within the cool-down");
    assert_eq!(kids(&ask("b", 30).await), ["b"]);
    for _ in 0..20 {
        assert_eq!(kids(&ask("no such key", 40).await), ["b"]);
    }
    assert_eq!(server.asked(), 2);
}

#[tokio::test]
async fn old_keys_do_for_an_hour_while_the_server_fails() {
    let failing = "HTTP/1.1 500 Oh\r\ncontent-length: 0\r\n\r\n".to_owned();
    for (headers, fresh) in [("", 600), ("cache-control: max-age=3600\r\n", 3600)] {
        let answers = vec![ok(headers, &key_set("a")), failing.clone()];
        let (server, start) = (Server::start(answers).await, Instant::now());
        let uris = JwksUris::new(true);
        let ask =
            async |after: u64| uris.keys_at(&server.uri, Some("a"), start + seconds(fresh + after)).await;
        uris.keys_at(&server.uri, Some("a"), start).await.unwrap();
        assert_eq!(kids(&ask(3599).await.unwrap()), ["a"]);
        assert_eq!(kids(&ask(3628).await.unwrap()), ["a"], "within the cool-down");
        assert_eq!(server.asked(), 2);
        assert_eq!(ask(3629).await.unwrap_err(), JwksUnavailable::Fetch(FetchError::Status(500)));
        assert_eq!(ask(3658).await.unwrap_err(), JwksUnavailable::Fetch(FetchError::Status(500)));
        assert_eq!(server.asked(), 3);
    }
}

#[tokio::test]
async fn whoever_goes_away_stops_no_fetch() {
    let server = Server::slow(vec![ok("", &key_set("a"))], Duration::from_millis(200)).await;
    let (uris, now) = (JwksUris::new(true), Instant::now());
    let gone =
        tokio::time::timeout(Duration::from_millis(50), uris.keys_at(&server.uri, Some("a"), now)).await;
    assert!(gone.is_err(), "it answered too soon");
    assert_eq!(kids(&uris.keys_at(&server.uri, Some("a"), now).await.unwrap()), ["a"]);
    assert_eq!(server.asked(), 1);
}

#[tokio::test]
async fn all_who_come_with_a_new_key_wait_for_it() {
    let answers = vec![ok("", &key_set("a")), ok("", &key_set("b"))];
    let server = Server::slow(answers, Duration::from_millis(100)).await;
    let (uris, start) = (JwksUris::new(true), Instant::now());
    let ask = async |kid, after| uris.keys_at(&server.uri, Some(kid), start + seconds(after)).await.unwrap();
    assert_eq!(kids(&ask("a", 0).await), ["a"]);
    for keys in join_all((0..10).map(|_| ask("b", 40))).await {
        assert_eq!(kids(&keys), ["b"]);
    }
    assert_eq!(server.asked(), 2);
}

#[tokio::test]
async fn who_needs_no_new_key_does_not_wait() {
    let server = Server::start(vec![ok("", &key_set("a")), String::new()]).await;
    let (uris, start) = (JwksUris::new(true), Instant::now());
    let ask = async |kid, after| uris.keys_at(&server.uri, Some(kid), start + seconds(after)).await.unwrap();
    ask("a", 0).await;
    for after in [40, 700] {
        tokio::select! {
            biased;
            _ = ask("b", after) => panic!("it answered"),
            keys = ask("a", after) => assert_eq!(kids(&keys), ["a"]),
        }
    }
}

#[tokio::test]
async fn many_who_ask_at_once_make_one_request() {
    let server = Server::start(vec![ok("", &key_set("a"))]).await;
    let (uris, now) = (JwksUris::new(true), Instant::now());
    let all = join_all((0..50).map(|_| uris.keys_at(&server.uri, Some("a"), now))).await;
    for keys in all {
        assert_eq!(kids(&keys.unwrap()), ["a"]);
    }
    assert_eq!(server.asked(), 1);
}

#[tokio::test]
async fn a_server_that_hangs_is_left_and_holds_up_no_one_else() {
    let (hanging, good) =
        (Server::start(vec![String::new()]).await, Server::start(vec![ok("", &key_set("a"))]).await);
    let uris = JwksUris::new(true);
    let slow = uris.keys(&hanging.uri, None);
    tokio::pin!(slow);
    let quick = async {
        while hanging.asked() == 0 {
            tokio::task::yield_now().await;
        }
        uris.keys(&good.uri, None).await
    };
    tokio::select! {
        biased;
        keys = quick => assert!(keys.is_ok()),
        _ = &mut slow => panic!("it answered"),
    }
    assert_eq!(slow.await.unwrap_err(), JwksUnavailable::Fetch(FetchError::TooSlow));
}

#[tokio::test]
async fn answers_that_are_none_are_refused() {
    let (uris, now) = (JwksUris::new(true), Instant::now());
    let target = Server::start(vec![ok("", &key_set("a"))]).await;
    let elsewhere = format!("HTTP/1.1 302 Found\r\nlocation: {}\r\ncontent-length: 0\r\n\r\n", target.uri);
    let endless = format!("HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\n{}", " ".repeat(70_000));
    for (answer, error) in [
        (elsewhere, Some(JwksUnavailable::Fetch(FetchError::Status(302)))),
        (endless, Some(JwksUnavailable::Fetch(FetchError::TooLong))),
        (ok("", "<html>"), None),
        (ok("", r#"{"keys":[]}"#), None),
    ] {
        let server = Server::start(vec![answer]).await;
        let refused = uris.keys_at(&server.uri, None, now).await.unwrap_err();
        match error {
            Some(error) => assert_eq!(refused, error),
            None => assert!(matches!(refused, JwksUnavailable::Keys(_)), "{refused}"),
        }
        assert_eq!(
            refused.may_pass(),
            matches!(refused, JwksUnavailable::Fetch(FetchError::Status(_))),
            "{refused}"
        );
    }
    assert_eq!(target.asked(), 0, "a redirect is not followed");
}

#[tokio::test]
async fn a_platform_on_the_internet_asks_no_one_inside() {
    let server = Server::start(vec![ok("", &key_set("a"))]).await;
    let uris = JwksUris::new(false);
    let port = server.uri.port().unwrap();
    for host in ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"] {
        let uri = format!("https://{host}:{port}/jwks").parse().unwrap();
        let refused = uris.keys_at(&uri, None, Instant::now()).await.unwrap_err();
        assert_eq!(refused, JwksUnavailable::Fetch(FetchError::Forbidden), "{host}");
    }
    assert_eq!(server.asked(), 0);
}

/// The first look-up of a name says something public, each further one the loopback address.
#[tokio::test]
async fn a_name_that_changes_its_address_gets_nowhere() {
    let server = Server::start(vec![ok("", &key_set("a"))]).await;
    let port = server.uri.port().unwrap();
    let look_ups = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&look_ups);
    let look_up: LookUp = Arc::new(move |_| {
        let first = counted.fetch_add(1, Ordering::Relaxed) == 0;
        let address = if first { Ipv4Addr::new(8, 8, 8, 8) } else { Ipv4Addr::LOCALHOST };
        Box::pin(async move { Ok::<_, io::Error>(vec![SocketAddr::from((address, 0))]) })
    });
    let guard = Guard { private_networks: false, look_up };
    let harmless = (guard.look_up)("keys.example".into()).await.unwrap();
    assert_eq!(harmless[0].ip(), Ipv4Addr::new(8, 8, 8, 8), "what a check before the fetch would see");
    let uris = JwksUris::with(JwksFetcher::with(guard));
    let uri = format!("https://keys.example:{port}/jwks").parse().unwrap();
    let refused = uris.keys_at(&uri, None, Instant::now()).await.unwrap_err();
    assert_eq!(refused, JwksUnavailable::Fetch(FetchError::Forbidden));
    assert_eq!((look_ups.load(Ordering::Relaxed), server.asked()), (2, 0));
}

#[tokio::test]
async fn the_longest_unasked_is_forgotten() {
    let (uris, start) = (JwksUris::new(false), Instant::now());
    for number in 0..=MOST as u64 {
        let uri = format!("https://127.0.0.1/{number}").parse().unwrap();
        assert!(uris.keys_at(&uri, None, start + seconds(number)).await.is_err());
    }
    let known = uris.known.lock();
    assert_eq!(known.len(), MOST);
    assert!(!known.contains_key(&"https://127.0.0.1/0".parse().unwrap()));
}
