-- `pauses`: the owners of the pauses (tenant, developer, platform, end_date), each once, separated by spaces.
CREATE TABLE connections (
    tenant_id {uuid} NOT NULL REFERENCES tenants (id),
    id {uuid} NOT NULL,
    app_id {uuid} NOT NULL REFERENCES apps (id),
    state text NOT NULL
        CHECK (state IN ('awaiting', 'declined', 'blocked', 'active', 'paused', 'deleted')),
    reason text,
    pauses text NOT NULL,
    version {int} NOT NULL CHECK (version >= 0),
    ends_at {time},
    generation {long} NOT NULL CHECK (generation > 0),
    decided_by {uuid} NOT NULL REFERENCES people (id),
    decided_at {time} NOT NULL,
    created_at {time} NOT NULL,
    updated_at {time} NOT NULL,
    revision {int} NOT NULL CHECK (revision >= 0),
    CONSTRAINT connections_tenant_id_id PRIMARY KEY (tenant_id, id),
    CHECK ((state IN ('declined', 'blocked')) = (reason IS NOT NULL)),
    CHECK ((state = 'paused') = (pauses <> ''))
) {strict};
CREATE UNIQUE INDEX connections_id ON connections (id);
CREATE UNIQUE INDEX connections_tenant_id_app_id ON connections (tenant_id, app_id) WHERE state <> 'deleted';
CREATE INDEX connections_of_tenant ON connections (tenant_id, id DESC);
CREATE INDEX connections_of_app ON connections (app_id, id DESC);
CREATE INDEX connections_by_end ON connections (ends_at) WHERE ends_at IS NOT NULL;

-- What a connection holds: its grant.
CREATE TABLE connection_scopes (
    tenant_id {uuid} NOT NULL,
    connection_id {uuid} NOT NULL,
    name text NOT NULL REFERENCES scopes (name),
    CONSTRAINT connection_scopes_tenant_id_connection_id_name PRIMARY KEY (tenant_id, connection_id, name),
    FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id)
) {strict};
CREATE INDEX connection_scopes_by_name ON connection_scopes (name, tenant_id, connection_id);
