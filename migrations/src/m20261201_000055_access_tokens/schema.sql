-- Personal access tokens. Each has a session of the same id: it has the token's hash, its end and its latest use, and what
-- asks for a session asks for it too. It ends with its token, and a token with it.
ALTER TABLE sessions ADD COLUMN access_token {bool} NOT NULL DEFAULT FALSE;

CREATE TABLE access_tokens (
    id {uuid} NOT NULL PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 1000),
    scopes text NOT NULL CHECK (length(scopes) > 0),
    networks text NOT NULL,
    last_four text NOT NULL CHECK (length(last_four) = 4)
) {strict};
