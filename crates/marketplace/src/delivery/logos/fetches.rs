//! Fetching what developers have named and redrawing it, beside all requests. What waits is a row of the outbox: a
//! node that ends in between loses nothing.

use chrono::TimeDelta;
use credentials::sha256;
use model::{
    app::App,
    audit::{Actor, AuditAction, AuditChain, Detail},
    delivery::Receiver,
    ids::AppId,
    logo::{LogoFetch, LogoImage, LogoState},
};
use store::outbox::Delivery;

use crate::delivery::deliveries::{CUT_SHORT, DueDeliveries, is_spent};
use crate::delivery::remote_files::RemoteFile;
use crate::errors::Error;
use crate::service::logos::FETCH_BOUNDS;
use crate::service::{Logos, Marketplace};
use crate::work::{Author, Event, Work};

const LOGO: RemoteFile = RemoteFile {
    what: "logo",
    accept: "image/png, image/webp, image/jpeg, image/gif",
    bounds: FETCH_BOUNDS,
    too_long: |_| pictures::Refused::TooManyBytes.to_string(),
};
/// Fetches at a time.
const AT_ONCE: usize = 4;
/// Other nodes leave a logo alone for so long: longer than a fetch and its drawing take.
const CLAIMED: TimeDelta = TimeDelta::seconds(30);
/// Between two fetches for one app.
const COOL_DOWN: TimeDelta = TimeDelta::seconds(5);

/// A PNG of ours, or why there is none.
type Drawn = Result<Vec<u8>, String>;

fn waits(app: &App) -> bool {
    app.logo.state == LogoState::Waiting && app.details.logo_url.is_some()
}

impl Logos<'_> {
    /// Fetches logos that wait, until `stop` is ready. What is under way then is begun again by another node, or later.
    pub async fn keep(self, stop: impl Future<Output = ()>) {
        tokio::select! {
            () = Box::pin(self.take_all()) => {}
            () = stop => {}
        }
    }

    async fn take_all(self) {
        let asked = &self.inner.0.logos.asked;
        let due = DueDeliveries::new(self.inner, Receiver::Logos, CLAIMED, asked);
        let take = |delivery| {
            let here = self.inner.clone();
            async move { here.logos().take(delivery).await }
        };
        due.each(AT_ONCE, take).await;
    }

    async fn take(self, delivery: Delivery) {
        let app = AppId::from_uuid(delivery.subject);
        if let Err(error) = self.try_to_take(&delivery, app).await {
            tracing::warn!(%app, %error, "what became of a logo was not written: it is fetched again");
            self.inner.put_off(&delivery, &error).await;
        }
    }

    async fn try_to_take(self, delivery: &Delivery, app: AppId) -> Result<(), Error> {
        let Some(url) = self.awaited(app).await? else { return self.settle(delivery, app, None).await };
        let drawn = if is_spent(delivery) { Err(CUT_SHORT.to_owned()) } else { self.draw(&url).await };
        if let Err(reason) = &drawn {
            tracing::info!(%app, reason, "a logo was not taken");
        }
        self.settle(delivery, app, Some((url, drawn))).await
    }

    /// The address of the logo that an app waits for.
    async fn awaited(self, app: AppId) -> Result<Option<String>, Error> {
        let tx = self.inner.store().read().await?;
        let app = tx.shared().apps().get(app).await?.filter(waits);
        Ok(app.and_then(|app| app.details.logo_url))
    }

    async fn draw(self, url: &str) -> Drawn {
        let logos = &self.inner.0.logos;
        let bytes = LOGO.fetch(&logos.fetcher, url).await?;
        let _turn = logos.drawing.acquire().await;
        let drawn = tokio::task::spawn_blocking(move || pictures::redraw(&bytes)).await;
        drawn.unwrap_or(Err(pictures::Refused::Damaged)).map_err(|refused| refused.to_string())
    }

    /// `fetched`: from which address, and what came of it.
    async fn settle(
        self,
        delivery: &Delivery,
        app: AppId,
        fetched: Option<(String, Drawn)>,
    ) -> Result<(), Error> {
        let mut work = self.inner.begin_as(Author::system(AuditChain::Platform)).await?;
        let before = work.shared().apps().lock(app).await?.filter(waits);
        if !self.inner.settle_delivery(&mut work, delivery).await? {
            return Ok(());
        }
        let Some(before) = before else {
            return work.without_event("no one waits for it").finish(()).await;
        };
        let (now, next) = (self.inner.now(), self.inner.now() + COOL_DOWN);
        let Some((_, drawn)) = fetched.filter(|(url, _)| before.details.logo_url.as_ref() == Some(url))
        else {
            work.send(Receiver::Logos, app.uuid(), now);
            work.without_event("its new address is fetched").finish(()).await?;
            self.inner.logo_asked();
            return Ok(());
        };
        match drawn {
            Ok(png) => self.take_up(work, before, png, LogoFetch::settled(None, next)).await,
            Err(reason) => {
                let logo =
                    LogoFetch::settled(Some(format!("The logo could not be fetched: {reason}.")), next);
                work.platform().await?.logos().settle(&App { logo, ..before }).await?;
                work.without_event("the app's own page tells of it").finish(()).await
            }
        }
    }

    /// Another picture than before is another detail for whoever decides.
    async fn take_up(self, mut work: Work, before: App, png: Vec<u8>, logo: LogoFetch) -> Result<(), Error> {
        let (now, image) = (self.inner.now(), LogoImage::new(&sha256(&png)));
        let mut app = App { logo, ..before.clone() };
        app.details.logo_image = Some(image.clone());
        let read =
            if before.logo.from_before { Vec::new() } else { before.details.changes(&app.details, now) };
        app.details_revision += u32::from(!read.is_empty());
        let platform = work.platform().await?;
        platform.logos().put(&image, png, now).await?;
        platform.logos().settle(&app).await?;
        if read.is_empty() {
            return work.without_event("it is the same picture").finish(()).await;
        }
        platform.add_detail_changes(&app, &read).await?;
        let connected = platform.connections().lock_connected(app.id).await?;
        if before.details.logo_image.is_some() {
            platform.logos().forget_unshown_of(app.id).await?;
        }
        Marketplace::tell_of_details(&mut work, &Actor::System, &app, &read, &connected);
        work.sign(Author::system(AuditChain::Publisher(app.publisher)));
        let event = Event::new(AuditAction::AppChanged, app.id, &app.details.name).app(app.id);
        work.record(event.detail(Detail::LogoReplaced)).finish(()).await
    }
}
