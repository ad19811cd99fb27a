-- Uses of what is granted already are counted from now on.
INSERT INTO scope_uses (tenant_id, credential_id, scope, counted_since)
SELECT credentials.tenant_id, credentials.id, connection_scopes.name, date_trunc('milliseconds', now())
FROM credentials JOIN connection_scopes
    ON connection_scopes.tenant_id = credentials.tenant_id
    AND connection_scopes.connection_id = credentials.connection_id
WHERE credentials.deleted_at IS NULL;

INSERT INTO scope_uses (tenant_id, credential_id, scope, counted_since)
SELECT DISTINCT credentials.tenant_id, credentials.id, held.name, date_trunc('milliseconds', now())
FROM credentials CROSS JOIN LATERAL unnest(string_to_array(credentials.scopes, ' ')) AS held (name)
WHERE credentials.deleted_at IS NULL AND held.name <> '';

INSERT INTO scope_uses (tenant_id, credential_id, scope, counted_since)
SELECT tenant_id, id, '', date_trunc('milliseconds', now()) FROM credentials WHERE deleted_at IS NULL;
