-- Where the OpenAPI document of an API comes from, and how it is shown. `servers` and `problems` are JSON. `fetch_due`: when
-- it is fetched next; a row of the outbox that comes before then is late, and fetches nothing.
CREATE TABLE api_document_sources (
    api_id {uuid} NOT NULL PRIMARY KEY REFERENCES apis (id) ON DELETE CASCADE,
    url text,
    servers text NOT NULL,
    relay {bool} NOT NULL,
    fetched_at {time},
    fetch_due {time},
    problem text,
    problems text NOT NULL,
    revision {int} NOT NULL CHECK (revision > 0)
) {strict};
-- `scopes`: the names in it, as JSON. Without `url` a person uploaded it.
CREATE TABLE api_document_versions (
    api_id {uuid} NOT NULL REFERENCES apis (id) ON DELETE CASCADE,
    number {int} NOT NULL CHECK (number > 0),
    sha256 text NOT NULL CHECK (length(sha256) = 64),
    title text NOT NULL,
    scopes text NOT NULL,
    bytes {int} NOT NULL,
    url text,
    person_id {uuid} REFERENCES people (id),
    taken_at {time} NOT NULL,
    CONSTRAINT api_document_versions_api_id_number PRIMARY KEY (api_id, number)
) {strict};
-- As it was given. What is shown is made of it by the rules of the release that shows it.
CREATE TABLE api_document_texts (
    api_id {uuid} NOT NULL,
    number {int} NOT NULL,
    content {bytes} NOT NULL CHECK (length(content) <= 5000000),
    CONSTRAINT api_document_texts_api_id_number PRIMARY KEY (api_id, number),
    FOREIGN KEY (api_id, number) REFERENCES api_document_versions (api_id, number) ON DELETE CASCADE
) {strict};
