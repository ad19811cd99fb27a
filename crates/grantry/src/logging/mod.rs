//! Log lines to standard error. Whoever reads them may stop: no request waits for it.

mod filter;
mod malformed;

use std::{
    io::{IsTerminal, stderr},
    sync::OnceLock,
};

use parking_lot::Mutex;
use tracing_appender::non_blocking::{ErrorCounter, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::{Layer, filter::filter_fn, layer::SubscriberExt, util::SubscriberInitExt};

use crate::settings::{LogFormat, Settings, SettingsError};
pub use malformed::connections as malformed_connections;

/// Lines that wait for a reader who is slow or gone. More are dropped, and counted.
const LINES_KEPT: usize = 8_192;

/// Writes what waits when dropped.
static WRITER: OnceLock<(Mutex<Option<WorkerGuard>>, ErrorCounter)> = OnceLock::new();

/// Starts logging to standard error.
pub fn start(settings: &Settings) -> Result<(), SettingsError> {
    let (filter, unknown) = filter::read(&settings.log)?;
    let builder = NonBlockingBuilder::default().lossy(true).buffered_lines_limit(LINES_KEPT);
    let (writer, guard) = builder.finish(stderr());
    let dropped = writer.error_counter();
    // Colours are for people: a file or a pipe gets none.
    let colours = stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty());
    let layer = tracing_subscriber::fmt::layer().with_writer(writer).with_ansi(colours);
    let layer = match settings.log_format {
        LogFormat::Pretty => layer.boxed(),
        LogFormat::Json => layer.json().with_ansi(false).boxed(),
    };
    let layer = layer.with_filter(filter_fn(|event| !malformed::is_about(event)));
    tracing_subscriber::registry().with(filter).with(layer).with(malformed::Count).init();
    WRITER.get_or_init(|| (Mutex::new(Some(guard)), dropped));
    std::panic::set_hook(Box::new(|panic| tracing::error!(%panic, "a thread has panicked")));
    for word in unknown {
        tracing::warn!(
            target: filter::WARNINGS,
            "setting `log`: `{word}` is neither a level (error, warn, info, debug, trace, off) nor a part of Grantry \
             that logs: nothing is logged because of it"
        );
    }
    Ok(())
}

/// Lines that were dropped since the start.
pub fn dropped_lines() -> u64 {
    let dropped = WRITER.get().map_or(0, |(_, dropped)| dropped.dropped_lines());
    u64::try_from(dropped).unwrap_or(u64::MAX)
}

/// Writes what waits, as far as its reader takes it; nothing is logged after that.
pub fn stop() {
    if let Some((guard, _)) = WRITER.get() {
        drop(guard.lock().take());
    }
}
