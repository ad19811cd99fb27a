-- What nodes and commands have to tell each other about the whole: `public_url`, where nodes serve.
CREATE TABLE installation (
    name text NOT NULL PRIMARY KEY,
    value text NOT NULL
) {strict};
