-- Few tenants are sandboxes. By an index of all tenants, SQLite takes each search for one that finds many of them, and
-- reads the whole table.
DROP INDEX tenants_sandbox_of;
CREATE UNIQUE INDEX tenants_sandbox_of ON tenants (sandbox_of) WHERE sandbox_of IS NOT NULL;
