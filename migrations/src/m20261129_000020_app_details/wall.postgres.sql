ALTER TABLE blocked_publishers ENABLE ROW LEVEL SECURITY;
ALTER TABLE blocked_publishers FORCE ROW LEVEL SECURITY;
CREATE POLICY blocked_publishers_of_tenant ON blocked_publishers USING (
    current_setting('grantry.tenant', true) = tenant_id::text
    OR current_setting('grantry.tenant', true) = '*');
