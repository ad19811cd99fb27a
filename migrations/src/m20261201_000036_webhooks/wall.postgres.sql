-- What publishers have is behind no wall, as their apps are not: whoever writes a tenant's history must see that a
-- publisher hears of it.
ALTER TABLE webhooks ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhooks FORCE ROW LEVEL SECURITY;
CREATE POLICY webhooks_of_tenant ON webhooks USING (
    tenant_id IS NULL
    OR current_setting('grantry.tenant', true) = tenant_id::text
    OR current_setting('grantry.tenant', true) = '*');
ALTER TABLE webhook_secrets ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhook_secrets FORCE ROW LEVEL SECURITY;
CREATE POLICY webhook_secrets_of_tenant ON webhook_secrets USING (
    tenant_id IS NULL
    OR current_setting('grantry.tenant', true) = tenant_id::text
    OR current_setting('grantry.tenant', true) = '*');
ALTER TABLE webhook_deliveries ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhook_deliveries FORCE ROW LEVEL SECURITY;
CREATE POLICY webhook_deliveries_of_tenant ON webhook_deliveries USING (
    tenant_id IS NULL
    OR current_setting('grantry.tenant', true) = tenant_id::text
    OR current_setting('grantry.tenant', true) = '*');
