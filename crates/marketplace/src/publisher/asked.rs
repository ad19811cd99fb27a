//! What a version asks for, as a developer sends it for publication or as a draft, checked.

use std::collections::{BTreeMap, BTreeSet};

use ipnet::IpNet;
use model::{
    Timestamp,
    app::{App, AppVersion, HandOver, RequestedScope},
    ids::PersonId,
    scope::ScopeSet,
    workload::WorkloadIdentity,
};
use store::Shared;
use wire::{
    developer::{PublishVersion, WantedScope},
    texts::{Network, VersionNote},
    updates::SaveDraft,
    workload::WantedWorkload,
};

use super::workload;
use crate::clients::askable::Askable;
use crate::clients::networks;
use crate::errors::Error;
use crate::requests::Checks;

/// What a version asks for.
pub(crate) struct Asked {
    pub scopes: Vec<RequestedScope>,
    pub note: String,
    pub egress_networks: BTreeSet<IpNet>,
    pub workload: Option<WorkloadIdentity>,
}

/// As it was sent.
pub(crate) struct Sent<'s> {
    scopes: &'s [WantedScope],
    note: &'s VersionNote,
    egress_networks: &'s [Network],
    workload: Option<&'s WantedWorkload>,
    /// A draft may lack scopes, reasons and the workload.
    whole: bool,
}

impl<'s> From<&'s PublishVersion> for Sent<'s> {
    fn from(sent: &'s PublishVersion) -> Self {
        let PublishVersion { scopes, note, egress_networks, workload, .. } = sent;
        Self { scopes, note, egress_networks, workload: workload.as_ref(), whole: true }
    }
}

impl<'s> From<&'s SaveDraft> for Sent<'s> {
    fn from(sent: &'s SaveDraft) -> Self {
        let SaveDraft { scopes, note, egress_networks, workload, .. } = sent;
        Self { scopes, note, egress_networks, workload: workload.as_ref(), whole: false }
    }
}

impl Asked {
    /// # Errors
    /// `Invalid` with each field that is wrong.
    pub async fn checked(shared: Shared<'_>, app: &App, sent: &Sent<'_>) -> Result<Self, Error> {
        let mut checks = Checks::new();
        let note = checks.text("note", sent.note);
        let egress_networks = networks::checked(&mut checks, "egress_networks", sent.egress_networks);
        let workload = match sent.workload {
            None if !sent.whole => None,
            given => workload::checked(&mut checks, shared, app, given).await?,
        };
        if sent.whole && sent.scopes.is_empty() {
            checks.wrong("scopes", "Ask for at least one scope.");
        }
        let names: ScopeSet = sent.scopes.iter().map(|scope| scope.name.clone()).collect();
        let askable = Askable::among(shared, &names).await?;
        let signs = app.details.hand_over == HandOver::Keyless;
        let mut seen = BTreeSet::new();
        let mut scopes = Vec::with_capacity(sent.scopes.len());
        for (index, scope) in sent.scopes.iter().enumerate() {
            if let Some(message) = askable.refusal(&scope.name, seen.insert(&scope.name), signs) {
                checks.wrong(format!("scopes[{index}].name"), message);
            }
            let WantedScope { name, required, reason } = scope;
            let reason = match sent.whole || !reason.trim().is_empty() {
                true => checks.text(&format!("scopes[{index}].reason"), reason),
                false => String::new(),
            };
            scopes.push(RequestedScope { name: name.clone(), required: *required, reason });
        }
        checks.finish()?;
        Ok(Self { scopes, note, egress_networks, workload })
    }

    /// The app's next version.
    pub fn version(self, app: &App, by: PersonId, at: Timestamp) -> AppVersion {
        let Self { scopes, note, egress_networks, workload } = self;
        AppVersion {
            app: app.id,
            number: app.latest_version + 1,
            scopes,
            note,
            egress_networks,
            workload,
            published_by: by,
            published_at: at,
        }
    }

    /// Whether it asks for exactly what this version does. The note asks for nothing.
    pub fn is_that_of(&self, version: &AppVersion) -> bool {
        by_name(&self.scopes) == by_name(&version.scopes)
            && self.egress_networks == version.egress_networks
            && self.workload == version.workload
    }
}

/// Without the developer's order.
fn by_name(scopes: &[RequestedScope]) -> BTreeMap<&str, (bool, &str)> {
    scopes.iter().map(|scope| (scope.name.as_str(), (scope.required, scope.reason.as_str()))).collect()
}

#[cfg(test)]
mod tests {
    use model::ids::AppId;

    use super::*;

    fn scope(name: &str, required: bool, reason: &str) -> RequestedScope {
        RequestedScope { name: name.parse().unwrap(), required, reason: reason.into() }
    }

    fn asked(scopes: Vec<RequestedScope>, note: &str) -> Asked {
        Asked { scopes, note: note.into(), egress_networks: BTreeSet::new(), workload: None }
    }

    #[test]
    fn what_asks_for_the_same_is_the_same() {
        let scopes = || vec![scope("a", true, "why"), scope("b", false, "why")];
        let version = AppVersion {
            app: AppId::new(1, &[1; 10]),
            number: 1,
            scopes: scopes(),
            note: "First.".into(),
            egress_networks: BTreeSet::new(),
            workload: None,
            published_by: PersonId::new(1, &[1; 10]),
            published_at: Timestamp::UNIX_EPOCH,
        };
        let same = |scopes: Vec<RequestedScope>| asked(scopes, "Another note.").is_that_of(&version);
        assert!(same(scopes()));
        assert!(same(scopes().into_iter().rev().collect()), "the order asks for nothing");
        assert!(!same(vec![scope("a", true, "why")]));
        assert!(!same(vec![scope("a", true, "why"), scope("b", true, "why")]));
        assert!(!same(vec![scope("a", true, "because"), scope("b", false, "why")]));
        let networks = BTreeSet::from(["192.0.2.0/24".parse().unwrap()]);
        assert!(!Asked { egress_networks: networks, ..asked(scopes(), "") }.is_that_of(&version));
    }
}
