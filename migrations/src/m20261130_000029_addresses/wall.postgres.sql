ALTER TABLE tenant_addresses ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant_addresses FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_addresses_of_tenant ON tenant_addresses USING (
    current_setting('grantry.tenant', true) = tenant_id::text
    OR current_setting('grantry.tenant', true) = '*');
