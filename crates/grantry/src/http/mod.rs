//! The HTTP server of a node, with everything that is mounted on it.

mod api_documents;
mod catch_up;
mod counting_layer;
mod demo;
mod demo_mail;
mod docs;
mod docs_policy;
mod docs_ui;
mod guides;
mod head;
mod hosts;
mod known_paths;
mod limit_counts;
mod logos;
mod metrics;
mod node_counts;
mod operations;
mod receipt_keys;
mod refused;
mod relay;
mod request_counts;
mod root_span;
mod said_at_start;
mod signals;
mod sockets;
mod spa;
mod statements;
mod token_layer;
mod unready;
mod vitals;
mod watch_log;
mod webhook_docs;

use std::{net::TcpListener, sync::Arc, time::Duration};

use actix_web::{
    App, HttpServer,
    dev::ServerHandle,
    middleware::from_fn,
    web::{self as actix, Data},
};
use grantry_guard::Verifier;
use token_service::TokenService;
use tokio::net::TcpSocket;
use tracing_actix_web::TracingLogger;
use web::{SecurityHeaders, TrustedProxies};

use crate::{logging, node::Node, open, settings::Settings, start_error::StartError};
pub use docs::documents;
use metrics::Metrics;
use operations::Readiness;
use refused::Refused;
use root_span::RootSpan;
use signals::Signals;
use sockets::{Sockets, raise_file_limit};
use token_layer::TokenLayer;

/// The exit code of a node that did not finish what was under way.
const STOPPED_TWICE: i32 = 1;

/// Connections that wait to be accepted.
const BACKLOG: u32 = 1024;

/// Starts the node and serves until the process is told to stop; requests under way are finished.
pub async fn serve(settings: &Settings) -> Result<(), StartError> {
    let mut signals = Signals::listen()?;
    let listener = listen(settings)
        .map_err(|cause| format!("setting `listen`: cannot serve on {}: {cause}", settings.listen))?;
    match Box::pin(unready::start(settings, &listener, &mut signals)).await? {
        Some(mut node) => {
            let (store, _claim) = (node.store.clone(), node.claim.take());
            let served = async {
                said_at_start::say(settings, &store).await?;
                serve_node(settings, node, listener, signals).await
            };
            let served = served.await;
            open::closed(store, served).await
        }
        None => Ok(()),
    }
}

fn listen(settings: &Settings) -> std::io::Result<TcpListener> {
    let socket = if settings.listen.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    socket.set_reuseaddr(true)?;
    socket.bind(settings.listen)?;
    socket.listen(BACKLOG)?.into_std()
}

async fn serve_node(
    settings: &Settings,
    node: Node,
    listener: TcpListener,
    signals: Signals,
) -> Result<(), StartError> {
    let https = settings.public_url()?.scheme() == "https";
    let readiness = Data::new(Readiness::default());
    let metrics = Metrics::start(
        settings.metrics_readers.clone(),
        node.marketplace.limits().clone(),
        settings.database_folder(),
    )?;
    let vitals = Data::from(Arc::new(vitals::vitals(settings, &node)));
    let marketplace = Data::new(node.marketplace.clone());
    let proxies = Data::new(TrustedProxies(settings.trusted_proxies.clone()));
    let headers = SecurityHeaders { https };
    let tokens = node.tokens.clone();
    let refused = Data::new(Refused::default());
    actix_web::rt::spawn(watch_log::run(refused.clone()));
    let (shared, counts) = (tokens.clone(), metrics.clone());
    let token_layer = TokenLayer { tokens: shared, metrics: counts, headers, refused: refused.clone() };
    let demo = settings.demo_api.then(|| demo::verifier(&tokens, node.marketplace.urls()));
    let ready = readiness.clone();
    let sockets = sockets(settings);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(marketplace.clone())
            .app_data(proxies.clone())
            .app_data(Data::new(headers))
            .app_data(vitals.clone())
            .app_data(ready.clone())
            .app_data(metrics.clone())
            .app_data(refused.clone())
            .app_data(web::path_config())
            .wrap(from_fn(web::say_whose))
            .wrap(from_fn(web::refuse_cross_site))
            .wrap(from_fn(hosts::refuse))
            .wrap(from_fn(web::security_headers))
            .wrap(from_fn(counting_layer::count))
            .wrap(from_fn(statements::count))
            .wrap(from_fn(web::with_request_id))
            .wrap(from_fn(refused::log))
            .wrap(TracingLogger::<RootSpan>::new())
            .wrap(token_layer.clone())
            .configure(|config| mount(config, &tokens, demo.clone()))
    });
    let server = server
        .workers(workers(settings))
        .shutdown_timeout(settings.shutdown_seconds)
        .client_request_timeout(Duration::from_secs(10))
        .keep_alive(Duration::from_secs(5))
        .max_connections(settings.max_connections)
        .on_connect(move |io, data| sockets.opened(io, data))
        .disable_signals()
        .listen(listener)?
        .run();
    tracing::info!(listen = %settings.listen, public_url = %settings.public_url()?, "serving");
    run(server, settings, node, readiness, signals).await
}

fn workers(settings: &Settings) -> usize {
    settings.workers.unwrap_or_else(|| std::thread::available_parallelism().map_or(2, usize::from))
}

fn sockets(settings: &Settings) -> Sockets {
    raise_file_limit(settings.max_connections);
    let (most, per_address) = (settings.max_connections, settings.max_connections_per_address);
    let sockets = Sockets::new(most, per_address, settings.trusted_proxies.clone());
    actix_web::rt::spawn(sockets.clone().watch());
    sockets
}

async fn run(
    server: actix_web::dev::Server,
    settings: &Settings,
    node: Node,
    readiness: Data<Readiness>,
    signals: Signals,
) -> Result<(), StartError> {
    let feeds = node.tokens.clone();
    let (stop, stopped) = tokio::sync::watch::channel(());
    let following = tokio::spawn(async move {
        let stop = || {
            let mut stopped = stopped.clone();
            async move {
                let _ = stopped.changed().await;
            }
        };
        let here = &node.marketplace;
        let kept = async {
            tokio::join!(
                here.logos().keep(stop()),
                here.api_documents().keep(stop()),
                here.silent_secrets().keep(stop()),
                here.secret_ends().keep(stop()),
                here.ending_access().keep(stop()),
                here.notices().keep(stop()),
                here.mails().keep(stop()),
                here.password_resets().keep(stop()),
                here.invitations().keep(stop()),
                here.address_changes().keep(stop()),
                here.webhooks().keep(stop()),
            )
        };
        tokio::join!(node.tokens.run(stop()), node.limit(stop()), kept);
    });
    actix_web::rt::spawn(stop_on_signal(server.handle(), settings.drain(), readiness, feeds, signals));
    server.await?;
    drop(stop);
    following.await?;
    Ok(())
}

async fn stop_on_signal(
    server: ServerHandle,
    drain: Duration,
    readiness: Data<Readiness>,
    tokens: TokenService,
    mut signals: Signals,
) {
    signals.stop().await;
    tracing::info!("stopping");
    readiness.stop();
    actix_web::rt::spawn(async move {
        tokio::time::sleep(drain).await;
        tokens.close_feeds();
        server.stop(true).await;
    });
    signals.stop().await;
    tracing::warn!("told to stop again: requests under way are not waited for");
    logging::stop();
    std::process::exit(STOPPED_TWICE);
}

fn mount(config: &mut actix::ServiceConfig, tokens: &TokenService, demo: Option<Verifier>) {
    let demo_api = demo.is_some();
    // Routes are tried in this order, once for the answer and again for the log and the metrics.
    config
        .configure(token_service::configure(tokens.clone()))
        .configure(operations::configure)
        .configure(logos::configure)
        .configure(receipt_keys::configure)
        .configure(api_documents::configure)
        .configure(relay::configure)
        .configure(demo_mail::configure)
        .configure(docs::portals)
        .configure(|config| {
            if let Some(verifier) = demo {
                config.configure(demo_api::configure(verifier));
            }
        })
        .configure(|config| docs::configure(config, demo_api))
        .configure(docs_ui::configure)
        .configure(guides::configure)
        .configure(spa::configure);
}
