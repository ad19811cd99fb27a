//! A mail server (RFC 5321) of the tests, which takes what comes, refuses it or says nothing. One that others wrote, with
//! TLS and passwords, is asked by `e2e/clients/python/test_mail.py`.

use std::{
    io::{self, BufRead, BufReader, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use base64::{Engine, engine::general_purpose::STANDARD};

use super::Outcome;

/// How it treats whoever connects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    Takes,
    /// Says that it cannot now, before a mail comes.
    Refuses,
    /// Keeps the connection and says nothing.
    Hangs,
}

/// A mail as it came.
#[derive(Debug, Clone)]
pub struct Received {
    pub to: String,
    pub text: String,
}

#[derive(Default)]
struct Shared {
    received: Mutex<Vec<Received>>,
    connections: AtomicUsize,
}

/// It ends with the test's process.
pub struct MailServer {
    pub port: u16,
    manner: Arc<Mutex<Manner>>,
    shared: Arc<Shared>,
}

impl MailServer {
    pub fn start(manner: Manner) -> Outcome<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let server = Self { port, manner: Arc::new(Mutex::new(manner)), shared: Arc::new(Shared::default()) };
        let (manner, shared) = (server.manner.clone(), server.shared.clone());
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                shared.connections.fetch_add(1, Ordering::Relaxed);
                let (manner, shared) = (*lock(&manner), shared.clone());
                thread::spawn(move || converse(connection, manner, &shared));
            }
        });
        Ok(server)
    }

    pub fn becomes(&self, manner: Manner) {
        *lock(&self.manner) = manner;
    }

    /// How often someone has connected.
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::Relaxed)
    }

    pub fn received(&self) -> Vec<Received> {
        lock(&self.shared.received).clone()
    }

    /// Those whose subject has this in it.
    pub fn about(&self, subject: &str) -> Vec<Received> {
        self.received().into_iter().filter(|mail| mail.header("Subject").contains(subject)).collect()
    }
}

impl Received {
    /// Empty where there is none. A folded one is put together.
    pub fn header(&self, name: &str) -> String {
        let head = self.text.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ");
        let line = head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
        line.unwrap_or_default().trim().to_owned()
    }

    /// As it came, and with its transfer encodings undone (RFC 2045 section 6): for whoever looks for a text in it.
    pub fn readable(&self) -> String {
        let mut text = format!("{}\n{}", self.text, unquoted(&self.text));
        for part in self.text.split("\r\n\r\n") {
            let lines = part.lines().take_while(|line| !line.starts_with("--"));
            if let Ok(bytes) = STANDARD.decode(lines.collect::<String>()) {
                text.push_str(&String::from_utf8_lossy(&bytes));
            }
        }
        text
    }
}

/// Without quoted-printable (RFC 2045 section 6.7).
fn unquoted(text: &str) -> String {
    let text = text.replace("=\r\n", "");
    let (mut bytes, mut rest) = (Vec::new(), text.as_str());
    while let Some((before, after)) = rest.split_once('=') {
        bytes.extend_from_slice(before.as_bytes());
        let byte = after.get(..2).and_then(|two| u8::from_str_radix(two, 16).ok());
        bytes.push(byte.unwrap_or(b'='));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn converse(connection: TcpStream, manner: Manner, shared: &Shared) -> io::Result<()> {
    let mut writer = connection.try_clone()?;
    let mut lines = BufReader::new(connection);
    if manner == Manner::Hangs {
        // Until the other side has had enough.
        let mut line = String::new();
        lines.read_line(&mut line)?;
        return Ok(());
    }
    writer.write_all(b"220 mail.example ready\r\n")?;
    let mut to = String::new();
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let verb = line.split([' ', '\r']).next().unwrap_or_default().to_ascii_uppercase();
        let answer: &[u8] = match verb.as_str() {
            "MAIL" if manner == Manner::Refuses => b"451 try again later\r\n",
            "RCPT" => {
                line.split(['<', '>']).nth(1).unwrap_or_default().clone_into(&mut to);
                b"250 OK\r\n"
            }
            "DATA" => {
                writer.write_all(b"354 go on\r\n")?;
                let text = data(&mut lines)?;
                lock(&shared.received).push(Received { to: to.clone(), text });
                b"250 OK\r\n"
            }
            "QUIT" => {
                writer.write_all(b"221 bye\r\n")?;
                return Ok(());
            }
            _ => b"250 OK\r\n",
        };
        writer.write_all(answer)?;
    }
}

/// Up to the line that is a point alone.
fn data(lines: &mut impl BufRead) -> io::Result<String> {
    let mut text = String::new();
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 || line == ".\r\n" {
            return Ok(text);
        }
        text.push_str(&line);
    }
}

/// The token of a mailed link to this place, such as `/welcome`; empty where there is none. A mail has its link several times,
/// in forms of which some break it.
pub fn token_in(text: &str, place: &str) -> String {
    let is_of_token = |one: &char| one.is_ascii_alphanumeric() || matches!(one, '-' | '_');
    let token = |rest: &str| -> String { rest.chars().take_while(is_of_token).collect() };
    text.split(&format!("{place}#")).skip(1).map(token).max_by_key(String::len).unwrap_or_default()
}
