-- What each client asked for lately: fifty refusals, and five tokens. `refusal`: why there was no token. `answer`: what the
-- caller read. `secret_id`: the client's former or ended secret that was presented. No foreign keys: nodes write them in
-- groups beside all requests, and wait for no change of a client.
CREATE TABLE attempts (
    request_id {uuid} NOT NULL PRIMARY KEY,
    tenant_id {uuid} NOT NULL,
    credential_id {uuid} NOT NULL,
    made_at {time} NOT NULL,
    endpoint text NOT NULL,
    refusal text,
    detail text,
    answer text,
    address text,
    user_agent text,
    secret_id {uuid}
) {strict};
CREATE INDEX attempts_of_client ON attempts (credential_id, made_at DESC);
CREATE INDEX attempts_by_time ON attempts (made_at);
-- Secrets that were replaced or retired, so that whoever still uses one can be told. `ended_by`: NULL where it retired by
-- itself.
CREATE TABLE former_secrets (
    tenant_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    credential_id {uuid} NOT NULL,
    hash {bytes} NOT NULL,
    hint text NOT NULL,
    created_at {time} NOT NULL,
    ended_by {uuid} REFERENCES people (id),
    ended_at {time} NOT NULL,
    CONSTRAINT former_secrets_tenant_id_id PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, credential_id) REFERENCES credentials (tenant_id, id)
) {strict};
CREATE INDEX former_secrets_of_credential ON former_secrets (tenant_id, credential_id);
CREATE INDEX former_secrets_by_end ON former_secrets (ended_at);
