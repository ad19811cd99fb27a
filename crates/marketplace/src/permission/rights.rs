//! Rights to change something, asked again in the transaction of the change: a request's body may come seconds after its
//! head, when whoever sends it has lost the role or the session.

use model::{audit::AuditChain, ids::PublisherId, tenant::Tenancy};
use store::Tx;

use super::by::{By, Developer, Operator, PublisherOwner, TenantAdmin, TenantMember};
use super::roles::{
    may_administer, may_develop, may_manage_members, not_an_operator, not_of_publisher, not_of_tenant,
};
use crate::errors::{Error, refused};
use crate::service::Marketplace;

/// What a change needs.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Right {
    Administer(Tenancy),
    /// Any role in a tenant.
    Belong(Tenancy),
    Develop(PublisherId),
    ManageMembers(PublisherId),
    Operate,
}

impl Right {
    /// The history of whom one acts for.
    pub const fn history(self) -> AuditChain {
        match self {
            Self::Administer(tenancy) | Self::Belong(tenancy) => AuditChain::Tenant(tenancy.id),
            Self::Develop(publisher) | Self::ManageMembers(publisher) => AuditChain::Publisher(publisher),
            Self::Operate => AuditChain::Platform,
        }
    }

    /// The error for a person without any role there.
    fn not_held(self) -> Error {
        match self {
            Self::Administer(_) | Self::Belong(_) => not_of_tenant(),
            Self::Develop(_) | Self::ManageMembers(_) => not_of_publisher(),
            Self::Operate => not_an_operator(),
        }
    }
}

/// Whose roles stay as they are until the transaction ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Roles {
    Own,
    /// Those of the whole organisation: no other member of it changes anything meanwhile.
    All,
}

/// A role in which one changes things.
pub(crate) trait MayChange {
    fn right(&self) -> Right;
}

impl MayChange for TenantAdmin {
    fn right(&self) -> Right {
        Right::Administer(self.tenancy())
    }
}

impl MayChange for TenantMember {
    fn right(&self) -> Right {
        Right::Belong(self.tenancy())
    }
}

impl MayChange for Developer {
    fn right(&self) -> Right {
        Right::Develop(self.publisher())
    }
}

impl MayChange for PublisherOwner {
    fn right(&self) -> Right {
        Right::ManageMembers(self.publisher())
    }
}

impl MayChange for Operator {
    fn right(&self) -> Right {
        Right::Operate
    }
}

impl Marketplace {
    /// To be asked before anything else is locked: whoever ends the session, or takes the role, then waits for the change,
    /// and finds what it made. The session and the own role are one statement. All roles are locked between the two, so
    /// that two who do this never wait for each other.
    ///
    /// # Errors
    /// `SignedOut` where the session has ended, `NotFound` or `Forbidden` where the role is another one now.
    pub(crate) async fn still_may<R: MayChange>(
        &self,
        tx: &mut Tx,
        by: &By<R>,
        locked: Roles,
    ) -> Result<(), Error> {
        let right = by.role_held().right();
        if locked == Roles::All {
            self.still_signed_in(tx, by).await?;
            lock_roles(tx, right).await?;
        }
        if let Some(may) = self.still_may_in(tx, by, right).await? {
            return may;
        }
        // Why nothing was found is asked only then.
        self.still_signed_in(tx, by).await?;
        Err(right.not_held())
    }

    /// Whether the role that the session's person has now is enough; `None` where there is no session, or no role.
    async fn still_may_in<R>(
        &self,
        tx: &mut Tx,
        by: &By<R>,
        right: Right,
    ) -> Result<Option<Result<(), Error>>, Error> {
        let (session, now) = (by.session(), self.now());
        Ok(match right {
            Right::Administer(tenancy) => {
                let rows = tx.within(tenancy.id).await?;
                rows.lock_role(tenancy.sandbox_of, session, now).await?.map(may_administer)
            }
            Right::Belong(tenancy) => {
                let rows = tx.within(tenancy.id).await?;
                rows.lock_role(tenancy.sandbox_of, session, now).await?.map(|_| Ok(()))
            }
            Right::Develop(publisher) => {
                tx.shared().publishers().lock_role(publisher, session, now).await?.map(may_develop)
            }
            Right::ManageMembers(publisher) => {
                tx.shared().publishers().lock_role(publisher, session, now).await?.map(may_manage_members)
            }
            Right::Operate => tx.shared().people().lock_operator(session, now).await?.then_some(Ok(())),
        })
    }

    async fn still_signed_in<R>(&self, tx: &Tx, by: &By<R>) -> Result<(), Error> {
        if tx.shared().sessions().lock_shared(by.session(), self.now()).await? {
            Ok(())
        } else {
            Err(refused("the session has ended since the request began", Error::SignedOut))
        }
    }
}

/// Locks the roles of all people of an organisation until the transaction ends: no other transaction changes one, and
/// none of these people changes anything else.
async fn lock_roles(tx: &mut Tx, right: Right) -> Result<(), Error> {
    match right {
        Right::Administer(tenancy) | Right::Belong(tenancy) => {
            tx.within(tenancy.id).await?.lock_roles().await?;
        }
        Right::Develop(publisher) | Right::ManageMembers(publisher) => {
            tx.shared().publishers().lock_roles(publisher).await?;
        }
        Right::Operate => tx.shared().people().lock_operators().await?,
    }
    Ok(())
}
