ALTER TABLE secret_links ENABLE ROW LEVEL SECURITY;
ALTER TABLE secret_links FORCE ROW LEVEL SECURITY;
CREATE POLICY secret_links_of_tenant ON secret_links USING (
    current_setting('grantry.tenant', true) = tenant_id::text
    OR current_setting('grantry.tenant', true) = '*');
