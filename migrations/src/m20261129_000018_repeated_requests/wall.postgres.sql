-- Answers of all tenants: no transaction of one tenant reads them.
ALTER TABLE made_once ENABLE ROW LEVEL SECURITY;
ALTER TABLE made_once FORCE ROW LEVEL SECURITY;
CREATE POLICY made_once_of_platform ON made_once USING (current_setting('grantry.tenant', true) = '*');
