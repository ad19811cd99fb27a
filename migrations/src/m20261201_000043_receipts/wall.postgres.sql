ALTER TABLE receipts ENABLE ROW LEVEL SECURITY;
ALTER TABLE receipts FORCE ROW LEVEL SECURITY;
CREATE POLICY receipts_of_tenant ON receipts USING (
    current_setting('grantry.tenant', true) = tenant_id::text
    OR current_setting('grantry.tenant', true) = '*');
ALTER TABLE app_requests ENABLE ROW LEVEL SECURITY;
ALTER TABLE app_requests FORCE ROW LEVEL SECURITY;
CREATE POLICY app_requests_of_tenant ON app_requests USING (
    current_setting('grantry.tenant', true) = tenant_id::text
    OR current_setting('grantry.tenant', true) = '*');
