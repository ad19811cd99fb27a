-- Every tenant has a host: its slug is its id in hexadecimal, so that the load knows it.
BEGIN;
UPDATE tenants SET slug = lower(hex(id));
INSERT INTO tenant_addresses (slug, tenant_id, since) SELECT slug, id, created_at FROM tenants;
COMMIT;
ANALYZE tenant_addresses;
