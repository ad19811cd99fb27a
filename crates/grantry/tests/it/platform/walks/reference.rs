//! The reference: what the product promises of one app at two tenants, in as few words as it takes. It knows nothing of
//! rows, transactions or nodes. Times are minutes since the walk began.

use std::collections::BTreeSet;

use model::{audit::AuditAction, connection::PausedBy, receipt::Decision};

use super::{
    access::{Access, Scopes, Secret, State, Version},
    hearers::{Chain, Person, Told},
    sandbox::Sandbox,
    steps::{At, End, Step},
};

/// No token lives longer.
const LONGEST_TOKEN: i64 = 60;

/// What is to come of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Done,
    Refused,
    /// There is nothing that could be asked of.
    Nothing,
}

/// What the receipt of a decision says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    pub at: At,
    pub decision: Decision,
    pub version: u32,
    pub granted: Scopes,
    pub ends: Option<i64>,
}

#[derive(Clone)]
pub struct Reference {
    pub now: i64,
    /// The first one is version 1.
    pub versions: Vec<Version>,
    pub suspended: bool,
    pub sandbox: Sandbox,
    pub tenants: [Access; 2],
    /// After how many days the secrets end that a tenant's admin makes.
    pub policies: [Option<u32>; 2],
    pub told: Vec<Told>,
    pub receipts: Vec<Given>,
}

impl Reference {
    /// Of an app at its first version, which both tenants may allow.
    pub fn begin() -> Self {
        let (versions, tenants) = (vec![Version::first()], [Access::none(), Access::none()]);
        let (sandbox, policies) = (Sandbox::default(), [None; 2]);
        let (told, receipts) = (Vec::new(), Vec::new());
        Self { now: 0, versions, suspended: false, sandbox, tenants, policies, told, receipts }
    }

    pub fn latest(&self) -> u32 {
        u32::try_from(self.versions.len()).unwrap_or(u32::MAX)
    }

    pub fn newest(&self) -> &Version {
        &self.versions[self.versions.len() - 1]
    }

    pub fn accepted(&self, at: At) -> Option<&Version> {
        usize::try_from(self.tenants[at].version)
            .ok()?
            .checked_sub(1)
            .and_then(|index| self.versions.get(index))
    }

    /// Takes a step, a minute after the one before.
    pub fn take(&mut self, step: Step) -> Answer {
        self.now += 1;
        let answer = self.answer_to(step);
        self.use_all();
        answer
    }

    fn answer_to(&mut self, step: Step) -> Answer {
        match step {
            Step::Allow { at, mask, ends } => self.allow(at, mask, ends),
            Step::Decline(at) => self.refuse(at, State::Declined, Decision::Declined),
            Step::Block(at) => self.refuse(at, State::Blocked, Decision::Blocked),
            Step::Reconsider(at) => self.reopen(at, &State::Declined, Decision::Reconsidered),
            Step::Unblock(at) => self.reopen(at, &State::Blocked, Decision::Unblocked),
            Step::Disable(at) => self.disable(at, true),
            Step::Restore(at) => self.disable(at, false),
            Step::DeveloperPauses(at) => self.developer_pauses(at, true),
            Step::DeveloperResumes(at) => self.developer_pauses(at, false),
            Step::PlatformSuspends => self.suspend(true),
            Step::PlatformRestores => self.suspend(false),
            Step::Regenerate { at, keep_old_hours } => self.regenerate(at, keep_old_hours),
            Step::RetireOld(at) => self.retire_old(at),
            Step::ReportLeaked { at, secret } => self.report(at, secret),
            Step::SetPolicy { at, days } => self.set_policy(at, days),
            Step::MakeLink { at, secret, hours } => self.make_link(at, secret, hours),
            Step::OpenLink { at, link } => self.open_link(at, link),
            Step::WithdrawLink { at, link } => self.withdraw_link(at, link),
            Step::Delete(at) => self.delete(at),
            Step::MoveToWorkload(at) => self.move_to_workload(at),
            Step::SetRetirement { at, days } => self.set_retirement(at, days),
            Step::Publish { needs, workload } => self.publish(needs, workload),
            Step::Answer { at, says } => self.answer(at, says),
            Step::Edit { at, mask, end } => self.edit(at, mask, end),
            Step::Renew { at, ends } => self.renew(at, ends),
            Step::Remind(at) => self.remind(at),
            Step::SandboxAllows => self.sandbox_allows(),
            Step::SandboxDeletes => self.sandbox_deletes(),
            Step::Wait(minutes) => self.wait(minutes),
        }
    }

    /// An admin did it; both sides read of it.
    pub fn admin_did(&mut self, at: At, action: AuditAction) -> Answer {
        self.told.push(Told::of(Chain::Tenant(at), action).by(Person::Admin(at)));
        Answer::Done
    }

    /// As `admin_did`, and there is a receipt of what the app may do then.
    pub fn admin_decided(&mut self, at: At, decision: Decision) -> Answer {
        self.admin_decided_about(at, self.tenants[at].version, decision)
    }

    /// The same about a version that the tenant need not have.
    pub fn admin_decided_about(&mut self, at: At, version: u32, decision: Decision) -> Answer {
        let Access { granted, ends, .. } = self.tenants[at].clone();
        self.receipts.push(Given { at, decision, version, granted, ends });
        self.admin_did(at, action_of(decision))
    }

    /// Whether the tenant may decide now.
    fn is_open(&self, at: At) -> bool {
        !self.suspended && matches!(self.tenants[at].state, State::Awaiting | State::Deleted)
    }

    fn allow(&mut self, at: At, mask: u64, ends: Option<i64>) -> Answer {
        if !self.is_open(at) {
            return Answer::Refused;
        }
        let (now, version, newest) = (self.now, self.latest(), self.newest());
        let granted = &newest.required | &newest.chosen(mask);
        let state = State::Connected(BTreeSet::new());
        let epoch = self.tenants[at].epoch + 1;
        let secrets = vec![Secret::made(now, self.policies[at])];
        let (ends, decided) = (ends.map(|end| now + end), now);
        let none = Access::none();
        self.tenants[at] =
            Access { known: true, state, version, granted, ends, epoch, secrets, decided, ..none };
        self.admin_decided(at, Decision::Allowed)
    }

    fn refuse(&mut self, at: At, state: State, decision: Decision) -> Answer {
        if !self.is_open(at) {
            return Answer::Refused;
        }
        let epoch = self.tenants[at].epoch + 1;
        self.tenants[at] =
            Access { known: true, state, version: self.latest(), decided: self.now, epoch, ..Access::none() };
        self.admin_decided(at, decision)
    }

    fn reopen(&mut self, at: At, from: &State, decision: Decision) -> Answer {
        let access = &mut self.tenants[at];
        if !access.known {
            return Answer::Nothing;
        }
        if access.state != *from {
            return Answer::Refused;
        }
        access.state = State::Awaiting;
        self.admin_decided(at, decision)
    }

    fn disable(&mut self, at: At, stops: bool) -> Answer {
        let access = &mut self.tenants[at];
        if !access.known {
            return Answer::Nothing;
        }
        if !access.hold(PausedBy::Tenant, stops) {
            return Answer::Refused;
        }
        self.admin_decided(at, if stops { Decision::Paused } else { Decision::Resumed })
    }

    /// The developer did it, and each side reads of it in a history of its own.
    fn developer_pauses(&mut self, at: At, stops: bool) -> Answer {
        let access = &mut self.tenants[at];
        if !access.known {
            return Answer::Nothing;
        }
        if !access.hold(PausedBy::Developer, stops) {
            return Answer::Refused;
        }
        self.told.push(Told::of(Chain::Tenant(at), paused(stops)).without_app());
        self.told.push(Told::of(Chain::Publisher, paused(stops)).by(Person::Developer));
        Answer::Done
    }

    fn suspend(&mut self, stops: bool) -> Answer {
        if self.suspended == stops {
            return Answer::Refused;
        }
        self.suspended = stops;
        for (at, access) in self.tenants.iter_mut().enumerate() {
            if access.hold(PausedBy::Platform, stops) {
                let told = Told::of(Chain::Tenant(at), paused(stops)).without_app();
                self.told.push(told.by(Person::Operator));
            }
        }
        let action = if stops { AuditAction::AppSuspended } else { AuditAction::AppRestored };
        self.told.push(Told::of(Chain::Platform, action).by(Person::Operator));
        Answer::Done
    }

    fn delete(&mut self, at: At) -> Answer {
        let access = &mut self.tenants[at];
        if !access.known {
            return Answer::Nothing;
        }
        if !access.is_connected() {
            return Answer::Refused;
        }
        access.state = State::Deleted;
        access.granted.clear();
        access.epoch += 1;
        access.secrets.iter_mut().for_each(|secret| secret.gone = true);
        self.admin_decided(at, Decision::Deleted)
    }

    fn edit(&mut self, at: At, mask: u64, end: End) -> Answer {
        if !self.tenants[at].known {
            return Answer::Nothing;
        }
        let asked = self.newest().all();
        let accepted = self.accepted(at).cloned();
        let (now, access) = (self.now, &mut self.tenants[at]);
        let Some(accepted) = accepted.filter(|_| access.is_connected()) else { return Answer::Refused };
        let chosen = accepted.chosen(mask);
        if !chosen.is_subset(&asked) {
            return Answer::Refused;
        }
        let granted = &(&accepted.required & &access.granted) | &chosen;
        let ends = match end {
            End::Stays => access.ends,
            End::Never => None,
            End::In(minutes) => Some(now + minutes),
        };
        let is_earlier = |end: i64| access.ends.is_none_or(|before| end < before);
        let outlived = ends.is_some_and(|end| is_earlier(end) && end < now + LONGEST_TOKEN);
        access.epoch += u64::from(outlived || !access.granted.is_subset(&granted));
        (access.granted, access.ends, access.decided) = (granted, ends, now);
        self.admin_decided(at, Decision::Edited)
    }

    /// Only access that has ended.
    fn renew(&mut self, at: At, ends: Option<i64>) -> Answer {
        let (now, access) = (self.now, &mut self.tenants[at]);
        if !access.known {
            return Answer::Nothing;
        }
        if !access.is_connected() || access.ends.is_none_or(|end| now < end) {
            return Answer::Refused;
        }
        (access.ends, access.decided) = (ends.map(|end| now + end), now);
        self.admin_decided(at, Decision::Renewed)
    }

    fn wait(&mut self, minutes: i64) -> Answer {
        self.now += minutes;
        for at in 0..self.tenants.len() {
            let told = self.tenants[at].ends_by(self.now);
            self.told.extend(told.into_iter().map(|action| Told::of(Chain::Tenant(at), action)));
        }
        self.retire_silent();
        Answer::Done
    }
}

const fn paused(stops: bool) -> AuditAction {
    if stops { AuditAction::ConnectionPaused } else { AuditAction::ConnectionResumed }
}

const fn action_of(decision: Decision) -> AuditAction {
    match decision {
        Decision::Allowed => AuditAction::ConnectionAllowed,
        Decision::Accepted => AuditAction::ConnectionAccepted,
        Decision::Edited => AuditAction::ConnectionAccessChanged,
        Decision::UpdateLeft => AuditAction::ConnectionUpdateLeft,
        Decision::Declined => AuditAction::ConnectionDeclined,
        Decision::Reconsidered => AuditAction::ConnectionReconsidered,
        Decision::Blocked => AuditAction::ConnectionBlocked,
        Decision::Unblocked => AuditAction::ConnectionUnblocked,
        Decision::Paused => paused(true),
        Decision::Resumed => paused(false),
        Decision::Renewed => AuditAction::ConnectionRenewed,
        Decision::Generated => AuditAction::CredentialCreated,
        Decision::Deleted => AuditAction::ConnectionDeleted,
    }
}
