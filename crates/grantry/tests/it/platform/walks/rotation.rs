//! The reference: how secrets take the place of one another, and what stops them.

use model::audit::AuditAction;

use super::{
    access::{Secret, end_by_policy},
    hearers::{Chain, Person, Told},
    reference::{Answer, Reference},
    steps::At,
};

impl Reference {
    pub fn regenerate(&mut self, at: At, keep_old_hours: Option<u32>) -> Answer {
        let signs_in = self.workload(at).is_some();
        let (now, days, access) = (self.now, self.policies[at], &mut self.tenants[at]);
        if !access.known {
            return Answer::Nothing;
        }
        let kept = keep_old_hours.and_then(|_| access.secrets.iter().rposition(|one| one.works(now)));
        // Once it has moved, there is no secret as long as a workload may sign in.
        let is_without = access.moved && signs_in;
        if !access.is_connected() || is_without || (keep_old_hours.is_some() && kept.is_none()) {
            return Answer::Refused;
        }
        for (index, secret) in access.secrets.iter_mut().enumerate() {
            secret.gone |= Some(index) != kept;
            if let Some(hours) = keep_old_hours.filter(|_| !secret.gone) {
                let end = now + i64::from(hours) * 60;
                secret.end_by(end_by_policy(days, now).map_or(end, |new| new.min(end)), now);
            }
        }
        access.moved = false;
        access.secrets.push(Secret::made(now, days));
        access.epoch += u64::from(keep_old_hours.is_none());
        self.admin_did(at, AuditAction::SecretRegenerated)
    }

    /// Holds for the secrets that are made from now on.
    pub fn set_policy(&mut self, at: At, days: Option<u32>) -> Answer {
        self.policies[at] = days;
        let told = Told::of(Chain::Tenant(at), AuditAction::TenantSecretPolicySet).without_app();
        self.told.push(told.by(Person::Admin(at)).quiet());
        Answer::Done
    }

    /// The old secret, where there is one; the one in force cannot be retired.
    pub fn retire_old(&mut self, at: At) -> Answer {
        let access = &mut self.tenants[at];
        if !access.is_connected() || access.secrets.iter().all(|secret| secret.gone) {
            return Answer::Nothing;
        }
        let Some((_, replaced)) = access.secrets.split_last_mut() else { return Answer::Nothing };
        let Some(old) = replaced.iter_mut().find(|secret| !secret.gone) else { return Answer::Refused };
        old.gone = true;
        self.admin_did(at, AuditAction::SecretRetired)
    }

    /// Whoever found it; the answer is the same for one that works no longer.
    pub fn report(&mut self, at: At, secret: u64) -> Answer {
        let access = &mut self.tenants[at];
        let Some(index) = chosen_of(secret, access.secrets.len()) else { return Answer::Nothing };
        let secret = &mut access.secrets[index];
        if !secret.gone && !secret.reported {
            secret.reported = true;
            access.epoch += 1;
            self.told.push(Told::of(Chain::Tenant(at), AuditAction::SecretReported).without_app());
            self.told.push(Told::of(Chain::Publisher, AuditAction::SecretReported));
        }
        Answer::Done
    }
}

/// The place of a number among so many; `None` where there are none.
pub fn chosen_of(number: u64, count: usize) -> Option<usize> {
    usize::try_from(number).ok()?.checked_rem(count)
}
