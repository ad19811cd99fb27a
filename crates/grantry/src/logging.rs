use tracing_subscriber::{EnvFilter, layer::SubscriberExt, util::SubscriberInitExt};

use crate::settings::{LogFormat, Settings, SettingsError};

/// Starts logging to standard error.
pub fn start(settings: &Settings) -> Result<(), SettingsError> {
    let wrong = |error: tracing_subscriber::filter::ParseError| SettingsError::Wrong {
        key: "log",
        message: error.to_string(),
    };
    // It warns of every request that is refused before its route has read the path: nothing that one could act on.
    let filter = format!("actix_web_prom=error,{}", settings.log);
    let filter = EnvFilter::try_new(filter).map_err(wrong)?;
    let layer = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let registry = tracing_subscriber::registry().with(filter);
    match settings.log_format {
        LogFormat::Pretty => registry.with(layer).init(),
        LogFormat::Json => registry.with(layer.json()).init(),
    }
    Ok(())
}
