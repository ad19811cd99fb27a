//! Sends the API's calls with an access token, and reads their answers.

use std::time::Duration;

use api_client::{Call, Method};
use reqwest::{Url, header::CONTENT_TYPE, redirect::Policy};
use serde::de::DeserializeOwned;
use wire::idempotency::IDEMPOTENCY_KEY;

use crate::{
    args::Write,
    failure::{Failure, Outcome},
};

/// What an answer of someone else is cut to.
const SHOWN: usize = 200;
const PATIENCE: Duration = Duration::from_mins(1);
const AGENT: &str = concat!("grantryctl/", env!("CARGO_PKG_VERSION"));

pub struct Session {
    http: reqwest::Client,
    url: String,
    token: String,
}

impl Session {
    /// A token goes out encrypted, or to this machine.
    pub fn new(url: &str, token: String) -> Outcome<Self> {
        let parsed = Url::parse(url).map_err(|error| Failure::Usage(format!("{url}: {error}")))?;
        if !is_safe(&parsed) {
            return Err(Failure::Usage(format!("{url}: an access token is sent by https alone")));
        }
        let mut http =
            reqwest::Client::builder().redirect(Policy::none()).timeout(PATIENCE).user_agent(AGENT);
        if parsed.scheme() == "http" {
            // It stays on this machine. No certificate is looked at, and those of the system take long to read.
            http = http.no_proxy().tls_certs_only([]);
        }
        let http = http.build().map_err(|error| Failure::Usage(format!("no HTTP client: {error}")))?;
        Ok(Self { http, url: url.trim_end_matches('/').to_owned(), token })
    }

    pub async fn ask<A: DeserializeOwned>(&self, call: Call<A>) -> Outcome<A> {
        Box::pin(self.send(&call, None)).await
    }

    /// A change, which is made once however often the same reference is sent.
    pub async fn write<A: DeserializeOwned>(&self, call: Call<A>, write: &Write) -> Outcome<A> {
        Box::pin(self.send(&call, Some(write.reference()))).await
    }

    async fn send<A: DeserializeOwned>(&self, call: &Call<A>, reference: Option<String>) -> Outcome<A> {
        let method = match call.request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Delete => reqwest::Method::DELETE,
        };
        let mut request = self.http.request(method, format!("{}{}", self.url, call.request.path));
        request = request.bearer_auth(&self.token);
        if let Some(reference) = &reference {
            request = request.header(IDEMPOTENCY_KEY, reference);
        }
        if let Some(body) = &call.request.body {
            request = request.header(CONTENT_TYPE, "application/json").body(body.clone());
        }
        let lost = |error: &reqwest::Error| Failure::Unreachable {
            text: format!("{} gave no answer: {error}", self.url),
            reference: reference.clone(),
        };
        let answer = request.send().await.map_err(|error| lost(&error))?;
        let status = answer.status();
        let body = answer.text().await.map_err(|error| lost(&error))?;
        if !status.is_success() {
            return Err(refusal(status.as_u16(), &body, reference));
        }
        call.read(&body).map_err(|error| Failure::Answered {
            status: status.as_u16(),
            text: format!("this is not the answer that was expected ({error}); is it another version?"),
        })
    }
}

fn is_safe(url: &Url) -> bool {
    let local = ["localhost", "127.0.0.1", "[::1]"];
    url.scheme() == "https"
        || url.scheme() == "http" && url.host_str().is_some_and(|host| local.contains(&host))
}

fn refusal(status: u16, body: &str, reference: Option<String>) -> Failure {
    match serde_json::from_str(body) {
        Ok(problem) => {
            let refused = Failure::Refused(Box::new(problem));
            if status < 500 { refused } else { Failure::Unreachable { text: refused.to_string(), reference } }
        }
        Err(_) if status >= 500 => {
            Failure::Unreachable { text: format!("the server answered {status}"), reference }
        }
        Err(_) => Failure::Answered { status, text: body.chars().take(SHOWN).collect() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_goes_out_encrypted_or_to_this_machine() {
        for (url, safe) in [
            ("https://access.example.com", true),
            ("http://127.0.0.1:8080", true),
            ("http://[::1]:8080", true),
            ("http://localhost", true),
            ("http://access.example.com", false),
            ("http://localhost.example.com", false),
            ("ftp://localhost", false),
        ] {
            assert_eq!(is_safe(&Url::parse(url).unwrap()), safe, "{url}");
        }
    }
}
