-- Who asked to have another e-mail address. The token is made when the link is mailed, and is gone when it is used. A row
-- that was used stays for a day, for the warning to the address of before.
CREATE TABLE address_changes (
    id {uuid} NOT NULL PRIMARY KEY,
    person_id {uuid} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    former text NOT NULL,
    email text NOT NULL,
    token_hash {bytes},
    used_at {time},
    expires_at {time} NOT NULL
) {strict};
CREATE INDEX address_changes_of_person ON address_changes (person_id);
CREATE UNIQUE INDEX address_changes_by_token ON address_changes (token_hash);
