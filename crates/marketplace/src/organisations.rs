//! Tenants and publishers as wholes.

use model::audit::AuditChain;
use store::Tx;

use crate::Error;

/// Locks the roles of all people of an organisation until the transaction ends: nobody else changes one, and none of these
/// people changes anything else. To be called before any other row of it is locked.
pub(crate) async fn lock_roles(tx: &mut Tx, organisation: AuditChain) -> Result<(), Error> {
    let platform = tx.platform().await?;
    match organisation {
        AuditChain::Platform => platform.people().lock_operators().await?,
        AuditChain::Tenant(tenant) => platform.tenants().lock_roles(tenant).await?,
        AuditChain::Publisher(publisher) => platform.publishers().lock_roles(publisher).await?,
    }
    Ok(())
}

/// Holds an organisation until the transaction ends: nobody else adds to what it may have so many of. To be called before
/// any other row of it is locked, but for roles.
///
/// # Errors
/// `NotFound` where there is no such organisation.
pub(crate) async fn hold(tx: &mut Tx, organisation: AuditChain) -> Result<(), Error> {
    let platform = tx.platform().await?;
    match organisation {
        AuditChain::Platform => {}
        AuditChain::Tenant(tenant) => platform.tenants().lock(tenant).await?,
        AuditChain::Publisher(publisher) => platform.publishers().lock(publisher).await?,
    }
    Ok(())
}
