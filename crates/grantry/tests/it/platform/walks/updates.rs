//! The reference: versions of the app, and what admins answer about them.

use model::{audit::AuditAction, connection::PausedBy, receipt::Decision, update::Answer as Said};

use super::{
    access::{DAY, Scopes, Version, said},
    hearers::{Chain, Person, Told},
    reference::{Answer, Reference},
    steps::{At, Need, Workload},
};

impl Reference {
    /// Connections lose at once what the version no longer asks for, and the workload where it names none; they gain
    /// nothing.
    pub fn publish(&mut self, needs: [Need; 2], workload: Option<Workload>) -> Answer {
        let next = Version::of(needs, workload);
        if *self.newest() == next {
            return Answer::Refused;
        }
        let asked = next.all();
        let named: Vec<_> = (0..self.tenants.len()).map(|at| self.workload(at).is_some()).collect();
        self.versions.push(next);
        self.sandbox.narrow(&asked);
        for (at, access) in self.tenants.iter_mut().enumerate() {
            let loses_scopes = access.is_connected() && !access.granted.is_subset(&asked);
            let loses_workload = named[at] && workload.is_none();
            if loses_scopes {
                access.granted = &access.granted & &asked;
            }
            access.epoch += u64::from(loses_scopes || loses_workload);
            // One for the scopes, and one for the workload.
            for _ in [loses_scopes, loses_workload].into_iter().filter(|loses| *loses) {
                self.told.push(Told::of(Chain::Tenant(at), AuditAction::ConnectionNarrowed));
            }
        }
        let told = Told::of(Chain::Publisher, AuditAction::AppPublished).by(Person::Developer);
        self.told.push(told.of_version(self.latest()));
        Answer::Done
    }

    /// What is new must be answered; what was left out before may be. The version is taken up where all that it requires
    /// is held then, and nothing is granted beside what it lacks.
    pub fn answer(&mut self, at: At, says: [Option<Said>; 2]) -> Answer {
        let (latest, newest) = (self.latest(), self.newest().clone());
        let asked_before = self.accepted(at).map(Version::all).unwrap_or_default();
        let named = self.accepted(at).and_then(|version| version.workload);
        let access = &mut self.tenants[at];
        if !access.known {
            return Answer::Nothing;
        }
        if self.suspended || !access.is_connected() || access.version == latest {
            return Answer::Refused;
        }
        let open = &newest.all() - &access.granted;
        let said = said(says, &open);
        if open.iter().any(|scope| access.is_new(scope, &asked_before) && !said.contains_key(scope)) {
            return Answer::Refused;
        }
        let granted: Scopes =
            said.iter().filter(|(_, said)| **said == Said::Grant).map(|(scope, _)| *scope).collect();
        let held = &access.granted | &granted;
        let is_taken_up = newest.required.is_subset(&held);
        if !is_taken_up && (said.is_empty() || !granted.is_empty()) {
            return Answer::Refused;
        }
        access.answers.extend(said);
        if !is_taken_up {
            access.left = latest;
            return self.admin_decided_about(at, latest, Decision::UpdateLeft);
        }
        // Tokens of the workload before are revoked.
        access.epoch += u64::from(named.is_some() && named != newest.workload);
        (access.granted, access.version) = (held, latest);
        self.admin_decided(at, Decision::Accepted)
    }

    /// Of a version that waits for an answer, where neither the publisher nor the platform stops it, once in seven days. The tenant is to review it; the publisher reads in its
    /// own history that it has reminded, and hears nothing.
    pub fn remind(&mut self, at: At) -> Answer {
        let (now, latest, access) = (self.now, self.latest(), &mut self.tenants[at]);
        let waits = access.is_connected() && access.version < latest && access.left < latest;
        let held = access.is_stopped_by(PausedBy::Developer) || access.is_stopped_by(PausedBy::Platform);
        if self.suspended || held || !waits || access.reminded.is_some_and(|before| now - 7 * DAY < before) {
            return Answer::Refused;
        }
        access.reminded = Some(now);
        let told = |chain| Told::of(chain, AuditAction::ConnectionReminded).by(Person::Developer);
        self.told.push(told(Chain::Tenant(at)).without_app());
        self.told.push(told(Chain::Publisher).quiet());
        Answer::Done
    }
}
