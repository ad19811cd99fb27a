-- The newest version that the connection's admin has answered and not taken up; 0 where there is none.
ALTER TABLE connections ADD COLUMN left_version {int} NOT NULL DEFAULT 0 CHECK (left_version >= 0);

-- What a connection's admin said last about a scope that a newer version asked for.
CREATE TABLE scope_answers (
    tenant_id {uuid} NOT NULL,
    connection_id {uuid} NOT NULL,
    name text NOT NULL REFERENCES scopes (name),
    answer text NOT NULL CHECK (answer IN ('grant', 'not_now', 'never')),
    version {int} NOT NULL CHECK (version > 0),
    answered_by {uuid} NOT NULL REFERENCES people (id),
    answered_at {time} NOT NULL,
    CONSTRAINT scope_answers_tenant_id_connection_id_name PRIMARY KEY (tenant_id, connection_id, name),
    FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id)
) {strict};
CREATE INDEX scope_answers_of_connection ON scope_answers (connection_id);

-- The newest version whose review an admin of the connection's tenant has opened, and when they were last reminded.
CREATE TABLE update_reviews (
    tenant_id {uuid} NOT NULL,
    connection_id {uuid} NOT NULL,
    seen_version {int} NOT NULL CHECK (seen_version >= 0),
    seen_at {time},
    reminded_at {time},
    CONSTRAINT update_reviews_tenant_id_connection_id PRIMARY KEY (tenant_id, connection_id),
    FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id)
) {strict};
CREATE INDEX update_reviews_of_connection ON update_reviews (connection_id);

-- The next version of an app while its developers write it: what it asks for, as JSON.
CREATE TABLE app_drafts (
    app_id {uuid} NOT NULL PRIMARY KEY REFERENCES apps (id),
    content text NOT NULL,
    revision {int} NOT NULL CHECK (revision > 0),
    saved_by {uuid} NOT NULL REFERENCES people (id),
    saved_at {time} NOT NULL
) {strict};
