CREATE FUNCTION refuse_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_append_only();

-- The second wall around a tenant's rows: without a tenant in the transaction there is nothing to see, with one
-- only its own rows, with '*' all. FORCE binds the owner of the tables too; superusers alone are exempt.
DO $$
DECLARE walled text;
BEGIN
    FOREACH walled IN ARRAY ARRAY['tenant_members', 'targets', 'connections', 'connection_scopes',
                                  'credentials', 'secrets', 'changes', 'audit_entries', 'audit_heads']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', walled);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', walled);
        EXECUTE format('CREATE POLICY %I ON %I USING (
            current_setting(''grantry.tenant'', true) = tenant_id::text
            OR current_setting(''grantry.tenant'', true) = ''*'')', walled || '_of_tenant', walled);
    END LOOP;
END $$;
