-- The newest entries of a chain by what people filter a history: the action, the person and the app.
CREATE INDEX audit_entries_of_action ON audit_entries (chain, action, id DESC);
CREATE INDEX audit_entries_of_person ON audit_entries (chain, actor_id, id DESC) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_entries_of_app_in_chain ON audit_entries (chain, app_id, id DESC) WHERE app_id IS NOT NULL;
-- A tenant's connections with one app, deleted ones too.
CREATE INDEX connections_of_tenant_with_app ON connections (tenant_id, app_id, id DESC);
-- An app's connections by their state.
CREATE INDEX connections_of_app_in_state ON connections (app_id, state, id DESC);
