//! Operations on a tenant or a publisher as a whole.

use model::audit::AuditChain;
use store::Tx;

use crate::errors::Error;

/// Holds an organisation until the transaction ends: no other transaction adds to what has a limit there. To be called
/// before any other row of it is locked, but for roles.
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
