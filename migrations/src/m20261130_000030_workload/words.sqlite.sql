-- SQLite changes no CHECK: another column takes the place of each.
ALTER TABLE credentials ADD COLUMN next_auth_method text NOT NULL DEFAULT 'client_secret'
    CHECK (next_auth_method IN ('client_secret', 'private_key_jwt', 'workload_identity'));
UPDATE credentials SET next_auth_method = auth_method;
ALTER TABLE credentials DROP COLUMN auth_method;
ALTER TABLE credentials RENAME COLUMN next_auth_method TO auth_method;
ALTER TABLE apps ADD COLUMN next_hand_over text NOT NULL DEFAULT 'admin_shares'
    CHECK (next_hand_over IN ('admin_shares', 'developer_collects', 'keyless', 'workload'));
UPDATE apps SET next_hand_over = hand_over;
ALTER TABLE apps DROP COLUMN hand_over;
ALTER TABLE apps RENAME COLUMN next_hand_over TO hand_over;
