//! The reference: clients that sign in as workloads, and the move from the secret to that.

use model::audit::AuditAction;

use super::{
    access::{Access, DAY},
    hearers::{Chain, Person, Told},
    reference::{Answer, Reference},
    steps::{At, Workload},
};

impl Access {
    fn has_secret(&self) -> bool {
        self.secrets.iter().any(|secret| !secret.gone)
    }

    /// Tokens stay: by now the workload gets them.
    fn retire_secrets(&mut self) {
        self.secrets.iter_mut().for_each(|secret| secret.gone = true);
        (self.moved, self.retires_after) = (true, None);
    }

    /// Whether a workload has signed in within the days that its admin set, and no one with a secret.
    fn is_silent(&self, now: i64) -> bool {
        let Some(days) = self.retires_after else { return false };
        let since = now - i64::from(days) * DAY;
        let mut there = self.secrets.iter().filter(|secret| !secret.gone);
        self.workload_used.is_some_and(|used| used > since)
            && self.has_secret()
            && there.all(|secret| secret.used.unwrap_or(secret.made) <= since)
    }
}

impl Reference {
    /// As which workload its client may sign in: as that of its version, as long as each later one names one.
    pub fn workload(&self, at: At) -> Option<Workload> {
        let access = &self.tenants[at];
        let first = usize::try_from(access.version).ok()?.checked_sub(1)?;
        let since = self.versions.get(first..).filter(|_| access.is_connected())?;
        let named = since.first()?.workload;
        named.filter(|_| since.iter().all(|version| version.workload.is_some()))
    }

    /// As which one it gets tokens.
    pub fn signs_in(&self, at: At) -> Option<Workload> {
        self.workload(at).filter(|_| self.tenants[at].is_live(self.now))
    }

    /// After each step everything is used that works.
    pub fn use_all(&mut self) {
        let now = self.now;
        for at in 0..self.tenants.len() {
            let signs_in = self.signs_in(at).is_some();
            let access = &mut self.tenants[at];
            if signs_in {
                access.workload_used = Some(now);
            }
            let is_live = access.is_live(now);
            for secret in access.secrets.iter_mut().filter(|secret| is_live && secret.works(now)) {
                secret.used = Some(now);
            }
        }
    }

    /// The admin takes the secrets away, once the workload has signed in.
    pub fn move_to_workload(&mut self, at: At) -> Answer {
        let is_named = self.workload(at).is_some();
        let access = &mut self.tenants[at];
        if !access.known {
            return Answer::Nothing;
        }
        if !is_named || !access.has_secret() || access.workload_used.is_none() {
            return Answer::Refused;
        }
        access.retire_secrets();
        self.admin_did(at, AuditAction::SecretRetired)
    }

    /// No one is told of it: it stands in the history.
    pub fn set_retirement(&mut self, at: At, days: Option<u32>) -> Answer {
        let is_named = self.workload(at).is_some();
        let access = &mut self.tenants[at];
        if !access.known {
            return Answer::Nothing;
        }
        if !is_named || !access.has_secret() {
            return Answer::Refused;
        }
        access.retires_after = days;
        let told = Told::of(Chain::Tenant(at), AuditAction::ConnectionSecretRetirementSet);
        self.told.push(told.by(Person::Admin(at)).quiet());
        Answer::Done
    }

    /// The time is over in which a secret may be silent. The workload has just signed in.
    pub fn retire_silent(&mut self) {
        let now = self.now;
        for at in 0..self.tenants.len() {
            let (is_named, signs_in) = (self.workload(at).is_some(), self.signs_in(at).is_some());
            let access = &mut self.tenants[at];
            if signs_in {
                access.workload_used = Some(now);
            }
            if is_named && access.is_silent(now) {
                access.retire_secrets();
                self.told.push(Told::of(Chain::Tenant(at), AuditAction::SecretRetired));
            }
        }
    }
}
