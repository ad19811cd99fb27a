use tracing_subscriber::{EnvFilter, layer::SubscriberExt, util::SubscriberInitExt};

use crate::settings::{LogFormat, Settings, SettingsError};

/// Starts logging to standard error.
pub fn start(settings: &Settings) -> Result<(), SettingsError> {
    let wrong = |error: tracing_subscriber::filter::ParseError| SettingsError::Wrong {
        key: "log",
        message: error.to_string(),
    };
    let filter = EnvFilter::try_new(&settings.log).map_err(wrong)?;
    let layer = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let registry = tracing_subscriber::registry().with(filter);
    match settings.log_format {
        LogFormat::Pretty => registry.with(layer).init(),
        LogFormat::Json => registry.with(layer.json()).init(),
    }
    Ok(())
}
