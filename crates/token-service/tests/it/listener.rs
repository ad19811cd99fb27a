//! Someone who follows the feed.

use std::pin::Pin;
use std::time::{Duration, Instant};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::http::StatusCode;
use actix_web::{App, test};
use token_service::{TokenService, configure};
use tokio::time::{sleep, timeout};

use crate::platform::Outcome;

pub const PATIENCE: Duration = Duration::from_secs(20);

pub struct Listener {
    body: BoxBody,
    told: String,
}

impl Listener {
    /// Begins to follow, from an event on where one is named; comes back where the node says later, as guards do.
    pub async fn follow(service: &TokenService, authorization: &str, last: Option<&str>) -> Self {
        let began = Instant::now();
        loop {
            let (status, listener) = Self::ask(service, authorization, last).await;
            if status != StatusCode::SERVICE_UNAVAILABLE || began.elapsed() > PATIENCE {
                return listener;
            }
            sleep(Duration::from_millis(100)).await;
        }
    }

    /// Asks once, whatever the answer.
    pub async fn ask(service: &TokenService, authorization: &str, last: Option<&str>) -> (StatusCode, Self) {
        let app = test::init_service(App::new().configure(configure(service.clone()))).await;
        let mut request =
            test::TestRequest::get().uri("/oauth2/feed").insert_header(("authorization", authorization));
        if let Some(last) = last {
            request = request.insert_header(("last-event-id", last));
        }
        let response = test::call_service(&app, request.to_request()).await;
        (response.status(), Self { body: response.into_body(), told: String::new() })
    }

    /// All that it is told until that is said, which it has not been asked for before.
    pub async fn until(&mut self, what: &str) -> Outcome<String> {
        let heard = async {
            while !self.told.contains(what) {
                let chunk = std::future::poll_fn(|context| Pin::new(&mut self.body).poll_next(context)).await;
                let chunk = chunk.ok_or("it ended")?.map_err(|error| error.to_string())?;
                self.told += std::str::from_utf8(&chunk)?;
            }
            Ok(std::mem::take(&mut self.told))
        };
        timeout(PATIENCE, heard).await.map_err(|_| format!("{what} is not said"))?
    }
}

/// The last id in what was told.
pub fn last_id(told: &str) -> Option<&str> {
    told.lines().rev().find_map(|line| line.strip_prefix("id: "))
}
