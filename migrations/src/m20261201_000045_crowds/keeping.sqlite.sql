CREATE TRIGGER owners_counted_in AFTER INSERT ON tenant_members WHEN NEW.role = 'owner' BEGIN
    UPDATE tenants SET owners = owners + 1 WHERE id = NEW.tenant_id;
END;
CREATE TRIGGER owners_counted_again AFTER UPDATE OF role ON tenant_members
WHEN (OLD.role = 'owner') <> (NEW.role = 'owner') BEGIN
    UPDATE tenants SET owners = owners + CASE WHEN NEW.role = 'owner' THEN 1 ELSE -1 END WHERE id = NEW.tenant_id;
END;
CREATE TRIGGER owners_counted_out AFTER DELETE ON tenant_members WHEN OLD.role = 'owner' BEGIN
    UPDATE tenants SET owners = owners - 1 WHERE id = OLD.tenant_id;
END;
