CREATE TABLE apps (
    id {uuid} NOT NULL PRIMARY KEY,
    publisher_id {uuid} NOT NULL REFERENCES publishers (id),
    name text NOT NULL,
    summary text NOT NULL,
    description text NOT NULL,
    logo_url text,
    website text,
    privacy_policy text,
    support_contact text NOT NULL,
    visibility text NOT NULL CHECK (visibility IN ('targeted', 'listed')),
    hand_over text NOT NULL CHECK (hand_over IN ('admin_shares', 'developer_collects', 'keyless')),
    state text NOT NULL CHECK (state IN ('draft', 'published', 'suspended')),
    latest_version {int} NOT NULL CHECK (latest_version >= 0),
    revision {int} NOT NULL CHECK (revision >= 0),
    created_at {time} NOT NULL,
    updated_at {time} NOT NULL,
    CHECK (state <> 'published' OR latest_version > 0)
) {strict};
CREATE UNIQUE INDEX apps_publisher_id_name ON apps (publisher_id, name);
CREATE INDEX apps_of_publisher ON apps (publisher_id, id DESC);
CREATE INDEX apps_on_show ON apps (visibility, state, id DESC);

CREATE TABLE app_versions (
    app_id {uuid} NOT NULL REFERENCES apps (id),
    number {int} NOT NULL CHECK (number > 0),
    note text NOT NULL,
    published_by {uuid} NOT NULL REFERENCES people (id),
    published_at {time} NOT NULL,
    CONSTRAINT app_versions_app_id_number PRIMARY KEY (app_id, number)
) {strict};

-- `position` keeps the developer's order.
CREATE TABLE app_version_scopes (
    app_id {uuid} NOT NULL,
    number {int} NOT NULL,
    name text NOT NULL REFERENCES scopes (name),
    required {bool} NOT NULL,
    reason text NOT NULL,
    position {int} NOT NULL,
    CONSTRAINT app_version_scopes_app_id_number_name PRIMARY KEY (app_id, number, name),
    FOREIGN KEY (app_id, number) REFERENCES app_versions (app_id, number)
) {strict};
CREATE INDEX app_version_scopes_by_name ON app_version_scopes (name);

CREATE TABLE targets (
    app_id {uuid} NOT NULL REFERENCES apps (id),
    tenant_id {uuid} NOT NULL REFERENCES tenants (id),
    created_by {uuid} NOT NULL REFERENCES people (id),
    created_at {time} NOT NULL,
    CONSTRAINT targets_app_id_tenant_id PRIMARY KEY (app_id, tenant_id)
) {strict};
CREATE INDEX targets_of_tenant ON targets (tenant_id, app_id DESC);
