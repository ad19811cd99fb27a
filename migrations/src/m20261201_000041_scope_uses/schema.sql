-- When each scope that a client holds was last asked for by name: by the day, at midnight UTC. `counted_since`: since it
-- was granted, or since this table is there. The row without a scope's name: when the client last asked for all that it
-- holds, naming none.
CREATE TABLE scope_uses (
    tenant_id {uuid} NOT NULL,
    credential_id {uuid} NOT NULL,
    scope text NOT NULL,
    counted_since {time} NOT NULL,
    last_used_on {time},
    CONSTRAINT scope_uses_tenant_id_credential_id_scope PRIMARY KEY (tenant_id, credential_id, scope),
    FOREIGN KEY (tenant_id, credential_id) REFERENCES credentials (tenant_id, id)
) {strict};

-- Of the tenant's own credentials: those of connections end and stop with them.
ALTER TABLE credentials ADD COLUMN revision {int} NOT NULL DEFAULT 0 CHECK (revision >= 0);
ALTER TABLE credentials ADD COLUMN ends_at {time};
ALTER TABLE credentials ADD COLUMN paused_at {time};
ALTER TABLE credentials ADD COLUMN paused_by {uuid} REFERENCES people (id)
    CHECK ((paused_by IS NULL) = (paused_at IS NULL));
ALTER TABLE credentials ADD COLUMN pause_reason text;
