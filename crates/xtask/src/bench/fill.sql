-- Copies the demo's connection {connections} times: each of ten apps at each of {tenants} tenants, every copy with its
-- credential, its secret and its scopes. Whole rows are copied, so that a new column is copied too. The copies' clients
-- go to standard output, a line each: tenant and client, in hexadecimal.
PRAGMA foreign_keys = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -400000;
PRAGMA temp_store = MEMORY;

BEGIN;
CREATE TEMP TABLE original AS
    SELECT c.tenant_id, c.id AS connection_id, c.app_id, k.id AS credential_id
    FROM connections c JOIN credentials k ON k.connection_id = c.id
    WHERE lower(hex(k.id)) = '{credential}';

-- Ids in order of time, as a server makes them: three bytes of the original's, three that count, ten of its own.
CREATE TEMP TABLE numbers AS
    WITH RECURSIVE count(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM count WHERE n + 1 < {connections}),
        bytes(b) AS (SELECT x'{bytes}')
    SELECT n, CAST(substr(credential_id, 1, 3) || substr(b, 1 + (n >> 16), 1) || substr(b, 1 + ((n >> 8) & 255), 1)
        || substr(b, 1 + (n & 255), 1) || substr(credential_id, 7, 3) || randomblob(7) AS BLOB) AS id
    FROM count, bytes, original;
CREATE UNIQUE INDEX temp.numbers_n ON numbers (n);

CREATE TEMP TABLE copy AS SELECT t.* FROM numbers JOIN tenants t ON t.id = (SELECT tenant_id FROM original)
    WHERE n < {tenants} ORDER BY n;
-- A name has what is in every name, in one of ten, in one of a hundred, and in this one alone.
UPDATE copy SET id = (SELECT id FROM numbers WHERE n = copy.rowid - 1),
    name = printf('Tenant %06d t%d h%02d', rowid, rowid % 10, rowid % 100);
INSERT INTO tenants SELECT * FROM copy;
DROP TABLE copy;

CREATE TEMP TABLE copy AS SELECT a.* FROM numbers JOIN apps a ON a.id = (SELECT app_id FROM original) WHERE n < 10 ORDER BY n;
UPDATE copy SET id = (SELECT id FROM numbers WHERE n = copy.rowid - 1), name = 'App ' || rowid;
INSERT INTO apps SELECT * FROM copy;
DROP TABLE copy;

CREATE TEMP TABLE copy AS SELECT v.* FROM numbers JOIN app_versions v ON v.app_id = (SELECT app_id FROM original)
    WHERE n < 10 ORDER BY v.number, n;
UPDATE copy SET app_id = (SELECT id FROM numbers WHERE n = (copy.rowid - 1) % 10);
INSERT INTO app_versions SELECT * FROM copy;
DROP TABLE copy;

CREATE TEMP TABLE copy AS SELECT v.* FROM numbers JOIN app_version_scopes v ON v.app_id = (SELECT app_id FROM original)
    WHERE n < 10 ORDER BY v.number, v.name, n;
UPDATE copy SET app_id = (SELECT id FROM numbers WHERE n = (copy.rowid - 1) % 10);
INSERT INTO app_version_scopes SELECT * FROM copy;
DROP TABLE copy;

CREATE TEMP TABLE copy AS SELECT c.* FROM numbers JOIN connections c ON c.id = (SELECT connection_id FROM original) ORDER BY n;
UPDATE copy SET id = (SELECT id FROM numbers WHERE n = copy.rowid - 1),
    app_id = (SELECT id FROM numbers WHERE n = (copy.rowid - 1) % 10),
    tenant_id = (SELECT id FROM numbers WHERE n = (copy.rowid - 1) / 10);
INSERT INTO connections SELECT * FROM copy;
DROP TABLE copy;

CREATE TEMP TABLE copy AS SELECT s.* FROM (SELECT name AS scope FROM connection_scopes
        WHERE connection_id = (SELECT connection_id FROM original)) held
    CROSS JOIN numbers JOIN connection_scopes s ON s.connection_id = (SELECT connection_id FROM original) AND s.name = scope
    ORDER BY scope, n;
UPDATE copy SET connection_id = (SELECT id FROM numbers WHERE n = (copy.rowid - 1) % {connections}),
    tenant_id = (SELECT id FROM numbers WHERE n = (copy.rowid - 1) % {connections} / 10);
INSERT INTO connection_scopes SELECT * FROM copy ORDER BY tenant_id, connection_id;
DROP TABLE copy;

CREATE TEMP TABLE copy AS SELECT k.* FROM numbers JOIN credentials k ON k.id = (SELECT credential_id FROM original) ORDER BY n;
UPDATE copy SET id = (SELECT id FROM numbers WHERE n = copy.rowid - 1),
    connection_id = (SELECT id FROM numbers WHERE n = copy.rowid - 1),
    tenant_id = (SELECT id FROM numbers WHERE n = (copy.rowid - 1) / 10);
INSERT INTO credentials SELECT * FROM copy;
SELECT lower(hex(tenant_id)) || ' ' || lower(hex(id)) FROM copy;
DROP TABLE copy;

CREATE TEMP TABLE copy AS SELECT s.* FROM numbers JOIN secrets s ON s.credential_id = (SELECT credential_id FROM original) ORDER BY n;
UPDATE copy SET id = (SELECT id FROM numbers WHERE n = copy.rowid - 1),
    credential_id = (SELECT id FROM numbers WHERE n = copy.rowid - 1),
    tenant_id = (SELECT id FROM numbers WHERE n = (copy.rowid - 1) / 10);
INSERT INTO secrets SELECT * FROM copy;
DROP TABLE copy;

-- The first app is offered to every tenant.
INSERT OR IGNORE INTO targets SELECT (SELECT id FROM numbers WHERE n = 0), m.id, t.created_by, t.created_at
    FROM numbers m JOIN (SELECT * FROM targets LIMIT 1) t WHERE m.n < {tenants};

-- One entry for each connection in the publisher's history, and in the platform's. Their hashes do not hold: no one
-- computes them here.
CREATE TEMP TABLE told AS
    SELECT e.*, 0 AS n FROM audit_entries e WHERE e.chain LIKE 'pub\_%' ESCAPE '\' AND e.app_id IS NOT NULL
    AND EXISTS (SELECT 1 FROM original JOIN apps ON apps.id = original.app_id WHERE e.app_id = apps.id) LIMIT 1;
CREATE TEMP TABLE copy AS SELECT told.* FROM numbers JOIN told ORDER BY numbers.n;
UPDATE copy SET n = copy.rowid - 1, position = 100000000 + copy.rowid, object_name = 'App ' || ((copy.rowid - 1) % 10 + 1),
    id = (SELECT CAST(substr(id, 1, 9) || randomblob(7) AS BLOB) FROM numbers WHERE n = copy.rowid - 1),
    app_id = (SELECT id FROM numbers WHERE n = (copy.rowid - 1) % 10),
    connection_id = (SELECT id FROM numbers WHERE n = copy.rowid - 1), detail = 'At Tenant ' || ((copy.rowid - 1) / 10 + 1);
ALTER TABLE copy DROP COLUMN n;
INSERT INTO audit_entries SELECT * FROM copy;
UPDATE audit_heads SET position = 100000000 + {connections} WHERE chain = (SELECT chain FROM told);
DROP TABLE copy;

CREATE TEMP TABLE copy AS SELECT e.* FROM numbers JOIN (SELECT * FROM audit_entries WHERE chain = 'platform' LIMIT 1) e
    ORDER BY numbers.n;
UPDATE copy SET position = 100000000 + copy.rowid, object_name = 'Tenant ' || copy.rowid,
    id = (SELECT CAST(substr(id, 1, 9) || randomblob(7) AS BLOB) FROM numbers WHERE n = copy.rowid - 1);
INSERT INTO audit_entries SELECT * FROM copy;
UPDATE audit_heads SET position = 100000000 + {connections} WHERE chain = 'platform';
DROP TABLE copy;

-- `grantry migrate` makes the texts that searches look in.
UPDATE search_revision SET revision = 0;
COMMIT;
ANALYZE;
