-- Any transaction puts rows in; only one of the platform sees them.
ALTER TABLE outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE outbox FORCE ROW LEVEL SECURITY;
CREATE POLICY outbox_of_platform ON outbox USING (current_setting('grantry.tenant', true) = '*');
CREATE POLICY outbox_takes_all ON outbox FOR INSERT WITH CHECK (true);
