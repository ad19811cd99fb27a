ALTER TABLE connection_stops ENABLE ROW LEVEL SECURITY;
ALTER TABLE connection_stops FORCE ROW LEVEL SECURITY;
CREATE POLICY connection_stops_of_tenant ON connection_stops USING (
    current_setting('grantry.tenant', true) = tenant_id::text
    OR current_setting('grantry.tenant', true) = '*');
-- What follows reads the rows of all tenants, in this transaction alone.
SELECT set_config('grantry.tenant', '*', true);
