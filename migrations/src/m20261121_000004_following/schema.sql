-- Nodes look clients up across tenants, in the change log's order: without these each look-up reads a whole table.
CREATE INDEX credentials_by_connection ON credentials (connection_id);
CREATE INDEX secrets_by_credential ON secrets (credential_id);
CREATE INDEX connection_scopes_by_connection ON connection_scopes (connection_id);
