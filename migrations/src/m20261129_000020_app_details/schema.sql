-- Details that admins read: how often they have changed, what each change was, and up to where a tenant has seen them.
ALTER TABLE apps ADD COLUMN details_revision {int} NOT NULL DEFAULT 1 CHECK (details_revision > 0);
ALTER TABLE connections ADD COLUMN details_seen {int} NOT NULL DEFAULT 1 CHECK (details_seen > 0);
CREATE TABLE app_detail_changes (
    app_id {uuid} NOT NULL REFERENCES apps (id),
    revision {int} NOT NULL CHECK (revision > 1),
    detail text NOT NULL,
    before text NOT NULL,
    after text NOT NULL,
    at {time} NOT NULL,
    CONSTRAINT app_detail_changes_app_id_detail_revision PRIMARY KEY (app_id, detail, revision)
) {strict};
-- A publisher whose apps a tenant does not want to see.
CREATE TABLE blocked_publishers (
    tenant_id {uuid} NOT NULL REFERENCES tenants (id),
    publisher_id {uuid} NOT NULL REFERENCES publishers (id),
    reason text NOT NULL,
    blocked_by {uuid} NOT NULL REFERENCES people (id),
    blocked_at {time} NOT NULL,
    CONSTRAINT blocked_publishers_tenant_id_publisher_id PRIMARY KEY (tenant_id, publisher_id)
) {strict};
