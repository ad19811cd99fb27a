-- What the histories know of what is stopped now. Others' entries in a tenant's history name no app.
INSERT INTO app_suspensions (app_id, suspended_at, person_id, reason)
SELECT apps.id, entry.at, (SELECT people.id FROM people WHERE people.id = entry.actor_id), COALESCE(entry.detail, '')
FROM apps JOIN audit_entries entry ON entry.app_id = apps.id
WHERE apps.state = 'suspended' AND entry.chain = 'platform' AND entry.action = 'app.suspended'
    AND entry.position = (
        SELECT MAX(other.position) FROM audit_entries other
        WHERE other.app_id = apps.id AND other.chain = 'platform' AND other.action = 'app.suspended');

INSERT INTO connection_stops (tenant_id, connection_id, stopped_by, stopped_at, person_id, reason)
SELECT connections.tenant_id, connections.id, 'tenant', entry.at,
    (SELECT people.id FROM people WHERE people.id = entry.actor_id), NULL
FROM connections JOIN audit_entries entry ON entry.connection_id = connections.id
WHERE ' ' || connections.pauses || ' ' LIKE '% tenant %'
    AND entry.tenant_id = connections.tenant_id AND entry.action = 'connection.paused' AND entry.app_id IS NOT NULL
    AND entry.position = (
        SELECT MAX(other.position) FROM audit_entries other
        WHERE other.connection_id = connections.id AND other.tenant_id = connections.tenant_id
            AND other.action = 'connection.paused' AND other.app_id IS NOT NULL);

INSERT INTO connection_stops (tenant_id, connection_id, stopped_by, stopped_at, person_id, reason)
SELECT connections.tenant_id, connections.id, 'developer', entry.at,
    (SELECT people.id FROM people WHERE people.id = entry.actor_id), NULL
FROM connections JOIN audit_entries entry ON entry.connection_id = connections.id
WHERE ' ' || connections.pauses || ' ' LIKE '% developer %'
    AND entry.tenant_id IS NULL AND entry.action = 'connection.paused'
    AND entry.position = (
        SELECT MAX(other.position) FROM audit_entries other
        WHERE other.connection_id = connections.id AND other.tenant_id IS NULL
            AND other.action = 'connection.paused');
