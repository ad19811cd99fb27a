//! The reference: one-time links to secrets. Each shows its secret once, as long as that one works.

use model::audit::AuditAction;

use super::{
    access::Access,
    hearers::{Chain, Person, Told},
    reference::{Answer, Reference},
    rotation::chosen_of,
    steps::At,
};

/// A link that was made, in the order of making.
#[derive(Debug, Clone)]
pub struct Link {
    /// The place of its secret among those of its client.
    secret: usize,
    ends: i64,
    /// It was opened, or revoked.
    over: bool,
}

impl Link {
    /// Whether it shows its secret. That is so beside the secret that took its place, and where access is disabled.
    pub fn opens(&self, access: &Access, now: i64) -> bool {
        self.is_there(access, now) && access.secrets[self.secret].works(now)
    }

    /// Whether it can be revoked. It goes with its secret.
    fn is_there(&self, access: &Access, now: i64) -> bool {
        !self.over && now < self.ends && !access.secrets[self.secret].gone
    }
}

impl Reference {
    /// The link is the tenant's own business: the app's publisher reads nothing of it.
    fn told_of_link(&mut self, at: At, action: AuditAction) -> Answer {
        let told = Told::of(Chain::Tenant(at), action).without_app();
        // Whoever opens one need not sign in, and everyone of the tenant hears of it.
        let by_admin = action != AuditAction::SecretLinkOpened;
        self.told.push(if by_admin { told.by(Person::Admin(at)).quiet() } else { told });
        Answer::Done
    }

    pub fn make_link(&mut self, at: At, secret: u64, hours: u32) -> Answer {
        let (now, access) = (self.now, &mut self.tenants[at]);
        let Some(secret) = chosen_of(secret, access.secrets.len()) else { return Answer::Nothing };
        if !access.secrets[secret].works(now) {
            return Answer::Refused;
        }
        access.links.push(Link { secret, ends: now + i64::from(hours) * 60, over: false });
        self.told_of_link(at, AuditAction::SecretLinkCreated)
    }

    pub fn open_link(&mut self, at: At, link: u64) -> Answer {
        self.end_link(at, link, Link::opens, AuditAction::SecretLinkOpened)
    }

    pub fn withdraw_link(&mut self, at: At, link: u64) -> Answer {
        self.end_link(at, link, Link::is_there, AuditAction::SecretLinkWithdrawn)
    }

    fn end_link(
        &mut self,
        at: At,
        link: u64,
        may: fn(&Link, &Access, i64) -> bool,
        action: AuditAction,
    ) -> Answer {
        let access = &mut self.tenants[at];
        let Some(index) = chosen_of(link, access.links.len()) else { return Answer::Nothing };
        if !may(&access.links[index], access, self.now) {
            return Answer::Refused;
        }
        access.links[index].over = true;
        self.told_of_link(at, action)
    }
}
