-- A receipt is about a connection and a version of its app, or about the tenant's own credentials.
-- SQLite drops no NOT NULL: another table takes the place of the one before.
CREATE TABLE next_receipts (
    tenant_id blob NOT NULL REFERENCES tenants (id),
    id blob NOT NULL,
    connection_id blob,
    decision text NOT NULL,
    version integer CHECK (version > 0),
    person_id blob NOT NULL REFERENCES people (id),
    person_name text NOT NULL,
    decided_at text NOT NULL,
    jws text NOT NULL,
    credential_id blob,
    CONSTRAINT receipts_tenant_id_id PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id),
    FOREIGN KEY (tenant_id, credential_id) REFERENCES credentials (tenant_id, id),
    CHECK ((connection_id IS NULL) <> (credential_id IS NULL)),
    CHECK ((connection_id IS NULL) = (version IS NULL))
) STRICT;
INSERT INTO next_receipts
    SELECT tenant_id, id, connection_id, decision, version, person_id, person_name, decided_at, jws, NULL
    FROM receipts;
DROP TABLE receipts;
ALTER TABLE next_receipts RENAME TO receipts;
CREATE INDEX receipts_of_connection ON receipts (tenant_id, connection_id, id);
CREATE INDEX receipts_of_credential ON receipts (tenant_id, credential_id, id) WHERE credential_id IS NOT NULL;
