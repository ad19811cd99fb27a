UPDATE tenants SET owners = found.owners FROM
    (SELECT tenant_id, COUNT(*) AS owners FROM tenant_members WHERE role = 'owner' GROUP BY tenant_id) AS found
    WHERE found.tenant_id = tenants.id;
