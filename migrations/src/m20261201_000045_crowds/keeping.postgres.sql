CREATE FUNCTION count_owners() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.role = 'owner' THEN
        UPDATE tenants SET owners = owners - 1 WHERE id = OLD.tenant_id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.role = 'owner' THEN
        UPDATE tenants SET owners = owners + 1 WHERE id = NEW.tenant_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER owners_counted AFTER INSERT OR DELETE OR UPDATE OF role ON tenant_members
    FOR EACH ROW EXECUTE FUNCTION count_owners();
