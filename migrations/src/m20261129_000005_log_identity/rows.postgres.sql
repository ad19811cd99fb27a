INSERT INTO change_log (id, epoch) VALUES (1, gen_random_uuid());

-- A database that went back gives the same numbers to other changes, and never the same marks.
ALTER TABLE changes ADD COLUMN mark uuid NOT NULL DEFAULT gen_random_uuid();

-- The log's beginning, so that every place in it is a row. The policy of `changes` asks who writes.
SELECT set_config('grantry.tenant', '*', true);
INSERT INTO changes (sequence, at) OVERRIDING SYSTEM VALUE VALUES (0, '1970-01-01T00:00:00Z');
