-- Kept in the transaction of each change of a connection. `decided`: all, tombstones among them; `connected`: active
-- or paused.
CREATE TABLE app_counts (
    app_id {uuid} NOT NULL PRIMARY KEY REFERENCES apps (id) ON DELETE CASCADE,
    decided {long} NOT NULL,
    connected {long} NOT NULL
) {strict};

CREATE TABLE tenant_counts (
    tenant_id {uuid} NOT NULL PRIMARY KEY REFERENCES tenants (id) ON DELETE CASCADE,
    decided {long} NOT NULL,
    connected {long} NOT NULL
) {strict};
