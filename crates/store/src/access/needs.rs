//! What waits for the people of a tenant, of a publisher and of the platform: a statement for each kind, whatever their
//! number.

use model::{Timestamp, ids::PublisherId, need::NeedKind, tenant::Tenancy};
use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult, Statement, Value};
use uuid::Uuid;

use crate::database::{Platform, Tenanted};
use crate::errors::Result;
use crate::rows::number;
use crate::search::listing::COUNTED;

/// Read of each kind.
pub(super) const LISTED: u64 = 20;

/// One thing that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    pub kind: NeedKind,
    /// Of an app, a connection, a credential or a tenant, as the kind says.
    pub id: Option<Uuid>,
    pub name: String,
    pub other: Option<String>,
    /// A version, or how many.
    pub number: Option<u64>,
    /// When it ends, or since when it waits.
    pub at: Timestamp,
}

/// What waits, and how many there are of each kind, up to one more than a thousand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    pub items: Vec<Need>,
    pub counts: Vec<(NeedKind, u64)>,
}

/// The times that the questions are about.
#[derive(Debug, Clone, Copy)]
pub struct NeedTimes {
    pub now: Timestamp,
    /// What ends before it ends soon.
    pub soon: Timestamp,
    /// What was last used before it is unused.
    pub unused: Timestamp,
    /// What was declined before it is forgotten.
    pub declined: Timestamp,
    /// What was refused before it is forgotten.
    pub refused: Timestamp,
}

/// By the credential, when its last secret was reported, where none is left that was not.
const LEAKED: &str = "SELECT r.tenant_id, r.credential_id, MAX(r.reported_at) AS at FROM secrets r \
    WHERE r.reported_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM secrets o WHERE o.tenant_id = r.tenant_id \
    AND o.credential_id = r.credential_id AND o.reported_at IS NULL) GROUP BY r.tenant_id, r.credential_id";

/// By the credential, when the last secret ends, where each has an end.
const ENDING: &str = "SELECT tenant_id, credential_id, MAX(expires_at) AS at FROM secrets \
    WHERE tenant_id = $1 AND reported_at IS NULL GROUP BY tenant_id, credential_id \
    HAVING COUNT(*) = COUNT(expires_at) AND MAX(expires_at) <= $2";

/// By the credential, when a secret was used last, or made.
const UNUSED: &str = "SELECT tenant_id, credential_id, MAX(COALESCE(last_used_at, created_at)) AS at FROM secrets \
    WHERE tenant_id = $1 AND reported_at IS NULL GROUP BY tenant_id, credential_id \
    HAVING MAX(COALESCE(last_used_at, created_at)) < $2";

/// The client has not signed in by its platform's identity since the time of its secret, or before `$2`.
const NOT_SINCE: &str = "(k.workload_last_used_at IS NULL OR k.workload_last_used_at <= s.at)";
const NOT_LATELY: &str = "(k.workload_last_used_at IS NULL OR k.workload_last_used_at < $2)";

const UPDATE_WAITS: &str = "SELECT c.id AS id, a.name AS name, CAST(NULL AS text) AS other, \
    CAST(a.latest_version AS bigint) AS number, v.published_at AS at FROM connections c \
    JOIN apps a ON a.id = c.app_id JOIN app_versions v ON v.app_id = a.id AND v.number = a.latest_version \
    WHERE c.tenant_id = $1 AND c.state IN ('active', 'paused') AND a.state = 'published' \
    AND a.latest_version > c.version AND a.latest_version > c.left_version";

const ACCESS_ENDS: &str = "SELECT c.id AS id, a.name AS name, CAST(NULL AS text) AS other, \
    CAST(NULL AS bigint) AS number, c.ends_at AS at FROM connections c JOIN apps a ON a.id = c.app_id \
    WHERE c.tenant_id = $1 AND c.state IN ('active', 'paused') AND c.ends_at > $2 AND c.ends_at <= $3";

const OWN_ACCESS_ENDS: &str = "SELECT k.id AS id, k.name AS name, CAST(NULL AS text) AS other, \
    CAST(NULL AS bigint) AS number, k.ends_at AS at FROM credentials k WHERE k.tenant_id = $1 \
    AND k.connection_id IS NULL AND k.deleted_at IS NULL AND k.ends_at > $2 AND k.ends_at <= $3";

impl Needs {
    pub(super) fn add(&mut self, kind: NeedKind, items: Vec<Need>, count: u64) {
        if count > 0 {
            self.items.extend(items);
            self.counts.push((kind, count));
        }
    }

    /// `rows` selects id, name, other, number and time.
    async fn ask(
        &mut self,
        conn: &DatabaseTransaction,
        kind: NeedKind,
        rows: &str,
        values: Vec<Value>,
    ) -> Result<()> {
        let order = if kind.is_end() { "ASC" } else { "DESC" };
        let counted = COUNTED + 1;
        let sql = format!(
            "SELECT id, name, other, number, at, COUNT(*) OVER () FROM ({rows} LIMIT {counted}) AS found \
             ORDER BY at {order} LIMIT {LISTED}"
        );
        let sql = Statement::from_sql_and_values(conn.get_database_backend(), sql, values);
        let found = conn.query_all_raw(sql).await?;
        let count = found.first().map(|row| row.try_get_by_index::<i64>(5)).transpose()?.unwrap_or_default();
        let items = found.iter().map(|row| need(kind, row)).collect::<Result<Vec<_>>>()?;
        self.add(kind, items, u64::try_from(count).unwrap_or_default());
        Ok(())
    }
}

fn need(kind: NeedKind, row: &QueryResult) -> Result<Need> {
    let many: Option<i64> = row.try_get_by_index(3)?;
    Ok(Need {
        kind,
        id: row.try_get_by_index(0)?,
        name: row.try_get_by_index(1)?,
        other: row.try_get_by_index(2)?,
        number: many.map(|many| number("needs", "number", many)).transpose()?,
        at: row.try_get_by_index(4)?,
    })
}

impl Tenanted<'_> {
    /// What waits for this tenant's people. `tenancy`: this tenant's.
    pub async fn needs(&self, tenancy: Tenancy, times: NeedTimes) -> Result<Needs> {
        let NeedTimes { now, soon, unused, .. } = times;
        let mut needs = Needs::default();
        let tenant = || Value::from(self.tenant().uuid());
        let kinds = [NeedKind::SecretLeaked, NeedKind::OwnSecretLeaked];
        self.of_secrets(&mut needs, kinds, LEAKED, NOT_SINCE, &[tenant()]).await?;
        let kinds = [NeedKind::SecretEnds, NeedKind::OwnSecretEnds];
        self.of_secrets(&mut needs, kinds, ENDING, "1 = 1", &[tenant(), soon.into()]).await?;
        needs.ask(self.conn, NeedKind::UpdateWaits, UPDATE_WAITS, vec![tenant()]).await?;
        let available = self.available_apps(tenancy);
        available.requested(&mut needs).await?;
        available.waiting(&mut needs).await?;
        let values = vec![tenant(), now.into(), soon.into()];
        needs.ask(self.conn, NeedKind::AccessEnds, ACCESS_ENDS, values.clone()).await?;
        needs.ask(self.conn, NeedKind::OwnAccessEnds, OWN_ACCESS_ENDS, values).await?;
        let kinds = [NeedKind::SecretUnused, NeedKind::OwnSecretUnused];
        self.of_secrets(&mut needs, kinds, UNUSED, NOT_LATELY, &[tenant(), unused.into()]).await?;
        Ok(needs)
    }

    /// Of connections, and of the tenant's own credentials: those of `secrets`, which has a time for each credential.
    async fn of_secrets(
        &self,
        needs: &mut Needs,
        kinds: [NeedKind; 2],
        secrets: &str,
        and: &str,
        values: &[Value],
    ) -> Result<()> {
        let [of_connections, own] = kinds;
        // One that is stopped is not used either.
        let (states, going) = match of_connections {
            NeedKind::SecretUnused => ("'active'", " AND k.paused_at IS NULL"),
            _ => ("'active', 'paused'", ""),
        };
        let rows = format!(
            "SELECT c.id AS id, a.name AS name, CAST(NULL AS text) AS other, CAST(NULL AS bigint) AS number, \
             s.at AS at FROM ({secrets}) AS s \
             JOIN credentials k ON k.tenant_id = s.tenant_id AND k.id = s.credential_id AND k.deleted_at IS NULL \
             JOIN connections c ON c.tenant_id = k.tenant_id AND c.id = k.connection_id \
             JOIN apps a ON a.id = c.app_id WHERE k.tenant_id = $1 AND c.state IN ({states}) AND {and}"
        );
        needs.ask(self.conn, of_connections, &rows, values.to_vec()).await?;
        let rows = format!(
            "SELECT k.id AS id, k.name AS name, CAST(NULL AS text) AS other, CAST(NULL AS bigint) AS number, \
             s.at AS at FROM ({secrets}) AS s \
             JOIN credentials k ON k.tenant_id = s.tenant_id AND k.id = s.credential_id AND k.deleted_at IS NULL \
             WHERE k.tenant_id = $1 AND k.connection_id IS NULL AND {and}{going}"
        );
        needs.ask(self.conn, own, &rows, values.to_vec()).await
    }
}

const LEAKED_OF_PUBLISHER: &str = "JOIN credentials k ON k.tenant_id = s.tenant_id AND k.id = s.credential_id \
    AND k.deleted_at IS NULL JOIN connections c ON c.tenant_id = k.tenant_id AND c.id = k.connection_id \
    JOIN apps a ON a.id = c.app_id JOIN tenants t ON t.id = c.tenant_id \
    WHERE a.publisher_id = $1 AND c.state IN ('active', 'paused')";

/// Connections of which three calls or more were refused since their last token. What stops a connection is told elsewhere.
const FAILING: &str = "SELECT c.id AS id, a.name AS name, t.name AS other, COUNT(*) AS number, \
    MAX(p.made_at) AS at FROM apps a JOIN connections c ON c.app_id = a.id \
    JOIN credentials k ON k.tenant_id = c.tenant_id AND k.connection_id = c.id AND k.deleted_at IS NULL \
    JOIN tenants t ON t.id = c.tenant_id \
    JOIN attempts p ON p.tenant_id = k.tenant_id AND p.credential_id = k.id AND p.made_at > $2 \
    WHERE a.publisher_id = $1 AND c.state = 'active' AND p.endpoint = 'token' \
    AND p.refusal NOT IN ('not_live', 'ended', 'rate_limited', 'unavailable') AND NOT EXISTS \
    (SELECT 1 FROM attempts g WHERE g.tenant_id = p.tenant_id AND g.credential_id = p.credential_id \
    AND g.refusal IS NULL AND g.made_at > p.made_at) GROUP BY c.id, a.name, t.name HAVING COUNT(*) >= 3";

/// A secret that was replaced may work on beside the one that waits.
const TO_COLLECT: &str = "SELECT c.id AS id, a.name AS name, t.name AS other, CAST(NULL AS bigint) AS number, \
    COALESCE(k.regenerated_at, k.created_at) AS at FROM apps a JOIN connections c ON c.app_id = a.id \
    JOIN credentials k ON k.tenant_id = c.tenant_id AND k.connection_id = c.id AND k.deleted_at IS NULL \
    JOIN tenants t ON t.id = c.tenant_id \
    WHERE a.publisher_id = $1 AND a.hand_over = 'developer_collects' AND c.state IN ('active', 'paused') \
    AND k.auth_method = 'client_secret' AND NOT EXISTS \
    (SELECT 1 FROM secrets s WHERE s.tenant_id = k.tenant_id AND s.credential_id = k.id \
    AND (k.regenerated_at IS NULL OR s.created_at >= k.regenerated_at))";

const DECLINED: &str = "SELECT c.id AS id, a.name AS name, t.name AS other, CAST(NULL AS bigint) AS number, \
    c.decided_at AS at FROM apps a JOIN connections c ON c.app_id = a.id JOIN tenants t ON t.id = c.tenant_id \
    WHERE a.publisher_id = $1 AND c.state = 'declined' AND c.decided_at > $2";

/// A tenant's name stays its own until it has decided.
const TENANTS_WAIT: &str = "SELECT a.id AS id, a.name AS name, CAST(NULL AS text) AS other, COUNT(*) AS number, \
    MIN(g.created_at) AS at FROM apps a JOIN targets g ON g.app_id = a.id \
    WHERE a.publisher_id = $1 AND a.state = 'published' AND NOT EXISTS (SELECT 1 FROM connections c \
    WHERE c.tenant_id = g.tenant_id AND c.app_id = g.app_id AND c.state <> 'awaiting') GROUP BY a.id, a.name";

const LEAKED_ANYWHERE: &str = "JOIN credentials k ON k.tenant_id = s.tenant_id AND k.id = s.credential_id \
    AND k.deleted_at IS NULL JOIN tenants t ON t.id = k.tenant_id \
    LEFT JOIN connections c ON c.tenant_id = k.tenant_id AND c.id = k.connection_id \
    LEFT JOIN apps a ON a.id = c.app_id WHERE (c.id IS NULL OR c.state IN ('active', 'paused'))";

const KEY_ENDS: &str = "SELECT CAST(NULL AS uuid) AS id, y.kid AS name, y.environment AS other, \
    CAST(NULL AS bigint) AS number, y.retire_at AS at FROM signing_keys y WHERE y.retire_at <= $1 \
    AND NOT EXISTS (SELECT 1 FROM signing_keys o WHERE o.environment = y.environment \
    AND o.algorithm = y.algorithm AND o.kid <> y.kid AND o.not_before <= y.retire_at \
    AND (o.retire_at IS NULL OR o.retire_at > y.retire_at))";

const GIVEN_UP: &str = "SELECT CAST(NULL AS uuid) AS id, receiver AS name, CAST(NULL AS text) AS other, \
    COUNT(*) AS number, MAX(given_up_at) AS at FROM outbox WHERE given_up_at IS NOT NULL GROUP BY receiver";

/// Owners are counted where members change, so that an index has these alone.
const WITHOUT_OWNER: &str = "SELECT t.id AS id, t.name AS name, CAST(NULL AS text) AS other, \
    CAST(NULL AS bigint) AS number, t.created_at AS at FROM tenants t WHERE t.kind = 'live' AND t.owners = 0";

impl Platform<'_> {
    /// What waits for the people of a publisher.
    pub async fn needs_of_publisher(&self, publisher: PublisherId, times: NeedTimes) -> Result<Needs> {
        let mut needs = Needs::default();
        let publisher = || Value::from(publisher.uuid());
        let leaked = format!(
            "SELECT c.id AS id, a.name AS name, t.name AS other, CAST(NULL AS bigint) AS number, s.at AS at \
             FROM ({LEAKED}) AS s {LEAKED_OF_PUBLISHER} AND {NOT_SINCE}"
        );
        needs.ask(self.conn, NeedKind::SecretLeaked, &leaked, vec![publisher()]).await?;
        let values = vec![publisher(), times.refused.into()];
        needs.ask(self.conn, NeedKind::ConnectionFails, FAILING, values).await?;
        needs.ask(self.conn, NeedKind::SecretToCollect, TO_COLLECT, vec![publisher()]).await?;
        let values = vec![publisher(), times.declined.into()];
        needs.ask(self.conn, NeedKind::TenantDeclined, DECLINED, values).await?;
        needs.ask(self.conn, NeedKind::TenantsWait, TENANTS_WAIT, vec![publisher()]).await?;
        Ok(needs)
    }

    /// What waits for the platform's operators.
    pub async fn needs(&self, times: NeedTimes) -> Result<Needs> {
        let mut needs = Needs::default();
        let leaked = format!(
            "SELECT k.tenant_id AS id, COALESCE(a.name, k.name) AS name, t.name AS other, \
             CAST(NULL AS bigint) AS number, s.at AS at FROM ({LEAKED}) AS s {LEAKED_ANYWHERE} AND {NOT_SINCE}"
        );
        needs.ask(self.conn, NeedKind::TenantSecretLeaked, &leaked, Vec::new()).await?;
        needs.ask(self.conn, NeedKind::KeyEnds, KEY_ENDS, vec![times.soon.into()]).await?;
        needs.ask(self.conn, NeedKind::DeliveryGivenUp, GIVEN_UP, Vec::new()).await?;
        needs.ask(self.conn, NeedKind::TenantWithoutOwner, WITHOUT_OWNER, Vec::new()).await?;
        Ok(needs)
    }
}
