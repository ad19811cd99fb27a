-- The slugs of tenants: `tenants` has the one of now, this table each that a tenant ever had. A slug is never given to
-- another tenant: partners' code sends secrets to its host. The path of a tenant's issuer needs no row.
CREATE TABLE tenant_addresses (
    slug text NOT NULL,
    tenant_id {uuid} NOT NULL REFERENCES tenants (id),
    since {time} NOT NULL,
    closes_at {time},
    CONSTRAINT tenant_addresses_slug PRIMARY KEY (slug)
) {strict};
CREATE INDEX tenant_addresses_of_tenant ON tenant_addresses (tenant_id, since);
ALTER TABLE tenants ADD COLUMN slug text;
ALTER TABLE tenants ADD COLUMN path_closes_at {time};
