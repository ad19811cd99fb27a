//! How a version that is about to be published differs from the newest one.

use std::collections::BTreeSet;

use leptos::prelude::*;
use model::scope::ScopeName;
use wire::{
    developer::{AppVersion, WantedScope},
    workload::{VersionWorkload, WantedWorkload},
};

use super::super::scopes::ScopeNames;
use crate::components::feedback::{Banner, Tone};

/// How a version that is about to be published differs from the newest one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// The newest version's number; 0 where there is none.
    against: u32,
    new: Vec<ScopeName>,
    dropped: Vec<ScopeName>,
    now_required: Vec<ScopeName>,
    now_optional: Vec<ScopeName>,
    new_reason: Vec<ScopeName>,
    other_networks: bool,
    other_workload: bool,
    /// The newest version names a workload, and this one none.
    no_workload: bool,
}

impl Changes {
    /// `networks` as they are typed.
    pub fn new(
        newest: Option<&AppVersion>,
        wanted: &[WantedScope],
        networks: &[String],
        workload: Option<&WantedWorkload>,
    ) -> Self {
        let Some(newest) = newest else {
            return Self { new: wanted.iter().map(|scope| scope.name.clone()).collect(), ..Self::default() };
        };
        let before = |name: &ScopeName| newest.scopes.iter().find(|scope| scope.name == *name);
        let kept = wanted.iter().filter_map(|scope| Some((scope, before(&scope.name)?)));
        let other_networks = blocks(networks) != blocks(&newest.egress_networks);
        let no_workload = newest.workload.is_some() && workload.is_none();
        let other_workload = workload.is_some_and(|workload| !is_same(newest.workload.as_ref(), workload));
        let against = newest.number;
        let mut changes = Self { against, other_networks, other_workload, no_workload, ..Self::default() };
        for (now, before) in kept {
            match (before.required, now.required) {
                (false, true) => changes.now_required.push(now.name.clone()),
                (true, false) => changes.now_optional.push(now.name.clone()),
                _ if before.reason != now.reason.trim() => changes.new_reason.push(now.name.clone()),
                _ => {}
            }
        }
        let names = |scope: &WantedScope| scope.name.clone();
        changes.new = wanted.iter().filter(|scope| before(&scope.name).is_none()).map(names).collect();
        let wanted = |name: &ScopeName| wanted.iter().any(|scope| scope.name == *name);
        let dropped = newest.scopes.iter().map(|scope| &scope.name).filter(|name| !wanted(name));
        changes.dropped = dropped.cloned().collect();
        changes
    }

    /// The newest version's number, where this asks for exactly what that does.
    pub fn none_since(&self) -> Option<u32> {
        (self.against > 0 && self.is_none()).then_some(self.against)
    }

    fn is_none(&self) -> bool {
        *self == Self { against: self.against, ..Self::default() }
    }
}

fn is_same(before: Option<&VersionWorkload>, now: &WantedWorkload) -> bool {
    before.is_some_and(|before| {
        let claims = before.claims.iter().map(|(name, pattern)| (name.as_str(), pattern.as_str()));
        before.issuer_id == now.issuer_id
            && claims.eq(now.claims.iter().map(|(name, pattern)| (name.as_str(), &**pattern)))
    })
}

/// Networks without regard to their order; a single address is a block of one.
fn blocks(networks: &[String]) -> BTreeSet<String> {
    let block = |network: &String| match (network.contains('/'), network.contains(':')) {
        (true, _) => network.clone(),
        (false, true) => format!("{network}/128"),
        (false, false) => format!("{network}/32"),
    };
    networks.iter().map(block).collect()
}

#[component]
pub fn ChangesView(changes: Changes) -> impl IntoView {
    if changes.against == 0 {
        return view! {
            <p>
                "This is the first version: nothing changes for anyone yet. The admin of each tenant that may see the app reviews it and decides."
            </p>
        }
        .into_any();
    }
    if changes.is_none() {
        return view! {
            <p>
                {format!(
                    "No scope, need, reason, network or workload differs from version {}. There is nothing to publish yet.",
                    changes.against,
                )}
            </p>
        }
        .into_any();
    }
    let narrowing = "Takes effect at once, for every tenant: grants lose these scopes, and earlier access tokens stop working.";
    let widening = "Waits for each admin: a connected tenant keeps what it has granted until its own admin accepts this version.";
    let relaxing = "Waits for each admin: whoever reviews this version may leave these out. What is granted already stays.";
    let rewording = "Shown to admins at their next review. No grant changes.";
    view! {
        <div class="grid gap-4">
            <Change title="Dropped" tone=Tone::Caution names=changes.dropped words=narrowing />
            <Change title="New" tone=Tone::Info names=changes.new words=widening />
            <Change title="Required from now on" tone=Tone::Info names=changes.now_required words=widening />
            <Change title="Optional from now on" tone=Tone::Neutral names=changes.now_optional words=relaxing />
            <Change title="Reason changed" tone=Tone::Neutral names=changes.new_reason words=rewording />
            {changes.no_workload.then(|| view! {
                <Banner tone=Tone::Caution title="No workload any more">
                    "Takes effect at once, for every tenant: your software can no longer sign in with its platform’s identity, and its access tokens stop working. Only a secret still works, where there is one."
                </Banner>
            })}
            {changes.other_workload.then(|| view! {
                <Banner tone=Tone::Info title="Another workload">
                    "Waits for each admin: at a connected tenant the workload that its admin accepted signs in, until an admin accepts this one. Its access tokens stop working then."
                </Banner>
            })}
            {changes.other_networks.then(|| view! {
                <Banner tone=Tone::Info title="Changed networks">
                    "Each connected tenant keeps the networks that its own admin accepted, until an admin accepts these."
                </Banner>
            })}
        </div>
    }
    .into_any()
}

#[component]
fn Change(title: &'static str, tone: Tone, names: Vec<ScopeName>, words: &'static str) -> impl IntoView {
    (!names.is_empty()).then(|| {
        view! {
            <Banner tone title>
                <ScopeNames names />
                <p class="mt-1">{words}</p>
            </Banner>
        }
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::DateTime;
    use model::ids::WorkloadIssuerId;
    use wire::{developer::VersionScope, workload::WorkloadInWords};

    use super::*;

    fn name(text: &str) -> ScopeName {
        text.parse().unwrap()
    }

    fn wanted(text: &str, required: bool) -> WantedScope {
        WantedScope { name: name(text), required, reason: "why".into() }
    }

    fn version(scopes: &[(&str, bool)]) -> AppVersion {
        let scope = |(text, required): &(&str, bool)| VersionScope {
            name: name(text),
            title: String::new(),
            required: *required,
            reason: "why".to_owned(),
        };
        AppVersion {
            number: 2,
            scopes: scopes.iter().map(scope).collect(),
            note: String::new(),
            egress_networks: Vec::new(),
            workload: None,
            published_by: "Dana".to_owned(),
            published_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn each_scope_falls_under_one_change() {
        let newest = version(&[("a", true), ("b", false), ("c", true), ("d", true), ("e", true)]);
        let mut reworded = wanted("e", true);
        reworded.reason = "because".into();
        let asked = [wanted("a", true), wanted("b", true), wanted("c", false), wanted("f", true), reworded];
        let changes = Changes::new(Some(&newest), &asked, &[], None);
        assert_eq!(changes.against, 2);
        assert_eq!(changes.new, [name("f")]);
        assert_eq!(changes.dropped, [name("d")]);
        assert_eq!(changes.now_required, [name("b")]);
        assert_eq!(changes.now_optional, [name("c")]);
        assert_eq!(changes.new_reason, [name("e")]);
    }

    #[test]
    fn the_same_scopes_change_nothing() {
        let newest = version(&[("a", true)]);
        let same = Changes::new(Some(&newest), &[wanted("a", true)], &[], None);
        assert!(same.is_none());
        assert_eq!(
            (same.none_since(), Changes::default().none_since()),
            (Some(2), None),
            "a first version is new"
        );
        assert_eq!(Changes::new(None, &[wanted("a", true)], &[], None).new, [name("a")]);
    }

    #[test]
    fn workloads_differ_by_what_they_claim() {
        let issuer = |number| WorkloadIssuerId::new(number, &[1; 10]);
        let wants = |number, subject: &str| WantedWorkload {
            issuer_id: issuer(number),
            claims: BTreeMap::from([("sub".to_owned(), subject.into())]),
        };
        let in_words = WorkloadInWords {
            issuer_name: String::new(),
            issuer: String::new(),
            closed: false,
            sentence: String::new(),
            claims: Vec::new(),
        };
        let claims = BTreeMap::from([("sub".to_owned(), "main".to_owned())]);
        let mut newest = version(&[("a", true)]);
        newest.workload = Some(VersionWorkload { issuer_id: issuer(1), claims, in_words });
        let changes =
            |workload| Changes::new(Some(&newest), &[wanted("a", true)], &[], Option::as_ref(&workload));
        assert!(changes(Some(wants(1, "main"))).is_none());
        assert!(changes(Some(wants(1, "next"))).other_workload);
        assert!(changes(Some(wants(2, "main"))).other_workload);
        assert!(changes(None).no_workload);
    }

    #[test]
    fn networks_differ_by_what_they_hold() {
        let mut newest = version(&[("a", true)]);
        newest.egress_networks = vec!["192.0.2.0/24".to_owned(), "198.51.100.7/32".to_owned()];
        let typed = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
        let changes = |lines: &[&str]| Changes::new(Some(&newest), &[wanted("a", true)], &typed(lines), None);
        assert!(changes(&["198.51.100.7", "192.0.2.0/24"]).is_none());
        assert!(changes(&["192.0.2.0/24"]).other_networks);
        assert!(changes(&[]).other_networks);
    }
}
