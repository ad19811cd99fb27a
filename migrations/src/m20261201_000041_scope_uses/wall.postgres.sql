ALTER TABLE scope_uses ENABLE ROW LEVEL SECURITY;
ALTER TABLE scope_uses FORCE ROW LEVEL SECURITY;
CREATE POLICY scope_uses_of_tenant ON scope_uses USING (
    current_setting('grantry.tenant', true) = tenant_id::text
    OR current_setting('grantry.tenant', true) = '*');
-- What follows reads the rows of all tenants, in this transaction alone.
SELECT set_config('grantry.tenant', '*', true);
