-- When a tenant or a developer paused a connection, who of them it was and why: a row for each of theirs among
-- `connections.pauses`. None where the connection was paused before this table, and its history does not tell.
CREATE TABLE connection_stops (
    tenant_id {uuid} NOT NULL,
    connection_id {uuid} NOT NULL,
    stopped_by text NOT NULL CHECK (stopped_by IN ('tenant', 'developer')),
    stopped_at {time} NOT NULL,
    person_id {uuid} REFERENCES people (id),
    reason text,
    CONSTRAINT connection_stops_tenant_id_connection_id_stopped_by
        PRIMARY KEY (tenant_id, connection_id, stopped_by),
    FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id)
) {strict};
CREATE INDEX connection_stops_of_connection ON connection_stops (connection_id);

-- Why the platform holds an app, for as long as it is suspended.
CREATE TABLE app_suspensions (
    app_id {uuid} NOT NULL PRIMARY KEY REFERENCES apps (id),
    suspended_at {time} NOT NULL,
    person_id {uuid} REFERENCES people (id),
    reason text NOT NULL
) {strict};
