CREATE TABLE apis (
    id {uuid} NOT NULL PRIMARY KEY,
    identifier text NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    docs_url text,
    token_lifetime {int} NOT NULL CHECK (token_lifetime > 0),
    created_at {time} NOT NULL
) {strict};
CREATE UNIQUE INDEX apis_identifier ON apis (identifier);

CREATE TABLE scopes (
    name text NOT NULL,
    api_id {uuid} NOT NULL REFERENCES apis (id),
    title text NOT NULL,
    sentence text NOT NULL,
    action text NOT NULL CHECK (action IN ('read', 'change', 'delete')),
    sensitivity text NOT NULL CHECK (sensitivity IN ('normal', 'sensitive', 'critical')),
    state text NOT NULL CHECK (state IN ('active', 'deprecated')),
    created_at {time} NOT NULL,
    CONSTRAINT scopes_name PRIMARY KEY (name)
) {strict};
CREATE INDEX scopes_of_api ON scopes (api_id, name);
