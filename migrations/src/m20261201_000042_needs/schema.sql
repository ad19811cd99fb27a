-- What waits for people is found without reading what does not wait: reported secrets, deliveries that were given up, and
-- declined connections are few.
CREATE INDEX secrets_reported ON secrets (tenant_id, credential_id) WHERE reported_at IS NOT NULL;
CREATE INDEX outbox_given_up ON outbox (receiver, given_up_at) WHERE given_up_at IS NOT NULL;
CREATE INDEX connections_declined ON connections (app_id, decided_at) WHERE state = 'declined';
