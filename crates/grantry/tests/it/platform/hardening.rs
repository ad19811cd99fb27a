//! Callers that are slow, endless or many, over raw sockets.

use std::time::{Duration, Instant};

use futures_util::future::{join_all, try_join_all};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{sleep, timeout},
};
use wire::paths;

use crate::harness::{Kind, Outcome, Stage};

/// Beyond every time-out of the server.
const LONG: Duration = Duration::from_secs(40);
const TOKEN: &str = "/oauth2/token";
const FORM: &str = "content-type: application/x-www-form-urlencoded\r\n";
const JSON: &str = "content-type: application/json\r\n";

async fn connect(stage: &Stage) -> Outcome<TcpStream> {
    Ok(TcpStream::connect(stage.server().base.trim_start_matches("http://")).await?)
}

fn post(path: &str, head: &str) -> String {
    format!("POST {path} HTTP/1.1\r\nhost: test\r\n{head}\r\n")
}

/// All that the server sends until it closes the connection; a reset is an end too.
async fn rest(stream: &mut TcpStream) -> Outcome<String> {
    let mut all = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(read @ 1..) = timeout(LONG, stream.read(&mut buffer)).await? {
        all.extend_from_slice(&buffer[..read]);
    }
    Ok(String::from_utf8_lossy(&all).into_owned())
}

/// What the server says to this, without waiting for it to close.
async fn answer(stream: &mut TcpStream) -> Outcome<String> {
    let mut buffer = vec![0; 16_384];
    let read = timeout(LONG, stream.read(&mut buffer)).await??;
    Ok(String::from_utf8_lossy(&buffer[..read]).into_owned())
}

async fn say(stage: &Stage, text: &str) -> Outcome<String> {
    let mut stream = connect(stage).await?;
    stream.write_all(text.as_bytes()).await?;
    answer(&mut stream).await
}

#[tokio::test]
async fn a_head_that_never_ends_is_cut_off() -> Outcome {
    let stage = Stage::shared(Kind::Sqlite).await?;
    let dribble = async |before: &str| {
        let mut stream = connect(&stage).await?;
        if !before.is_empty() {
            stream.write_all(before.as_bytes()).await?;
            assert!(answer(&mut stream).await?.starts_with("HTTP/1.1 200"));
        }
        let (mut reading, mut writing) = stream.into_split();
        let slowly = async {
            writing.write_all(b"GET /livez HTTP/1.1\r\nx: ").await?;
            loop {
                writing.write_all(b"a").await?;
                sleep(Duration::from_millis(500)).await;
            }
            #[expect(unreachable_code, reason = "says what the loop's errors are")]
            Outcome::Ok(())
        };
        let mut all = Vec::new();
        tokio::select! {
            _ = slowly => {}
            read = timeout(LONG, reading.read_to_end(&mut all)) => drop(read?),
        }
        Outcome::Ok(String::from_utf8_lossy(&all).into_owned())
    };
    let first = "GET /livez HTTP/1.1\r\nhost: test\r\n\r\n";
    let (alone, second) = tokio::join!(dribble(""), dribble(first));
    assert!(alone?.starts_with("HTTP/1.1 408 "), "the first head of a connection");
    second?;
    Ok(())
}

#[tokio::test]
async fn a_body_that_never_ends_is_cut_off() -> Outcome {
    let stage = Stage::shared(Kind::Sqlite).await?;
    let stall = async |path: &str, head: &str| {
        let mut stream = connect(&stage).await?;
        stream.write_all(post(path, &format!("{head}content-length: 100\r\n")).as_bytes()).await?;
        stream.write_all(b"{").await?;
        rest(&mut stream).await
    };
    let at = paths::account::session();
    let (token, session) = tokio::join!(stall(TOKEN, FORM), stall(&at, JSON));
    for text in [token?, session?] {
        assert!(text.starts_with("HTTP/1.1 400 ") && text.contains("took too long"), "{text}");
    }
    Ok(())
}

#[tokio::test]
async fn a_body_without_end_is_refused_when_it_is_too_long() -> Outcome {
    let stage = Stage::shared(Kind::Sqlite).await?;
    let session = paths::account::session();
    for (path, head, status) in [(TOKEN, FORM, "HTTP/1.1 413 "), (session.as_str(), JSON, "HTTP/1.1 413 ")] {
        let stream = connect(&stage).await?;
        let (mut reading, mut writing) = stream.into_split();
        let endless = async {
            writing
                .write_all(post(path, &format!("{head}transfer-encoding: chunked\r\n")).as_bytes())
                .await?;
            let chunk = format!("400\r\n{}\r\n", "a".repeat(1024));
            for _ in 0..100_000 {
                writing.write_all(chunk.as_bytes()).await?;
            }
            Err::<(), std::io::Error>(std::io::Error::other("a hundred megabytes were taken"))
        };
        let mut buffer = vec![0; 4096];
        let answered = async {
            let read = timeout(LONG, reading.read(&mut buffer)).await??;
            Outcome::Ok(String::from_utf8_lossy(&buffer[..read]).into_owned())
        };
        tokio::pin!(answered);
        let text = tokio::select! {
            text = &mut answered => text?,
            error = endless => {
                assert!(error.as_ref().is_err_and(|error| error.raw_os_error().is_some()), "{error:?}");
                answered.await?
            }
        };
        assert!(text.starts_with(status), "{path}: {text}");
    }
    Ok(())
}

#[tokio::test]
async fn requests_go_on_beside_idle_connections() -> Outcome {
    let stage = Stage::shared(Kind::Sqlite).await?;
    let idle = try_join_all((0..300).map(async |number| {
        let mut stream = connect(&stage).await?;
        if number % 2 == 0 {
            stream.write_all(b"POST /oauth2/token HTTP/1.1\r\nhost: te").await?;
        }
        Outcome::Ok(stream)
    }))
    .await?;
    for _ in 0..50 {
        assert_eq!(stage.anonymous.get("/livez").await?.status, 200);
        assert_eq!(stage.operator.get(&paths::operator::tenants()).await?.status, 200);
    }
    drop(idle);
    Ok(())
}

#[tokio::test]
async fn heads_are_bounded() -> Outcome {
    let stage = Stage::shared(Kind::Sqlite).await?;
    let long = format!("GET /livez HTTP/1.1\r\nhost: test\r\nx: {}", "a".repeat(200_000));
    assert!(say(&stage, &long).await?.starts_with("HTTP/1.1 431 "));
    let many = format!("GET /livez HTTP/1.1\r\nhost: test\r\n{}\r\n", "x: a\r\n".repeat(200));
    assert!(say(&stage, &many).await?.starts_with("HTTP/1.1 431 "));
    assert_eq!(stage.anonymous.get("/livez").await?.status, 200);
    Ok(())
}

#[tokio::test]
async fn compressed_bodies_are_refused() -> Outcome {
    let stage = Stage::shared(Kind::Sqlite).await?;
    let (session, look) = (paths::account::session(), paths::account::look_at_invitation());
    let accounts = [session.as_str(), &look].map(|path| (path, JSON));
    let tokens = ["/oauth2/token", "/oauth2/introspect", "/oauth2/revoke"].map(|path| (path, FORM));
    for (path, head) in accounts.into_iter().chain(tokens) {
        for coding in ["gzip", "br", "identity, gzip"] {
            let head = format!("{head}content-encoding: {coding}\r\ncontent-length: 4\r\n");
            let text = say(&stage, &format!("{}abcd", post(path, &head))).await?;
            assert!(text.starts_with("HTTP/1.1 415 "), "{path} {coding}: {text}");
            assert!(text.contains("accept-encoding: identity"), "{text}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn one_address_has_so_many_connections() -> Outcome {
    let stage = Stage::with_few_connections(Kind::Sqlite).await?;
    let ask = async |stream: &mut TcpStream| {
        stream.write_all(b"GET /livez HTTP/1.1\r\nhost: test\r\n\r\n").await?;
        Outcome::Ok(answer(stream).await?.starts_with("HTTP/1.1 200"))
    };
    // The test's own client may still hold a few.
    let mut all = try_join_all((0..40).map(|_| connect(&stage))).await?;
    let served = join_all(all.iter_mut().map(&ask)).await;
    let served = served.into_iter().filter(|served| matches!(served, Ok(true))).count();
    assert!((15..=20).contains(&served), "{served}");
    drop(all);
    // The places are free again.
    let began = Instant::now();
    while !matches!(ask(&mut connect(&stage).await?).await, Ok(true)) {
        assert!(began.elapsed() < LONG, "no place is free");
        sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}
