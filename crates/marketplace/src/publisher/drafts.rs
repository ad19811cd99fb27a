//! Drafts: the next version of an app while its developers write it.

use model::{
    app::{App, AppVersion, VersionDraft},
    ids::AppId,
};
use store::Shared;
use wire::{
    developer,
    updates::{Draft, SaveDraft},
};

use super::apps::version_views;
use super::asked::{Asked, Sent};
use super::developer::own_app;
use super::versions::newest;
use crate::errors::Error;
use crate::permission::{By, Developer, PublisherMember, begin};
use crate::requests::same_revision;
use crate::service::Drafts;

impl Drafts<'_> {
    /// As it was saved; where nothing was, what the newest version asks for.
    pub async fn get(self, by: &By<PublisherMember>, app: AppId) -> Result<Draft, Error> {
        let tx = self.inner.store().read().await?;
        let shared = tx.shared();
        let app = shared.apps().get(app).await?;
        let app = app.filter(|app| app.publisher == by.publisher()).ok_or(Error::NotFound)?;
        match shared.app_drafts().get(app.id).await? {
            Some(draft) => saved(shared, &app, draft).await,
            None => begun(shared, newest(shared, &app).await?).await,
        }
    }

    /// No one outside of the publisher sees it.
    pub async fn save(self, by: &By<Developer>, app: AppId, request: SaveDraft) -> Result<Draft, Error> {
        let work = begin!(self, by, "drafts_save", (app, &request));
        let app = own_app(work.shared(), by, app).await?;
        let asked = Asked::checked(work.shared(), &app, &Sent::from(&request)).await?;
        let before = work.shared().app_drafts().get(app.id).await?;
        same_revision(request.revision, before.map_or(0, |draft| draft.revision))?;
        let Asked { scopes, note, egress_networks, workload } = asked;
        let draft = VersionDraft {
            app: app.id,
            scopes,
            note,
            egress_networks,
            workload,
            revision: request.revision,
            saved_by: by.person().id,
            saved_at: self.inner.now(),
        };
        let draft = work.shared().app_drafts().save(&draft).await?;
        let view = saved(work.shared(), &app, draft).await?;
        work.without_event("a draft asks no one for anything: publishing it is the event").finish(view).await
    }

    pub async fn discard(self, by: &By<Developer>, app: AppId) -> Result<(), Error> {
        let work = begin!(self, by, "drafts_discard", app);
        let app = own_app(work.shared(), by, app).await?;
        if !work.shared().app_drafts().discard(app.id).await? {
            return Err(Error::NotFound);
        }
        work.without_event("a draft asks no one for anything").finish(()).await
    }
}

async fn saved(shared: Shared<'_>, app: &App, draft: VersionDraft) -> Result<Draft, Error> {
    let VersionDraft { scopes, note, egress_networks, workload, revision, saved_by, saved_at, .. } = draft;
    let asked = Asked { scopes, note, egress_networks, workload };
    let view = version_views(shared, vec![asked.version(app, saved_by, saved_at)]).await?.pop();
    let view = view.ok_or_else(|| Error::broken("draft of app", app.id))?;
    let (saved_by, saved_at) = (Some(view.published_by.clone()), Some(view.published_at));
    Ok(Draft { revision, saved_by, saved_at, ..unsaved(view) })
}

/// The note is written for each version.
async fn begun(shared: Shared<'_>, newest: Option<AppVersion>) -> Result<Draft, Error> {
    let view = version_views(shared, newest.into_iter().collect()).await?.pop();
    let nothing = Draft {
        revision: 0,
        scopes: Vec::new(),
        note: String::new(),
        egress_networks: Vec::new(),
        workload: None,
        saved_by: None,
        saved_at: None,
    };
    Ok(view.map_or(nothing, |view| Draft { note: String::new(), ..unsaved(view) }))
}

fn unsaved(view: developer::AppVersion) -> Draft {
    let developer::AppVersion { scopes, note, egress_networks, workload, .. } = view;
    Draft { revision: 0, scopes, note, egress_networks, workload, saved_by: None, saved_at: None }
}
