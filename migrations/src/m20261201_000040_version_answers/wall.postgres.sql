ALTER TABLE scope_answers ENABLE ROW LEVEL SECURITY;
ALTER TABLE scope_answers FORCE ROW LEVEL SECURITY;
CREATE POLICY scope_answers_of_tenant ON scope_answers USING (
    current_setting('grantry.tenant', true) = tenant_id::text
    OR current_setting('grantry.tenant', true) = '*');
ALTER TABLE update_reviews ENABLE ROW LEVEL SECURITY;
ALTER TABLE update_reviews FORCE ROW LEVEL SECURITY;
CREATE POLICY update_reviews_of_tenant ON update_reviews USING (
    current_setting('grantry.tenant', true) = tenant_id::text
    OR current_setting('grantry.tenant', true) = '*');
