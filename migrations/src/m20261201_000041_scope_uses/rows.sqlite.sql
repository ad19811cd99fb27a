-- Uses of what is granted already are counted from now on.
INSERT INTO scope_uses (tenant_id, credential_id, scope, counted_since)
SELECT credentials.tenant_id, credentials.id, connection_scopes.name, strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now')
FROM credentials JOIN connection_scopes
    ON connection_scopes.tenant_id = credentials.tenant_id
    AND connection_scopes.connection_id = credentials.connection_id
WHERE credentials.deleted_at IS NULL;

WITH RECURSIVE held (tenant_id, id, name, rest) AS (
    SELECT tenant_id, id, '', scopes || ' ' FROM credentials WHERE deleted_at IS NULL AND scopes IS NOT NULL
    UNION ALL
    SELECT tenant_id, id, substr(rest, 1, instr(rest, ' ') - 1), substr(rest, instr(rest, ' ') + 1)
    FROM held WHERE rest <> ''
)
INSERT INTO scope_uses (tenant_id, credential_id, scope, counted_since)
SELECT DISTINCT tenant_id, id, name, strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now') FROM held WHERE name <> '';

INSERT INTO scope_uses (tenant_id, credential_id, scope, counted_since)
SELECT tenant_id, id, '', strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now') FROM credentials WHERE deleted_at IS NULL;
