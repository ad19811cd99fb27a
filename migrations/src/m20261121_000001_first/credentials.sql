-- Owned by a connection, or by the tenant itself: then it has a name and `scopes`, names separated by spaces.
CREATE TABLE credentials (
    tenant_id {uuid} NOT NULL REFERENCES tenants (id),
    id {uuid} NOT NULL,
    connection_id {uuid},
    name text,
    scopes text,
    auth_method text NOT NULL CHECK (auth_method IN ('client_secret', 'private_key_jwt')),
    generation {long} NOT NULL CHECK (generation > 0),
    created_by {uuid} NOT NULL REFERENCES people (id),
    created_at {time} NOT NULL,
    regenerated_at {time},
    regenerated_by {uuid} REFERENCES people (id),
    deleted_at {time},
    CONSTRAINT credentials_tenant_id_id PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id),
    CHECK ((connection_id IS NULL) = (name IS NOT NULL)),
    CHECK ((connection_id IS NULL) = (scopes IS NOT NULL)),
    CHECK ((regenerated_at IS NULL) = (regenerated_by IS NULL))
) {strict};
CREATE UNIQUE INDEX credentials_id ON credentials (id);
CREATE UNIQUE INDEX credentials_tenant_id_connection_id ON credentials (tenant_id, connection_id)
    WHERE deleted_at IS NULL AND connection_id IS NOT NULL;
CREATE INDEX credentials_of_tenant ON credentials (tenant_id, id DESC);
CREATE INDEX credentials_of_connection ON credentials (tenant_id, connection_id, id DESC);

-- `hash`: HMAC-SHA-256 of the secret under the server's pepper.
CREATE TABLE secrets (
    tenant_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    credential_id {uuid} NOT NULL,
    hash {bytes} NOT NULL,
    hint text NOT NULL,
    created_by {uuid} NOT NULL REFERENCES people (id),
    created_at {time} NOT NULL,
    last_used_at {time},
    expires_at {time},
    CONSTRAINT secrets_tenant_id_id PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, credential_id) REFERENCES credentials (tenant_id, id)
) {strict};
CREATE INDEX secrets_of_credential ON secrets (tenant_id, credential_id, id DESC);
CREATE INDEX secrets_by_expiry ON secrets (expires_at) WHERE expires_at IS NOT NULL;
