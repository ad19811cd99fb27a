//! Everything that is served, mounted.

mod catch_up;
mod connections;
mod counting;
mod demo;
mod docs;
mod express_lane;
mod limit_counts;
mod metrics;
mod operations;
mod request_counts;
mod root_span;
mod spa;

use std::{sync::Arc, time::Duration};

use actix_web::{
    App, HttpServer,
    dev::ServerHandle,
    middleware::from_fn,
    web::{self as actix, Data},
};
use grantry_guard::Verifier;
use token_service::TokenService;
use tokio::signal::unix::{SignalKind, signal};
use tracing_actix_web::TracingLogger;
use web::{SecurityHeaders, TrustedProxies};

use crate::{
    node::{Node, StartError},
    settings::Settings,
};
use connections::{Connections, raise_file_limit};
pub use docs::documents;
use express_lane::ExpressLane;
use metrics::Metrics;
use operations::Readiness;
use root_span::RootSpan;

/// Serves until the process is told to stop; requests under way are finished.
pub async fn serve(settings: &Settings, node: Node) -> Result<(), StartError> {
    let https = settings.public_url()?.scheme() == "https";
    let readiness = Data::new(Readiness::default());
    let metrics = Metrics::start(settings.metrics_readers.clone(), node.marketplace.limits().clone())?;
    let vitals = Data::from(Arc::new(operations::vitals(settings, &node)));
    let marketplace = Data::new(node.marketplace.clone());
    let proxies = Data::new(TrustedProxies(settings.trusted_proxies.clone()));
    let headers = SecurityHeaders { https };
    let tokens = node.tokens.clone();
    let lane = ExpressLane { tokens: tokens.clone(), metrics: metrics.clone(), headers };
    let demo = settings.demo_api.then(|| demo::verifier(&tokens, node.marketplace.urls().public_url()));
    let ready = readiness.clone();
    let connections = connections(settings);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(marketplace.clone())
            .app_data(proxies.clone())
            .app_data(Data::new(headers))
            .app_data(vitals.clone())
            .app_data(ready.clone())
            .app_data(metrics.clone())
            .app_data(web::path_config())
            .wrap(from_fn(web::refuse_cross_site))
            .wrap(from_fn(web::security_headers))
            .wrap(from_fn(counting::count))
            .wrap(from_fn(web::with_request_id))
            .wrap(TracingLogger::<RootSpan>::new())
            .wrap(lane.clone())
            .configure(|config| mount(config, &tokens, demo.clone()))
    });
    let workers =
        settings.workers.unwrap_or_else(|| std::thread::available_parallelism().map_or(2, usize::from));
    let server = server
        .workers(workers)
        .shutdown_timeout(settings.shutdown_seconds)
        .client_request_timeout(Duration::from_secs(10))
        .keep_alive(Duration::from_secs(5))
        .max_connections(settings.max_connections)
        .on_connect(move |io, data| connections.opened(io, data))
        .disable_signals()
        .bind(settings.listen)
        .map_err(|cause| format!("setting `listen`: cannot serve on {}: {cause}", settings.listen))?
        .run();
    tracing::info!(listen = %settings.listen, public_url = %settings.public_url()?, "serving");
    run(server, settings, node, readiness).await
}

fn connections(settings: &Settings) -> Connections {
    raise_file_limit(settings.max_connections);
    let (most, per_address) = (settings.max_connections, settings.max_connections_per_address);
    let connections = Connections::new(most, per_address, settings.trusted_proxies.clone());
    actix_web::rt::spawn(connections.clone().watch());
    connections
}

async fn run(
    server: actix_web::dev::Server,
    settings: &Settings,
    node: Node,
    readiness: Data<Readiness>,
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
        tokio::join!(node.tokens.run(stop()), node.limit(stop()));
    });
    actix_web::rt::spawn(stop_on_signal(server.handle(), settings.drain(), readiness, feeds));
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
) {
    let (Ok(mut terminate), Ok(mut interrupt)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        tracing::error!("cannot listen for signals");
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("stopping");
    readiness.stop();
    tokio::time::sleep(drain).await;
    tokens.close_feeds();
    server.stop(true).await;
}

fn mount(config: &mut actix::ServiceConfig, tokens: &TokenService, demo: Option<Verifier>) {
    let demo_api = demo.is_some();
    // Routes are tried in this order, once for the answer and again for the log and the metrics.
    config
        .configure(token_service::configure(tokens.clone()))
        .configure(operations::configure)
        .configure(docs::portals)
        .configure(|config| {
            if let Some(verifier) = demo {
                config.configure(demo_api::configure(verifier));
            }
        })
        .configure(|config| docs::configure(config, demo_api))
        .configure(spa::configure);
}
