//! A node before its database answers: it reports that it is not ready, and tries again.

use std::{net::TcpListener, sync::Arc, time::Duration};

use actix_web::{App, HttpResponse, HttpServer, dev::ServerHandle, http::header, web};
use marketplace::{Error, PepperError, ReceiptKeyError};
use token_service::KeysError;
use tokio::time::sleep;

use super::{operations, signals::Signals};
use crate::{
    node::Node,
    open::{Progress, Refused},
    settings::Settings,
    start_error::StartError,
};

/// Between two tries: doubled each time, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// A try that takes longer is given up; a million clients are read in less. How long it takes to bring the schema up to
/// date does not count: that is as long as the database is large.
const TRY: Duration = Duration::from_mins(5);
/// After so much of a try the node says that it is alive, and not ready.
const SILENCE: Duration = Duration::from_secs(1);
/// How often the time of a try is counted.
const TICK: Duration = Duration::from_secs(1);

/// Starts the node as soon as its database answers; `None` when it was told to stop before.
///
/// # Errors
/// Whatever waiting does not mend.
pub async fn start(
    settings: &Settings,
    listener: &TcpListener,
    signals: &mut Signals,
) -> Result<Option<Node>, StartError> {
    let mut waiting: Option<ServerHandle> = None;
    let mut pause = FIRST_PAUSE;
    let progress = Arc::new(Progress::default());
    loop {
        let mut trying = std::pin::pin!(patiently(Node::start(settings, &progress), &progress));
        let mut tried = tokio::select! {
            tried = &mut trying => Some(tried),
            () = sleep(SILENCE), if waiting.is_none() => None,
            () = signals.stop() => return Ok(None),
        };
        if tried.is_none() {
            if !progress.is_migrating() {
                tracing::warn!(error = "it does not answer", "the database cannot be used yet");
            }
            waiting = Some(serve(listener.try_clone()?, progress.clone())?);
            tried = tokio::select! {
                tried = &mut trying => Some(tried),
                () = signals.stop() => return Ok(None),
            };
        }
        let why = match tried.flatten() {
            Some(Err(error)) if may_pass(&error) => error.to_string(),
            Some(done) => {
                if let Some(server) = waiting {
                    server.stop(false).await;
                }
                return done.map(Some);
            }
            None => "it takes too long to answer".to_owned(),
        };
        tracing::warn!(error = why, again_in = ?pause, "the database cannot be used yet");
        if waiting.is_none() {
            waiting = Some(serve(listener.try_clone()?, progress.clone())?);
        }
        tokio::select! {
            () = sleep(pause) => {}
            () = signals.stop() => return Ok(None),
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// What came of a try; `None` where it took too long.
async fn patiently<T>(work: impl Future<Output = T>, progress: &Progress) -> Option<T> {
    let mut work = std::pin::pin!(work);
    let mut left = TRY;
    while left > Duration::ZERO {
        tokio::select! {
            done = &mut work => return Some(done),
            () = sleep(TICK) => {}
        }
        if !progress.is_migrating() {
            left = left.saturating_sub(TICK);
        }
    }
    None
}

/// Whether the database is away, and not the settings wrong.
fn may_pass(error: &StartError) -> bool {
    let of_keys = |error: &KeysError| matches!(error, KeysError::Store(store::Error::Unavailable(_)));
    let of_pepper = |error: &PepperError| matches!(error, PepperError::Store(store::Error::Unavailable(_)));
    let of_receipts =
        |error: &ReceiptKeyError| matches!(error, ReceiptKeyError::Store(store::Error::Unavailable(_)));
    let of_opening = |error: &Refused| matches!(error, Refused::Store(store::Error::Unavailable(_)));
    let of_store = |error: &store::Error| matches!(error, store::Error::Unavailable(_));
    error.downcast_ref().is_some_and(of_keys)
        || error.downcast_ref().is_some_and(of_pepper)
        || error.downcast_ref().is_some_and(of_receipts)
        || error.downcast_ref().is_some_and(of_opening)
        || error.downcast_ref().is_some_and(of_store)
}

fn serve(listener: TcpListener, progress: Arc<Progress>) -> Result<ServerHandle, StartError> {
    let progress = web::Data::from(progress);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(progress.clone())
            .route("/livez", web::get().to(operations::livez))
            .route("/livez", web::head().to(operations::livez))
            .route(operations::READY, web::get().to(not_ready))
            .default_service(web::to(unavailable))
    });
    let server = server.workers(1).disable_signals().listen(listener)?.run();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    Ok(handle)
}

async fn not_ready(progress: web::Data<Progress>) -> HttpResponse {
    HttpResponse::ServiceUnavailable().body(if progress.is_migrating() {
        "not ready: Database is being brought up to date\n"
    } else {
        "not ready: Database does not answer\n"
    })
}

async fn unavailable() -> HttpResponse {
    let why = Error::Unavailable("the node waits for its database".into());
    let mut answer = actix_web::ResponseError::error_response(&::web::Failure::from(why));
    answer.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, header::HeaderValue::from_static("nosniff"));
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOURS: Duration = Duration::from_hours(6);

    #[tokio::test(start_paused = true)]
    async fn a_try_is_given_up_and_a_migration_is_not() {
        let progress = Progress::default();
        assert_eq!(patiently(sleep(HOURS), &progress).await, None);
        assert_eq!(patiently(sleep(TRY - 2 * TICK), &progress).await, Some(()));
        let migrating = progress.migrating(async {
            sleep(HOURS).await;
            7
        });
        assert_eq!(patiently(migrating, &progress).await, Some(7));
        let hanging = async {
            progress.migrating(sleep(HOURS)).await;
            sleep(HOURS).await;
        };
        assert_eq!(patiently(hanging, &progress).await, None, "what comes after it");
    }
}
