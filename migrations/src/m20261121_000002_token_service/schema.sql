ALTER TABLE apis ADD COLUMN token_format text NOT NULL DEFAULT 'ES256'
    CHECK (token_format IN ('ES256', 'EdDSA', 'RS256', 'opaque'));
ALTER TABLE apis ADD COLUMN smart_backend_services {bool} NOT NULL DEFAULT FALSE;

-- Verifiers of an Api's tokens: they may introspect them and read the feed. `hash` as of secrets.
CREATE TABLE resource_servers (
    id {uuid} NOT NULL PRIMARY KEY,
    api_id {uuid} NOT NULL REFERENCES apis (id),
    name text NOT NULL,
    hash {bytes} NOT NULL,
    hint text NOT NULL,
    created_by {uuid} NOT NULL REFERENCES people (id),
    created_at {time} NOT NULL,
    reported_at {time}
) {strict};
CREATE INDEX resource_servers_of_api ON resource_servers (api_id, id DESC);
CREATE INDEX resource_servers_by_hash ON resource_servers (hash);

-- The public keys of an app whose clients authenticate with private_key_jwt: a JWK Set, or where to fetch it.
ALTER TABLE apps ADD COLUMN jwks text;
ALTER TABLE apps ADD COLUMN jwks_uri text;

-- CIDR blocks separated by spaces: where the app's requests come from. None: from anywhere.
ALTER TABLE app_versions ADD COLUMN egress_networks text NOT NULL DEFAULT '';

-- The secret was reported as leaked, and is revoked.
ALTER TABLE secrets ADD COLUMN reported_at {time};
CREATE INDEX secrets_by_hash ON secrets (hash);

-- Client assertions that were accepted, until they expire: `jti_hash` is SHA-256 of the jti.
CREATE TABLE used_assertions (
    credential_id {uuid} NOT NULL,
    jti_hash {bytes} NOT NULL,
    expires_at {time} NOT NULL,
    CONSTRAINT used_assertions_credential_id_jti_hash PRIMARY KEY (credential_id, jti_hash)
) {strict};
CREATE INDEX used_assertions_by_expiry ON used_assertions (expires_at);

-- Access tokens that their client revoked, until they expire.
CREATE TABLE revoked_tokens (
    jti text NOT NULL PRIMARY KEY,
    expires_at {time} NOT NULL
) {strict};
CREATE INDEX revoked_tokens_by_expiry ON revoked_tokens (expires_at);

ALTER TABLE changes ADD COLUMN jti text;

-- Keys that must outlive the master key, wrapped by it.
CREATE TABLE wrapped_keys (
    name text NOT NULL PRIMARY KEY,
    wrapped {bytes} NOT NULL
) {strict};

-- What each node counted of whom in a window of a minute, for limits that hold for all nodes in sum.
CREATE TABLE usage_counts (
    window_start {long} NOT NULL,
    node {uuid} NOT NULL,
    subject text NOT NULL,
    used {long} NOT NULL,
    CONSTRAINT usage_counts_window_start_node_subject PRIMARY KEY (window_start, node, subject)
) {strict};
