//! The ways in which an app's credentials reach its developer, and when that may change.

use model::app::{App, HandOver};
use store::Shared;

use crate::clients::askable;
use crate::errors::Error;

/// Whether an app may have this hand-over, whose row is locked.
///
/// # Errors
/// `Invalid` for `details.hand_over` where it is another one and the app has connections, or where it is no longer
/// keyless and its newest version asks for scopes of an API that takes only signed requests; and where its newest version
/// names no workload that would sign in.
pub(crate) async fn check(shared: Shared<'_>, app: &App, next: HandOver) -> Result<(), Error> {
    let before = app.details.hand_over;
    if next == before {
        return Ok(());
    }
    let wrong = |message: String| Err(Error::field("details.hand_over", message));
    if shared.apps().count_connections(app.id).await? > 0 {
        return wrong(
            "You can't change this while the app has connections: their credentials depend on it.".into(),
        );
    }
    let newest = shared.app_versions().get(app.id, app.latest_version).await?;
    if next == HandOver::Workload && newest.as_ref().is_some_and(|version| version.workload.is_none()) {
        return wrong(
            "The newest version does not say which workload signs in. Publish one that does first.".into(),
        );
    }
    let Some(version) = newest.filter(|_| before == HandOver::Keyless) else { return Ok(()) };
    let apis = askable::signed_apis(shared, &version.all_scopes()).await?;
    if apis.is_empty() {
        return Ok(());
    }
    wrong(format!(
        "Version {} asks for scopes of {}, and these are only for apps that sign their requests (keyless). \
         Publish a version without them first.",
        version.number,
        apis.join(" and "),
    ))
}
