-- Where organisations hear of events. `host` is that of `url`. `events` and `apps` are sets of words, separated by spaces.
CREATE TABLE webhooks (
    id {uuid} NOT NULL PRIMARY KEY,
    tenant_id {uuid} REFERENCES tenants (id),
    publisher_id {uuid} REFERENCES publishers (id),
    url text NOT NULL,
    host text NOT NULL,
    events text NOT NULL,
    apps text NOT NULL,
    disabled text CHECK (disabled IN ('by_person', 'not_taken', 'gone')),
    disabled_at {time},
    created_by {uuid} NOT NULL REFERENCES people (id),
    created_at {time} NOT NULL,
    updated_at {time} NOT NULL,
    revision {int} NOT NULL CHECK (revision > 0),
    CHECK ((tenant_id IS NULL) <> (publisher_id IS NULL)),
    CHECK ((disabled IS NULL) = (disabled_at IS NULL))
) {strict};
CREATE INDEX webhooks_of_tenant ON webhooks (tenant_id, id) WHERE tenant_id IS NOT NULL;
CREATE INDEX webhooks_of_publisher ON webhooks (publisher_id, id) WHERE publisher_id IS NOT NULL;
-- What signs messages, sealed. Without `ends_at` it is the current one.
CREATE TABLE webhook_secrets (
    webhook_id {uuid} NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    number {int} NOT NULL CHECK (number > 0),
    tenant_id {uuid},
    sealed {bytes} NOT NULL,
    hint text NOT NULL,
    made_at {time} NOT NULL,
    ends_at {time},
    CONSTRAINT webhook_secrets_webhook_id_number PRIMARY KEY (webhook_id, number)
) {strict};
-- Messages to webhooks: those that wait, and the log of those that do not. Of messages with the same `thread` the one with
-- the lowest `sequence` goes first. `last` is the last attempt, as JSON.
CREATE TABLE webhook_deliveries (
    id {uuid} NOT NULL PRIMARY KEY,
    webhook_id {uuid} NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    tenant_id {uuid},
    message text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('event', 'again', 'test')),
    event text NOT NULL,
    thread {uuid} NOT NULL,
    sequence {long} NOT NULL,
    body text NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed', 'dropped')),
    attempts {int} NOT NULL,
    due {time} NOT NULL,
    created_at {time} NOT NULL,
    last text
) {strict};
CREATE INDEX webhook_deliveries_of_webhook ON webhook_deliveries (webhook_id, id);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (state, due);
CREATE INDEX webhook_deliveries_thread ON webhook_deliveries (webhook_id, thread, state, sequence);
-- Events that webhooks hear of and no message was made of yet: `id` is the entry's in the history.
CREATE TABLE webhook_events (
    id {uuid} NOT NULL PRIMARY KEY,
    thread {uuid} NOT NULL,
    sequence {long} NOT NULL
) {strict};
CREATE INDEX webhook_events_of_thread ON webhook_events (thread, sequence);
-- The last number that an event of a connection, an app or an organisation has.
CREATE TABLE webhook_sequences (
    thread {uuid} NOT NULL PRIMARY KEY,
    last {long} NOT NULL
) {strict};
