CREATE TRIGGER connections_counted_in AFTER INSERT ON connections BEGIN
    INSERT INTO app_counts (app_id, decided, connected)
        VALUES (NEW.app_id, 1, NEW.state IN ('active', 'paused'))
        ON CONFLICT (app_id) DO UPDATE SET decided = decided + 1, connected = connected + excluded.connected;
    INSERT INTO tenant_counts (tenant_id, decided, connected)
        VALUES (NEW.tenant_id, 1, NEW.state IN ('active', 'paused'))
        ON CONFLICT (tenant_id) DO UPDATE SET decided = decided + 1, connected = connected + excluded.connected;
END;
CREATE TRIGGER connections_counted_again AFTER UPDATE OF state ON connections
WHEN (OLD.state IN ('active', 'paused')) <> (NEW.state IN ('active', 'paused')) BEGIN
    UPDATE app_counts SET connected = connected + CASE WHEN NEW.state IN ('active', 'paused') THEN 1 ELSE -1 END
        WHERE app_id = NEW.app_id;
    UPDATE tenant_counts SET connected = connected + CASE WHEN NEW.state IN ('active', 'paused') THEN 1 ELSE -1 END
        WHERE tenant_id = NEW.tenant_id;
END;
CREATE TRIGGER connections_counted_out AFTER DELETE ON connections BEGIN
    UPDATE app_counts SET decided = decided - 1, connected = connected - (OLD.state IN ('active', 'paused'))
        WHERE app_id = OLD.app_id;
    UPDATE tenant_counts SET decided = decided - 1, connected = connected - (OLD.state IN ('active', 'paused'))
        WHERE tenant_id = OLD.tenant_id;
END;
