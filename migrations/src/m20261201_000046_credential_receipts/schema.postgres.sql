-- A receipt is about a connection and a version of its app, or about the tenant's own credentials.
ALTER TABLE receipts ALTER COLUMN connection_id DROP NOT NULL;
ALTER TABLE receipts ALTER COLUMN version DROP NOT NULL;
ALTER TABLE receipts ADD COLUMN credential_id uuid;
ALTER TABLE receipts ADD FOREIGN KEY (tenant_id, credential_id) REFERENCES credentials (tenant_id, id);
ALTER TABLE receipts ADD CHECK ((connection_id IS NULL) <> (credential_id IS NULL));
ALTER TABLE receipts ADD CHECK ((connection_id IS NULL) = (version IS NULL));
CREATE INDEX receipts_of_credential ON receipts (tenant_id, credential_id, id) WHERE credential_id IS NOT NULL;
