//! What publishing a version would do to an app's connections, counted.

use std::collections::BTreeMap;

use model::{
    ids::AppId,
    scope::{ScopeName, ScopeSet},
};
use sea_orm::{ConnectionTrait, QueryResult, Statement};

use super::connections::Connections;
use crate::errors::Result;
use crate::rows::{number, spaced};

/// How many connections of app `$1` that hold a grant are alike: of one version, holding the same scopes, with the same ones
/// left out by their admins; and the scopes of that version. Names are separated by spaces. Each connection's own rows are
/// looked up: a join may read those of all apps.
const ALIKE: &str = "SELECT g.version, g.held, g.left_out, g.connections, \
     (SELECT string_agg(v.name, ' ') FROM app_version_scopes AS v \
      WHERE v.app_id = $1 AND v.number = g.version) AS offered \
     FROM (SELECT t.version AS version, t.held AS held, t.left_out AS left_out, COUNT(*) AS connections \
      FROM (SELECT c.version AS version, \
       (SELECT string_agg(s.name, ' ' ORDER BY s.name) FROM connection_scopes AS s \
        WHERE s.tenant_id = c.tenant_id AND s.connection_id = c.id) AS held, \
       (SELECT string_agg(a.name, ' ' ORDER BY a.name) FROM scope_answers AS a \
        WHERE a.tenant_id = c.tenant_id AND a.connection_id = c.id AND a.answer <> 'grant') AS left_out \
       FROM connections AS c WHERE c.app_id = $1 AND c.state IN ('active', 'paused')) AS t \
      GROUP BY t.version, t.held, t.left_out) AS g";

/// The connections of an app that hold a grant, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PublishingCounts {
    /// By their version.
    pub by_version: BTreeMap<u32, u32>,
    /// By scope, those that hold it.
    pub holding: BTreeMap<ScopeName, u32>,
    /// By scope of the version to publish, those whose admins have not decided about it: it is not held, not left out and was
    /// not offered with the connection's version.
    pub undecided: BTreeMap<ScopeName, u32>,
}

/// Connections that are alike.
struct Alike {
    version: u32,
    held: ScopeSet,
    left_out: ScopeSet,
    offered: ScopeSet,
    connections: u32,
}

impl Connections<'_> {
    /// What publishing a version that asks for these scopes would do. One statement, which reads the app's connections alone.
    pub async fn publishing_counts(&self, app: AppId, scopes: &ScopeSet) -> Result<PublishingCounts> {
        let backend = self.conn.get_database_backend();
        let select = Statement::from_sql_and_values(backend, ALIKE, vec![app.uuid().into()]);
        let mut counts = PublishingCounts::default();
        for row in self.conn.query_all_raw(select).await? {
            counts.add(alike(&row)?, scopes);
        }
        Ok(counts)
    }
}

impl PublishingCounts {
    fn add(&mut self, alike: Alike, scopes: &ScopeSet) {
        let Alike { version, held, left_out, offered, connections } = alike;
        let more = |count: &mut u32| *count = count.saturating_add(connections);
        more(self.by_version.entry(version).or_default());
        for name in scopes {
            if ![&held, &left_out, &offered].iter().any(|names| names.contains(name)) {
                more(self.undecided.entry(name.clone()).or_default());
            }
        }
        for name in held {
            more(self.holding.entry(name).or_default());
        }
    }
}

fn alike(row: &QueryResult) -> Result<Alike> {
    let (version, connections): (i32, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(3)?);
    Ok(Alike {
        version: number("connections", "version", version)?,
        held: names(row, 1)?,
        left_out: names(row, 2)?,
        offered: names(row, 4)?,
        connections: number("connections", "count", connections)?,
    })
}

/// None where there are no rows to put together.
fn names(row: &QueryResult, index: usize) -> Result<ScopeSet> {
    let text: Option<String> = row.try_get_by_index(index)?;
    spaced::read("scopes", "name", &text.unwrap_or_default())
}
