ALTER TABLE attempts ENABLE ROW LEVEL SECURITY;
ALTER TABLE attempts FORCE ROW LEVEL SECURITY;
CREATE POLICY attempts_of_tenant ON attempts USING (
    current_setting('grantry.tenant', true) = tenant_id::text
    OR current_setting('grantry.tenant', true) = '*');
ALTER TABLE former_secrets ENABLE ROW LEVEL SECURITY;
ALTER TABLE former_secrets FORCE ROW LEVEL SECURITY;
CREATE POLICY former_secrets_of_tenant ON former_secrets USING (
    current_setting('grantry.tenant', true) = tenant_id::text
    OR current_setting('grantry.tenant', true) = '*');
