-- The signed receipts of a tenant's decisions. A row is never changed.
CREATE TABLE receipts (
    tenant_id {uuid} NOT NULL REFERENCES tenants (id),
    id {uuid} NOT NULL,
    connection_id {uuid} NOT NULL,
    decision text NOT NULL,
    version {int} NOT NULL CHECK (version > 0),
    person_id {uuid} NOT NULL REFERENCES people (id),
    person_name text NOT NULL,
    decided_at {time} NOT NULL,
    jws text NOT NULL,
    CONSTRAINT receipts_tenant_id_id PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id)
) {strict};
CREATE INDEX receipts_of_connection ON receipts (tenant_id, connection_id, id);

-- Members who ask their admins for an app, until one of them decides.
CREATE TABLE app_requests (
    tenant_id {uuid} NOT NULL REFERENCES tenants (id),
    app_id {uuid} NOT NULL REFERENCES apps (id),
    person_id {uuid} NOT NULL REFERENCES people (id),
    reason text NOT NULL,
    asked_at {time} NOT NULL,
    CONSTRAINT app_requests_tenant_id_app_id_person_id PRIMARY KEY (tenant_id, app_id, person_id)
) {strict};
