//! Logos of apps: fetched once from where their developers have them, redrawn, and served by the platform itself.

mod fetches;
mod served;

use model::{
    app::{App, AppDetails},
    delivery::Receiver,
    logo::{LogoFetch, LogoImage, LogoState},
};
use outbound_http::Fetcher;
use tokio::sync::{Notify, Semaphore};
use wire::developer;

use crate::{Marketplace, Settings, work::Work};
use served::Shown;

/// What a node needs for logos.
pub(crate) struct Logos {
    fetcher: Fetcher,
    /// Pictures are drawn one after the other: each may take a hundred megabytes for a moment.
    drawing: Semaphore,
    /// Told when an address is to be fetched.
    asked: Notify,
    shown: Shown,
}

impl Logos {
    pub fn new(settings: &Settings) -> Self {
        Self {
            fetcher: Fetcher::new(settings.logo_private_networks, fetches::BOUNDS),
            drawing: Semaphore::new(1),
            asked: Notify::new(),
            shown: Shown::default(),
        }
    }
}

impl Marketplace {
    /// Lets this node look at once; others look by themselves.
    pub(crate) fn logo_asked(&self) {
        self.0.logos.asked.notify_one();
    }

    /// What becomes of the logo when details change: a new address is fetched, and the picture that there is stays until
    /// another one is there. Without an address there is none.
    pub(crate) fn logo_after(&self, before: &App, details: &AppDetails) -> (Option<LogoImage>, LogoFetch) {
        match &details.logo_url {
            None => (None, LogoFetch::NONE),
            same if *same == before.details.logo_url => {
                (before.details.logo_image.clone(), before.logo.clone())
            }
            Some(_) => (before.details.logo_image.clone(), before.logo.ask(self.now())),
        }
    }
}

/// Has the logo fetched that an app waits for, unless it waited before: then that is under way.
pub(crate) fn send(work: &mut Work, before: &LogoFetch, app: &App) {
    if let (LogoState::Waiting, Some(due)) = (app.logo.state, app.logo.due)
        && before.state != LogoState::Waiting
    {
        work.send(Receiver::Logos, app.id.uuid(), due);
    }
}

/// Where pages find it.
pub(crate) fn address(image: Option<LogoImage>) -> Option<String> {
    image.map(|image| image.path().to_owned())
}

pub(crate) fn view(app: &App) -> developer::Logo {
    developer::Logo {
        state: app.logo.state,
        image: address(app.details.logo_image.clone()),
        reason: app.logo.reason.clone(),
    }
}
