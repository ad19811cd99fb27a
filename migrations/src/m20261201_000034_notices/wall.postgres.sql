-- Notices of people of all organisations: no transaction of one tenant sees them.
ALTER TABLE notices ENABLE ROW LEVEL SECURITY;
ALTER TABLE notices FORCE ROW LEVEL SECURITY;
CREATE POLICY notices_of_platform ON notices USING (current_setting('grantry.tenant', true) = '*');
ALTER TABLE connection_endings ENABLE ROW LEVEL SECURITY;
ALTER TABLE connection_endings FORCE ROW LEVEL SECURITY;
CREATE POLICY connection_endings_of_tenant ON connection_endings USING (
    current_setting('grantry.tenant', true) = tenant_id::text
    OR current_setting('grantry.tenant', true) = '*');
