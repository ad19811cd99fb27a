-- `chain` is 'platform' or the outside form of a publisher's or tenant's id; `tenant_id` is set on a tenant's chain.
-- No foreign keys: history outlives what it tells of.
CREATE TABLE audit_entries (
    chain text NOT NULL,
    position {long} NOT NULL CHECK (position > 0),
    id {uuid} NOT NULL,
    tenant_id {uuid},
    at {time} NOT NULL,
    actor_id {uuid},
    actor_name text,
    from_address text,
    action text NOT NULL,
    object text NOT NULL,
    object_name text NOT NULL,
    app_id {uuid},
    connection_id {uuid},
    detail text,
    hash text NOT NULL,
    CONSTRAINT audit_entries_chain_position PRIMARY KEY (chain, position),
    CHECK ((actor_id IS NULL) = (actor_name IS NULL))
) {strict};
CREATE UNIQUE INDEX audit_entries_id ON audit_entries (id);
CREATE INDEX audit_entries_of_chain ON audit_entries (chain, id DESC);
CREATE INDEX audit_entries_of_connection ON audit_entries (connection_id, id DESC)
    WHERE connection_id IS NOT NULL;
CREATE INDEX audit_entries_of_app ON audit_entries (app_id, id DESC) WHERE app_id IS NOT NULL;

-- The last entry of each chain; its row is the lock of whoever appends.
CREATE TABLE audit_heads (
    chain text NOT NULL PRIMARY KEY,
    tenant_id {uuid},
    position {long} NOT NULL,
    hash text NOT NULL
) {strict};
