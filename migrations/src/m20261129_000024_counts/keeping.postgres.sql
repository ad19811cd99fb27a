-- Always the app before the tenant: two transactions never wait for each other.
CREATE FUNCTION count_connection(app uuid, tenant uuid, more_decided bigint, more_connected bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO app_counts AS kept (app_id, decided, connected) VALUES (app, more_decided, more_connected)
        ON CONFLICT (app_id) DO UPDATE
        SET decided = kept.decided + more_decided, connected = kept.connected + more_connected;
    INSERT INTO tenant_counts AS kept (tenant_id, decided, connected) VALUES (tenant, more_decided, more_connected)
        ON CONFLICT (tenant_id) DO UPDATE
        SET decided = kept.decided + more_decided, connected = kept.connected + more_connected;
END $$;

CREATE FUNCTION count_connections() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was bigint := 0;
    is_now bigint := 0;
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.state IN ('active', 'paused') THEN was := 1; END IF;
    IF TG_OP <> 'DELETE' AND NEW.state IN ('active', 'paused') THEN is_now := 1; END IF;
    IF TG_OP = 'INSERT' THEN
        PERFORM count_connection(NEW.app_id, NEW.tenant_id, 1, is_now);
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM count_connection(OLD.app_id, OLD.tenant_id, -1, -was);
    ELSIF was <> is_now THEN
        PERFORM count_connection(NEW.app_id, NEW.tenant_id, 0, is_now - was);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER connections_counted AFTER INSERT OR DELETE OR UPDATE OF state ON connections
    FOR EACH ROW EXECUTE FUNCTION count_connections();

ALTER TABLE tenant_counts ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant_counts FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_counts_of_tenant ON tenant_counts USING (
    current_setting('grantry.tenant', true) = tenant_id::text
    OR current_setting('grantry.tenant', true) = '*');
