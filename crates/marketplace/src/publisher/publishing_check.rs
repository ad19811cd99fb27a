//! What publishing a version would do, told before it is done; and the version as an admin would read it.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    app::{App, AppVersion},
    ids::AppId,
    scope::{ScopeName, ScopeSet},
    update::{Answers, Update},
};
use store::{Shared, publishing::PublishingCounts};
use wire::{
    admin::Review,
    developer::PublishVersion,
    updates::{PublishingCheck, ScopeCount, UpdateReview},
};

use super::asked::{Asked, Sent};
use super::versions::{losing_workload, newest};
use crate::clients::networks;
use crate::errors::Error;
use crate::permission::{By, Developer};
use crate::service::Versions;
use crate::views::review::{review, standings};
use crate::views::workload::in_words_of;

impl Versions<'_> {
    /// Changes nothing.
    pub async fn check(
        self,
        by: &By<Developer>,
        app: AppId,
        request: PublishVersion,
    ) -> Result<PublishingCheck, Error> {
        let mut tx = self.inner.store().read().await?;
        let platform = tx.platform().await?;
        let app = platform.apps().get(app).await?;
        let app = app.filter(|app| app.publisher == by.publisher()).ok_or(Error::NotFound)?;
        let asked = Asked::checked(*platform, &app, &Sent::from(&request)).await?;
        if request.after_version != app.latest_version {
            return Err(Error::VersionChanged { current: app.latest_version });
        }
        let newest = newest(*platform, &app).await?;
        let unchanged = newest.as_ref().is_some_and(|newest| asked.is_that_of(newest));
        let version = asked.version(&app, by.person().id, self.inner.now());
        let without = losing_workload(*platform, &app, newest.as_ref(), &version).await?;
        let names = version.all_scopes();
        let counted = platform.connections().publishing_counts(app.id, &names).await?;
        let PublishingCounts { by_version, holding: mut losing, undecided: asked } = counted;
        losing.retain(|name, _| !names.contains(name));
        let named = losing.keys().chain(asked.keys()).cloned().collect();
        let titles = titles(*platform, &named).await?;
        Ok(PublishingCheck {
            version: version.number,
            unchanged,
            tenants: by_version.values().sum(),
            losing: counts(losing, &titles),
            losing_workload: at(&by_version, &without),
            asked: counts(asked, &titles),
            preview: preview(*platform, app, version, newest).await?,
        })
    }
}

/// How many connections have one of these versions.
fn at(by_version: &BTreeMap<u32, u32>, versions: &BTreeSet<u32>) -> u32 {
    by_version.iter().filter(|(version, _)| versions.contains(*version)).map(|(_, count)| count).sum()
}

async fn titles(shared: Shared<'_>, named: &ScopeSet) -> Result<BTreeMap<ScopeName, String>, Error> {
    if named.is_empty() {
        return Ok(BTreeMap::new());
    }
    let found = shared.scopes().by_names(named).await?.into_iter();
    Ok(found.map(|scope| (scope.name, scope.title)).collect())
}

fn counts(of: BTreeMap<ScopeName, u32>, titles: &BTreeMap<ScopeName, String>) -> Vec<ScopeCount> {
    let count = |(name, tenants)| {
        let title = titles.get(&name).cloned().unwrap_or_default();
        ScopeCount { name, title, tenants }
    };
    of.into_iter().map(count).collect()
}

/// As an admin reads it who has granted all of the newest version.
async fn preview(
    shared: Shared<'_>,
    app: App,
    version: AppVersion,
    newest: Option<AppVersion>,
) -> Result<UpdateReview, Error> {
    let words = shared.apis().of_scopes(&version.all_scopes()).await?;
    let publisher = shared.publishers().card(app.publisher).await?;
    let publisher = publisher.ok_or_else(|| Error::broken("publisher", app.publisher))?;
    let workload = in_words_of(shared, version.workload.as_ref()).await?;
    let held_workload = newest.as_ref().and_then(|newest| newest.workload.as_ref());
    let accepted_workload = in_words_of(shared, held_workload).await?;
    let accepted_version = app.latest_version;
    let held = newest.as_ref().map(AppVersion::all_scopes).unwrap_or_default();
    let update = Update::new(&version, &held, &held, &Answers::new());
    let standings = standings(&update, &version, accepted_version, &[], |_| None);
    Ok(UpdateReview {
        review: Review { workload, ..review(app, version, publisher, &words, None) },
        standings,
        accepted_version,
        left_version: 0,
        changed_details: Vec::new(),
        accepted_networks: newest.map(|newest| networks::view(&newest.egress_networks)).unwrap_or_default(),
        accepted_workload,
    })
}
