-- A person's inbox: one row for each event that they hear of, and as whom ('oneself', 'platform', or the outside form of a
-- publisher's or tenant's id). `offered_app_id` and `offered_tenant_id`: an app that waited for a decision there; the row is
-- shown as long as it is offered. `daily`: for the next daily mail. `mail_id`: the mail that carries it.
-- No foreign key to the entry: histories outlive all, and hold no key of their own here.
CREATE TABLE notices (
    id {uuid} NOT NULL PRIMARY KEY,
    person_id {uuid} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    read_as text NOT NULL,
    entry_id {uuid} NOT NULL,
    kind text NOT NULL,
    offered_app_id {uuid},
    offered_tenant_id {uuid},
    created_at {time} NOT NULL,
    read_at {time},
    daily {bool} NOT NULL,
    mail_id {uuid},
    CHECK ((offered_app_id IS NULL) = (offered_tenant_id IS NULL))
) {strict};
CREATE INDEX notices_of_person ON notices (person_id, id DESC);
CREATE INDEX notices_unread ON notices (person_id, id DESC) WHERE read_at IS NULL;
CREATE INDEX notices_of_mail ON notices (mail_id) WHERE mail_id IS NOT NULL;
CREATE INDEX notices_by_time ON notices (created_at);

-- When a person wants mail, where they have chosen: "decided=off leaks=at_once".
CREATE TABLE notice_settings (
    person_id {uuid} NOT NULL PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    choices text NOT NULL,
    revision {int} NOT NULL CHECK (revision > 0)
) {strict};

-- What was told of the end of a connection, so that it is told once: so many days before it; 0: it has come.
CREATE TABLE connection_endings (
    tenant_id {uuid} NOT NULL,
    connection_id {uuid} NOT NULL,
    ends_at {time} NOT NULL,
    days {int} NOT NULL,
    CONSTRAINT connection_endings_tenant_id_connection_id_ends_at_days
        PRIMARY KEY (tenant_id, connection_id, ends_at, days),
    FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id) ON DELETE CASCADE
) {strict};
