//! Tenants that apps were offered to, in a publisher's history: by their names, where it may know them.

use std::collections::HashMap;

use model::{
    audit::{AuditEntry, Detail},
    ids::{AppId, PublisherId, TenantId},
    tenant::Tenant,
};
use store::Platform;
use wire::activity::Activity;

use crate::errors::Error;

/// Which tenants entries name, and about which app.
pub(super) struct Offers(Vec<(TenantId, AppId)>);

/// The names of those that have decided about the app, or are the publisher's own sandbox.
pub(super) struct KnownOffers(HashMap<(TenantId, AppId), String>);

impl Offers {
    pub fn among(entries: &[AuditEntry]) -> Self {
        Self(entries.iter().filter_map(offer).collect())
    }

    pub fn tenants(&self) -> impl Iterator<Item = TenantId> {
        self.0.iter().map(|(tenant, _)| *tenant)
    }

    /// `tenants`: these among others. One statement for all of them.
    pub async fn known(
        self,
        platform: Platform<'_>,
        publisher: PublisherId,
        tenants: &[Tenant],
    ) -> Result<KnownOffers, Error> {
        let (ids, apps): (Vec<_>, Vec<_>) = self.0.iter().copied().unzip();
        let decided = platform.connections().decided(&ids, &apps).await?;
        let name = |offer: (TenantId, AppId)| {
            let tenant = tenants.iter().find(|tenant| tenant.id == offer.0)?;
            let known = tenant.sandbox_of == Some(publisher) || decided.contains(&offer);
            known.then(|| (offer, tenant.name.clone()))
        };
        Ok(KnownOffers(self.0.into_iter().filter_map(name).collect()))
    }
}

impl KnownOffers {
    /// The tenant's id, and what is told in its place: "Harbour Clinic (ten_…)".
    pub fn of(&self, entry: &AuditEntry) -> Option<(TenantId, String)> {
        let offer = offer(entry)?;
        let name = self.0.get(&offer)?;
        Some((offer.0, format!("{name} ({})", offer.0)))
    }
}

/// The activity, with the tenant by its name.
pub(super) fn named(activity: Activity, offered: Option<(TenantId, String)>) -> Activity {
    let Some((tenant, name)) = offered else { return activity };
    let detail = activity.detail.map(|text| text.replace(&tenant.to_string(), &name));
    Activity { detail, ..activity }
}

fn offer(entry: &AuditEntry) -> Option<(TenantId, AppId)> {
    entry.detail.as_ref().and_then(Detail::offered_to).zip(entry.app)
}
