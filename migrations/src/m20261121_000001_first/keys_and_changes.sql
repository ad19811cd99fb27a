-- `private_key` is wrapped by the master key.
CREATE TABLE signing_keys (
    kid text NOT NULL PRIMARY KEY,
    environment text NOT NULL CHECK (environment IN ('live', 'sandbox')),
    algorithm text NOT NULL,
    private_key {bytes} NOT NULL,
    public_jwk text NOT NULL,
    created_at {time} NOT NULL,
    not_before {time} NOT NULL,
    retire_at {time}
) {strict};
CREATE INDEX signing_keys_of_environment ON signing_keys (environment, not_before);

-- What nodes must load again. No tenant: the catalogue or the signing keys. On PostgreSQL a sequence is drawn before its transaction
-- commits: whoever writes here first takes an advisory lock until commit, so that a poll never skips a row.
CREATE TABLE changes (
    sequence {sequence},
    tenant_id {uuid},
    credential_id {uuid},
    connection_id {uuid},
    at {time} NOT NULL
) {strict};
CREATE INDEX changes_by_time ON changes (at);
