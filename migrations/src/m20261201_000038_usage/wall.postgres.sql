ALTER TABLE usage_hours ENABLE ROW LEVEL SECURITY;
ALTER TABLE usage_hours FORCE ROW LEVEL SECURITY;
CREATE POLICY usage_hours_of_tenant ON usage_hours USING (
    current_setting('grantry.tenant', true) = tenant_id::text
    OR current_setting('grantry.tenant', true) = '*');
