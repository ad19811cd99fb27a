-- Tokens and refusals of each hour. `subject`: the id of a client, an app or a tenant; for the platform zero. `hour`: hours
-- since 1970. `outcome`: `token`, or why there was none. `tenant_id`: set for a tenant and its clients.
CREATE TABLE usage_hours (
    subject {uuid} NOT NULL,
    hour {long} NOT NULL,
    outcome text NOT NULL,
    tenant_id {uuid},
    number {long} NOT NULL,
    CONSTRAINT usage_hours_subject_hour_outcome PRIMARY KEY (subject, hour, outcome)
) {strict};
CREATE INDEX usage_hours_by_hour ON usage_hours (hour);
