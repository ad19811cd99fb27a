-- The secret of a person's authenticator app, sealed. It counts once set_up_at says so. last_step: the last 30-second step
-- whose code was used.
CREATE TABLE second_factors (
    person_id {uuid} NOT NULL PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    sealed {bytes} NOT NULL,
    last_step {long} NOT NULL,
    began_at {time} NOT NULL,
    set_up_at {time}
) {strict};
-- Recovery codes that were not used, hashed under the pepper.
CREATE TABLE recovery_codes (
    person_id {uuid} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    hash {bytes} NOT NULL,
    PRIMARY KEY (person_id, hash)
) {strict};
-- Who has given the right password, and a code not yet. by_link: histories have heard of the link.
CREATE TABLE pending_sign_ins (
    token_hash {bytes} NOT NULL PRIMARY KEY,
    person_id {uuid} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    by_link {bool} NOT NULL,
    tries {int} NOT NULL,
    expires_at {time} NOT NULL
) {strict};
CREATE INDEX pending_sign_ins_of_person ON pending_sign_ins (person_id);
CREATE INDEX pending_sign_ins_by_end ON pending_sign_ins (expires_at);
