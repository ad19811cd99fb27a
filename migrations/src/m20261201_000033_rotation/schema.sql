-- The network address of a secret's last use. `notice_at`: when the product looks at it next, for a warning or its end.
ALTER TABLE secrets ADD COLUMN last_used_from text;
ALTER TABLE secrets ADD COLUMN notice_at {time};
CREATE INDEX secrets_by_notice ON secrets (notice_at) WHERE notice_at IS NOT NULL;
-- After so many days secrets that are made now end by themselves.
ALTER TABLE tenants ADD COLUMN secret_days {int} CHECK (secret_days > 0);

-- One-time links to secrets. `sealed` opens with the link's token alone, of which `token_hash` is the SHA-256.
CREATE TABLE secret_links (
    tenant_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    credential_id {uuid} NOT NULL,
    secret_id {uuid} NOT NULL,
    token_hash {bytes} NOT NULL,
    sealed {bytes} NOT NULL,
    by_developer {bool} NOT NULL,
    created_by {uuid} NOT NULL REFERENCES people (id),
    created_at {time} NOT NULL,
    expires_at {time} NOT NULL,
    CONSTRAINT secret_links_tenant_id_id PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, credential_id) REFERENCES credentials (tenant_id, id),
    FOREIGN KEY (tenant_id, secret_id) REFERENCES secrets (tenant_id, id) ON DELETE CASCADE
) {strict};
CREATE UNIQUE INDEX secret_links_token_hash ON secret_links (token_hash);
CREATE INDEX secret_links_of_credential ON secret_links (tenant_id, credential_id, id DESC);
CREATE INDEX secret_links_of_secret ON secret_links (tenant_id, secret_id);
CREATE INDEX secret_links_by_expiry ON secret_links (expires_at);
