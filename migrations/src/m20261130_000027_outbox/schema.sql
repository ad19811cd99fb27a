-- What follows a change elsewhere, put in with the change: one row for each event and receiver, gone when it is
-- delivered. `subject` is the id of the thing. `due`: from when on a node may claim the row; a claim puts it later.
CREATE TABLE outbox (
    id {uuid} NOT NULL PRIMARY KEY,
    receiver text NOT NULL,
    subject {uuid} NOT NULL,
    created_at {time} NOT NULL,
    due {time} NOT NULL,
    attempts {int} NOT NULL DEFAULT 0,
    error text,
    given_up_at {time}
) {strict};
CREATE INDEX outbox_due ON outbox (receiver, due) WHERE given_up_at IS NULL;
-- Logos that wait.
INSERT INTO outbox (id, receiver, subject, created_at, due)
    SELECT id, 'logos', id, updated_at, coalesce(logo_due, updated_at) FROM apps WHERE logo_state = 'waiting';
DROP INDEX apps_logo_waiting;
-- Which apps have shown a picture: `before` is its path.
CREATE INDEX app_detail_changes_logo ON app_detail_changes (before) WHERE detail = 'logo';
