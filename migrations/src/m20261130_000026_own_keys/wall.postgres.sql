-- A transaction of one tenant reads what was made under the keys of those who act for it, and nothing else.
DROP POLICY made_once_of_platform ON made_once;
CREATE POLICY made_once_of_whom_it_acts_for ON made_once USING (
    current_setting('grantry.tenant', true) = '*'
    OR acts_for = current_setting('grantry.acts_for', true));
