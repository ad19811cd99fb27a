//! What a client holds, and what its app asked for when.

use std::collections::HashMap;

use model::{
    connection::Connection,
    scope::{ScopeName, ScopeSet},
};
use store::Tenanted;

use crate::errors::Error;

pub(super) struct Scopes {
    pub granted: ScopeSet,
    /// `None` of a tenant's own credential.
    pub of_app: Option<Asked>,
}

pub(super) struct Asked {
    /// The version that the connection is on, and what that asks for.
    pub accepted: u32,
    pub by_accepted: ScopeSet,
    pub latest: u32,
    /// The newest version that asked for each of the refused scopes.
    pub newest: HashMap<ScopeName, u32>,
}

impl Scopes {
    /// `refused`: scopes that the client asked for and did not get.
    pub async fn of_connection(
        rows: Tenanted<'_>,
        connection: &Connection,
        latest: u32,
        refused: &[ScopeName],
    ) -> Result<Self, Error> {
        let (version, versions) = ((connection.app, connection.version), rows.shared().app_versions());
        let newest = versions.newest_with(connection.app, refused).await?;
        let mut by_version =
            if newest.is_empty() { HashMap::new() } else { versions.scopes_of(&[version]).await? };
        let by_accepted = by_version.remove(&version).unwrap_or_default();
        let asked = Asked { accepted: connection.version, by_accepted, latest, newest };
        Ok(Self { granted: connection.granted.clone(), of_app: Some(asked) })
    }
}
