//! SIGTERM and Ctrl-C end the node, a second one at once. SIGHUP, which a closed terminal sends, does nothing.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// Listens from when it is made: a signal that comes before the node waits for one is kept.
pub struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// # Errors
    /// The system does not let this process listen.
    pub fn listen() -> io::Result<Self> {
        let mut hang_up = signal(SignalKind::hangup())?;
        actix_web::rt::spawn(async move {
            while hang_up.recv().await.is_some() {
                tracing::info!("SIGHUP: nothing is read again; settings change with a restart");
            }
        });
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// The next one that wants the node to end.
    pub async fn stop(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
