-- When it was withdrawn, or ended with its inviter's or its person's place in the organisation.
ALTER TABLE invitations ADD COLUMN ended_at {time};
CREATE INDEX invitations_by_inviter ON invitations (created_by);

-- A link by which a person sets a new password. Once used it is gone.
CREATE TABLE password_links (
    token_hash {bytes} NOT NULL PRIMARY KEY,
    person_id {uuid} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    created_by {uuid} REFERENCES people (id),
    created_at {time} NOT NULL,
    expires_at {time} NOT NULL
) {strict};
CREATE INDEX password_links_of_person ON password_links (person_id);
