//! The workload identity by which the clients of a connection may sign in.

use model::{
    app::{App, AppVersion},
    workload::WorkloadIdentity,
};
use store::Shared;

use crate::errors::Error;

/// By which identity the clients of a connection with this version may sign in: by none once a later version of the app
/// has none.
pub(crate) async fn in_force(
    shared: Shared<'_>,
    app: &App,
    accepted: Option<&AppVersion>,
) -> Result<Option<WorkloadIdentity>, Error> {
    let Some(version) = accepted else { return Ok(None) };
    if version.workload.is_none() || version.number == app.latest_version {
        return Ok(version.workload.clone());
    }
    let dropped = shared.app_versions().drop_workload_after(app.id, version.number).await?;
    Ok(version.workload.clone().filter(|_| !dropped))
}
