INSERT INTO change_log (id, epoch) VALUES (1, randomblob(16));

-- A database that went back gives the same numbers to other changes, and never the same marks. SQLite adds no column
-- whose default is an expression.
CREATE TABLE marked_changes (
    sequence integer PRIMARY KEY AUTOINCREMENT,
    tenant_id blob,
    credential_id blob,
    connection_id blob,
    at text NOT NULL,
    jti text,
    mark blob NOT NULL DEFAULT (randomblob(16))
) STRICT;
-- The log's beginning, so that every place in it is a row.
INSERT INTO marked_changes (sequence, at) VALUES (0, '1970-01-01T00:00:00+00:00');
INSERT INTO marked_changes (sequence, tenant_id, credential_id, connection_id, at, jti)
    SELECT sequence, tenant_id, credential_id, connection_id, at, jti FROM changes ORDER BY sequence;
DROP TABLE changes;
ALTER TABLE marked_changes RENAME TO changes;
CREATE INDEX changes_by_time ON changes (at);
