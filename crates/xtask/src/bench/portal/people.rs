//! The demo's people, signed in, and the things that their lists belong to.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

use serde_json::{Value, json};

use crate::server;
use crate::shell::Result;

/// A kept connection, signed in.
pub struct Person {
    address: String,
    stream: TcpStream,
    cookie: String,
}

pub struct People {
    pub operator: std::cell::RefCell<Person>,
    pub developer: std::cell::RefCell<Person>,
    pub admin: std::cell::RefCell<Person>,
    pub publisher: String,
    pub tenant: String,
    /// The app that every tenant is offered.
    pub app: String,
}

pub fn sign_in(address: &str, demo: &Path) -> Result<People> {
    let demo = server::demo(demo)?;
    let accounts = demo["accounts"].as_array().ok_or("demo.json has no accounts")?;
    let mut operator = None;
    let mut developer = None;
    let mut admin = None;
    for account in accounts {
        let (mut person, me) = enter(address, account)?;
        let first = |of: &str| me[of].as_array().and_then(|all| all.first()).cloned();
        if me["operator"] == true && operator.is_none() {
            operator = Some(person);
        } else if let (Some(publisher), true) = (first("publishers"), developer.is_none()) {
            let id = publisher["id"].as_str().unwrap_or_default().to_owned();
            let path = format!("/api/developer/v1/publishers/{id}/apps?q=App%201&limit=200");
            let apps = person.read(&path)?;
            let app =
                apps["items"].as_array().into_iter().flatten().find(|app| app["name"] == "App 1").cloned();
            if let Some(app) = app {
                developer = Some((person, id, app["id"].as_str().unwrap_or_default().to_owned()));
            }
        } else if let (Some(tenant), true) = (first("tenants"), admin.is_none()) {
            admin = Some((person, tenant["id"].as_str().unwrap_or_default().to_owned()));
        }
    }
    let (developer, publisher, app) = developer.ok_or("the demo has no developer of the copied apps")?;
    let (admin, tenant) = admin.ok_or("the demo has no admin")?;
    let operator = operator.ok_or("the demo has no operator")?.into();
    Ok(People { operator, developer: developer.into(), admin: admin.into(), publisher, tenant, app })
}

fn enter(address: &str, account: &Value) -> Result<(Person, Value)> {
    let stream = TcpStream::connect(address)?;
    let mut person = Person { address: address.to_owned(), stream, cookie: String::new() };
    person.stream.set_nodelay(true)?;
    let body = json!({"email": account["email"], "password": account["password"]}).to_string();
    let head = format!(
        "POST /api/account/v1/session HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    let (head, me) = person.ask(&head)?;
    let cookie = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("set-cookie")
            .then(|| value.split(';').next().unwrap_or_default().to_owned())
    });
    person.cookie = cookie.ok_or_else(|| format!("no session: {head} {me}"))?;
    Ok((person, me))
}

impl Person {
    /// Opens the connection again: the server closes one that is idle for five seconds.
    pub fn reconnect(&mut self) -> Result {
        self.stream = TcpStream::connect(&self.address)?;
        Ok(self.stream.set_nodelay(true)?)
    }

    /// `GET`, 200.
    pub fn read(&mut self, path: &str) -> Result<Value> {
        let head = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\ncookie: {}\r\n\r\n", self.cookie);
        let (head, body) = self.ask(&head)?;
        if head.starts_with("HTTP/1.1 200") { Ok(body) } else { Err(format!("{path}: {head} {body}").into()) }
    }

    fn ask(&mut self, request: &str) -> Result<(String, Value)> {
        self.stream.write_all(request.as_bytes())?;
        let (mut bytes, mut buffer) = (Vec::new(), vec![0; 65_536]);
        let head = loop {
            if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
            let read = self.stream.read(&mut buffer)?;
            if read == 0 {
                return Err("the server hung up".into());
            }
            bytes.extend_from_slice(buffer.get(..read).unwrap_or_default());
        };
        let text = String::from_utf8_lossy(bytes.get(..head).unwrap_or_default()).into_owned();
        let length = text.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("content-length").then(|| value.parse::<usize>().ok())?
        });
        let whole = head + length.ok_or_else(|| format!("an answer without a length: {text}"))?;
        while bytes.len() < whole {
            let read = self.stream.read(&mut buffer)?;
            if read == 0 {
                return Err("the server hung up".into());
            }
            bytes.extend_from_slice(buffer.get(..read).unwrap_or_default());
        }
        let body = bytes.get(head..whole).unwrap_or_default();
        Ok((text, serde_json::from_slice(body).unwrap_or_default()))
    }
}
