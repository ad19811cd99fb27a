-- Who signs the tokens of workloads. Without `jwks` the keys are found by discovery.
CREATE TABLE workload_issuers (
    id {uuid} NOT NULL PRIMARY KEY,
    name text NOT NULL,
    preset text NOT NULL
        CHECK (preset IN ('github_actions', 'gitlab', 'kubernetes', 'aws', 'azure', 'google', 'spiffe', 'other')),
    issuer text NOT NULL,
    jwks text,
    audience text,
    once_by_hash {bool} NOT NULL,
    closed_at {time},
    revision {int} NOT NULL CHECK (revision >= 0),
    created_at {time} NOT NULL
) {strict};
CREATE UNIQUE INDEX workload_issuers_issuer ON workload_issuers (issuer);

-- As which workload a version's clients may sign in: patterns by the names of claims, as JSON.
ALTER TABLE app_versions ADD COLUMN workload_issuer_id {uuid} REFERENCES workload_issuers (id);
ALTER TABLE app_versions ADD COLUMN workload_claims text
    CHECK ((workload_claims IS NULL) = (workload_issuer_id IS NULL));
CREATE INDEX app_versions_of_workload_issuer ON app_versions (workload_issuer_id, app_id)
    WHERE workload_issuer_id IS NOT NULL;

ALTER TABLE credentials ADD COLUMN workload_last_used_at {time};
ALTER TABLE credentials ADD COLUMN secret_retires_after_days {int} CHECK (secret_retires_after_days > 0);
CREATE INDEX credentials_retiring ON credentials (id)
    WHERE secret_retires_after_days IS NOT NULL AND deleted_at IS NULL;
