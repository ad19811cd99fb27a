-- Many hear of an event in groups, each in a transaction of its own. `place`: behind which tenant or connection the next
-- group begins; none where no group has heard yet.
ALTER TABLE outbox ADD COLUMN place {uuid};
-- Whoever hears of an event hears of it once in each of their roles, though a group is begun again.
CREATE UNIQUE INDEX notices_entry_id_person_id_read_as ON notices (entry_id, person_id, read_as);

-- Kept in the transaction of each change of a member: how many owners a live tenant has. Tenants without one are few, and
-- are found without reading the others.
ALTER TABLE tenants ADD COLUMN owners {int} NOT NULL DEFAULT 0;
CREATE INDEX tenants_without_owner ON tenants (created_at) WHERE kind = 'live' AND owners = 0;
