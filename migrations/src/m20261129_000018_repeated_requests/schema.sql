-- What was made under an Idempotency-Key: its answer without secrets, kept for a day. `acts_for`: a tenant's or
-- publisher's id, or 'platform'.
CREATE TABLE made_once (
    person_id {uuid} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    acts_for text NOT NULL,
    idempotency_key text NOT NULL,
    operation text NOT NULL,
    request_hash {bytes} NOT NULL,
    answer text NOT NULL,
    secret_hidden {bool} NOT NULL,
    made_at {time} NOT NULL,
    CONSTRAINT made_once_person_id_acts_for_idempotency_key PRIMARY KEY (person_id, acts_for, idempotency_key)
) {strict};
CREATE INDEX made_once_by_time ON made_once (made_at);
