CREATE TABLE people (
    id {uuid} NOT NULL PRIMARY KEY,
    email text NOT NULL,
    name text NOT NULL,
    password_hash text,
    operator {bool} NOT NULL,
    created_at {time} NOT NULL
) {strict};
CREATE UNIQUE INDEX people_email ON people (email);

CREATE TABLE sessions (
    id {uuid} NOT NULL PRIMARY KEY,
    token_hash {bytes} NOT NULL,
    person_id {uuid} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    created_at {time} NOT NULL,
    last_seen_at {time} NOT NULL,
    expires_at {time} NOT NULL
) {strict};
CREATE UNIQUE INDEX sessions_token_hash ON sessions (token_hash);
CREATE INDEX sessions_of_person ON sessions (person_id, id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE publishers (
    id {uuid} NOT NULL PRIMARY KEY,
    name text NOT NULL,
    website text,
    verified {bool} NOT NULL,
    created_at {time} NOT NULL
) {strict};

CREATE TABLE publisher_members (
    publisher_id {uuid} NOT NULL REFERENCES publishers (id) ON DELETE CASCADE,
    person_id {uuid} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    role text NOT NULL CHECK (role IN ('owner', 'developer', 'viewer')),
    since {time} NOT NULL,
    CONSTRAINT publisher_members_publisher_id_person_id PRIMARY KEY (publisher_id, person_id)
) {strict};
CREATE INDEX publisher_members_of_person ON publisher_members (person_id, publisher_id);

-- A publisher's sandbox is the tenant whose sandbox_of is the publisher.
CREATE TABLE tenants (
    id {uuid} NOT NULL PRIMARY KEY,
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('live', 'sandbox')),
    sandbox_of {uuid} REFERENCES publishers (id),
    created_at {time} NOT NULL,
    CHECK ((kind = 'sandbox') = (sandbox_of IS NOT NULL))
) {strict};
CREATE UNIQUE INDEX tenants_sandbox_of ON tenants (sandbox_of);

-- A sandbox tenant has no rows here: its members are those of its publisher.
CREATE TABLE tenant_members (
    tenant_id {uuid} NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    person_id {uuid} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    role text NOT NULL CHECK (role IN ('owner', 'admin', 'viewer')),
    since {time} NOT NULL,
    CONSTRAINT tenant_members_tenant_id_person_id PRIMARY KEY (tenant_id, person_id)
) {strict};
CREATE INDEX tenant_members_of_person ON tenant_members (person_id, tenant_id);

CREATE TABLE invitations (
    id {uuid} NOT NULL PRIMARY KEY,
    token_hash {bytes} NOT NULL,
    email text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('operator', 'tenant', 'publisher')),
    tenant_id {uuid} REFERENCES tenants (id) ON DELETE CASCADE,
    publisher_id {uuid} REFERENCES publishers (id) ON DELETE CASCADE,
    role text,
    created_by {uuid} REFERENCES people (id),
    created_at {time} NOT NULL,
    expires_at {time} NOT NULL,
    accepted_at {time},
    CHECK ((kind = 'tenant') = (tenant_id IS NOT NULL)),
    CHECK ((kind = 'publisher') = (publisher_id IS NOT NULL)),
    CHECK ((kind = 'operator') = (role IS NULL))
) {strict};
CREATE UNIQUE INDEX invitations_token_hash ON invitations (token_hash);
CREATE INDEX invitations_of_tenant ON invitations (tenant_id, id DESC);
CREATE INDEX invitations_of_publisher ON invitations (publisher_id, id DESC);
